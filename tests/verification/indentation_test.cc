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
      const double depth  = std::sqrt(1e-3);
      const Settings fine = together(sphere(6, depth),
                                     {"Time/Initial step=1e-5"});
      const double plain  = press(fine).load;
      const Indent indent =
        press(together(fine, {"Material/Gradient length=0.0625"}));
      EXPECT_NEAR(indent.load / plain, 1., 1. / 16.);
      EXPECT_LT(std::abs(indent.mass_error), 1e-12);
    }
  } // namespace
} // namespace vitriflow
