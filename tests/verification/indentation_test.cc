// Question: does an indenter meet the theory of elastic contact, and do the
// conditions of contact hold?

#include "indentation_case.h"

#include <cmath>

namespace vitriflow
{
  namespace
  {
    using namespace indentation;

    /** Load of Hertz's sphere with the contact radius 1. */
    double hertz_load(const double radius)
    {
      return 4. / 3. * reduced_modulus / radius;
    }

    Settings sphere(const unsigned int levels, const double depth)
    {
      return together(axisymmetric(elastic_block(levels)),
                      {"Indentation/Indenter=sphere",
                       "Indentation/Radius=" + text(1. / depth),
                       "Loading/Program=depth " + text(depth) + " duration 1"});
    }

    TEST(Indentation, HertzSphereConvergesToTheory)
    {
      // depth/radius = 1e-3; contact radius 1
      const double depth = std::sqrt(1e-3);
      std::vector<double> load_errors, radius_errors;
      for (const unsigned int levels : {5, 6, 7})
        {
          const Indent indent = press(sphere(levels, depth));
          load_errors.push_back(indent.load / hertz_load(1. / depth) - 1.);
          radius_errors.push_back(indent.radius - 1.);
          EXPECT_LT(indent.penetration, 1e-3 * depth);
        }
      // What does not fall with the cells is the block: its bottom takes
      // P/(pi E* H) of the depth, 1 % of it here, which raises the load by
      // half as much again.
      const double block = 1.5 * 4. / (3. * dealii::numbers::PI * block_size);
      EXPECT_NEAR(load_errors[2], block, 0.01);
      // a quarter of the distance 1/16 of nodes
      EXPECT_NEAR(radius_errors[2], 0., 1. / 64.);
      EXPECT_LT(std::abs(load_errors[2] - load_errors[1]),
                std::abs(load_errors[1] - load_errors[0]));
    }

    // The first step ends before the sphere touches the node next to the axis,
    // and there is nothing but rounding, most of it in the cells far away, each
    // as wide as 256 gradient lengths. Capillarity then changes the load
    // by as much as a surface layer, a gradient length thick, of another
    // stiffness can: (1/16) of a contact radius, and nothing in a wide contact.
    TEST(Indentation, GradientLengthMuchSmallerThanTheBlock)
    {
      const double depth = std::sqrt(1e-3);
      const Settings fine =
        together(sphere(6, depth), {"Time/Initial step=1e-5"});
      const double plain = press(fine).load;
      const Indent indent =
        press(together(fine, {"Material/Gradient length=0.0625"}));
      EXPECT_NEAR(indent.load / plain, 1., 1. / 16.);
      EXPECT_LT(std::abs(indent.mass_error), 1e-12);
    }

    // Under a pressure close to the shear modulus, what moves along with the
    // glass must be implicit: with forces on the extrapolated mesh this ran
    // away at less than half of the depth, at a mean pressure of 0.53. BDF2
    // leaves an error of order dt^2, 4 times as large with steps twice as long;
    // 1 % is that of 25 steps.
    TEST(Indentation, DeepIndentationIsStable)
    {
      const Settings deep = together(axisymmetric(elastic_block(5)),
                                     {"Indentation/Indenter=sphere",
                                      "Indentation/Radius=2",
                                      "Loading/Program=depth 0.8 duration 1"});
      const Indent coarse =
        press(together(deep, {"Time/Maximum strain step=0.04"}));
      const Indent fine =
        press(together(deep, {"Time/Maximum strain step=0.02"}));
      EXPECT_NEAR(coarse.load / fine.load, 1., 0.01);
      EXPECT_GT(fine.records.back().contact.mean_pressure, 0.53);
      EXPECT_LT(std::abs(fine.mass_error), 1e-12);
      for (std::size_t i = 1; i < fine.records.size(); ++i)
        EXPECT_GE(fine.records[i].contact.load,
                  fine.records[i - 1].contact.load);
    }

    // (2 + pi) k, Prandtl's mean pressure of a perfectly plastic half space:
    // n = 100 comes within 2.3 % of it per factor of ten in rate. An element
    // that locks has no limit load, or one that falls with the cells.
    TEST(Indentation, FlatPunchReachesTheLimitLoad)
    {
      const double yield_stress = 2.5e-4;
      for (const unsigned int levels : {5, 6})
        {
          // the edge midway between two nodes of the surface
          const double radius = 1. + std::ldexp(1., -int(levels));
          const Indent indent = press(
            {"Mesh/Geometry=indentation",
             "Mesh/Cells=4",
             "Mesh/Size=16",
             "Mesh/Indentation/Refinement levels=" + std::to_string(levels),
             "Mesh/Indentation/Refined radius=1.2",
             "Material/Bulk modulus=3",
             "Material/Gradient length=0",
             "Material/Relaxation time model=none",
             "Material/Shear modulus density exponent=0",
             "Material/Stress source=deviatoric",
             "Material/Plastic flow/Mechanism=power law",
             "Material/Plastic flow/Yield stress=" + text(yield_stress),
             "Material/Plastic flow/Reference rate=0.01",
             "Material/Plastic flow/Exponent=100",
             "Indentation/Indenter=flat punch",
             "Indentation/Radius=" + text(radius),
             "Loading/Program=depth 0.01 duration 1",
             "Time/Maximum strain step=0.04",
             "Time/Maximum local strain step=1",
             "Time/Maximum volume strain step=1",
             "Solver/Linear tolerance=1e-3",
             "Solver/Maximum corrections=60"});
          const double limit =
            (2. + dealii::numbers::PI) * yield_stress * 2. * radius;
          EXPECT_NEAR(indent.load / limit, 1., 0.023) << levels;
          // and it has levelled off: the last quarter adds less than 1 %
          const ContactRecord &last = indent.records.back().contact;
          for (const Record &r : indent.records)
            {
              const bool late = r.contact.depth > 0.75 * last.depth;
              EXPECT_TRUE(!late || r.contact.load > 0.99 * last.load);
            }
        }
    }
  } // namespace
} // namespace vitriflow
