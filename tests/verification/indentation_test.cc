// Question: do the conditions of contact hold, whatever presses and however the
// load is controlled?

#include <vitriflow/base/exceptions.h>

#include "fixed_step.h"
#include "indentation_case.h"

#include <cmath>

namespace vitriflow
{
  namespace
  {
    using namespace indentation;

    // Layers 20 contact radii wide with the moduli G and G/2 of shear and one
    // of compression: E* = 4 G (3 K + G)/(3 K + 4 G) is 0.561 times as large in
    // the soft ones. An indent in the middle of a layer feels it alone but for
    // what lies beyond 10 radii, where the displacement is 4/(3 pi)/10 of the
    // depth: half of it twice or half as much changes each load by up to 3 %.
    TEST(Indentation, IndentsOfASampleFeelItWhereTheyAre)
    {
      const double depth = std::sqrt(1e-3);
      std::vector<double> loads;
      for (const double origin : {15., 35.})
        loads.push_back(
          press(together(sphere(6, depth),
                         {"Structure/Sample/Size=40,64,40",
                          "Structure/Sample/Origin x=" + text(origin),
                          "Structure/Shear modulus/Type=laminate",
                          "Structure/Shear modulus/Laminate/Periods=1,0,0",
                          "Structure/Shear modulus/Laminate/Amplitude=-0.5"}))
            .load);
      EXPECT_NEAR(std::log(loads[0] / loads[1]), std::log(0.561), 0.06);
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

    /** The sphere that has the contact radius 1 under its load by Hertz. */
    const double sphere_radius = 1. / std::sqrt(1e-3);
    const double full_load     = hertz_load(sphere_radius);

    Settings loaded_sphere(const std::string &program)
    {
      return together(sphere(6, 1. / sphere_radius),
                      {"Loading/Program=" + program});
    }

    std::string load(const double value)
    {
      return "load " + text(value) + " duration 1 rise 1; ";
    }

    /** No record pulls, no node is pushed from a distance, and what overlaps is
     * a thousandth of the depth. */
    void expect_contact(const Indent &indent)
    {
      double deepest = 0.;
      for (const Record &r : indent.records)
        deepest = std::max(deepest, r.contact.depth);
      for (const Record &r : indent.records)
        {
          EXPECT_GE(r.contact.load, 0.);
          EXPECT_LT(r.contact.penetration, 1e-3 * deepest);
        }
      for (const auto &point : indent.surface)
        {
          EXPECT_GE(point.pressure, 0.);
          EXPECT_FALSE(point.pressure > 0. && point.distance > 0.);
        }
    }

    // Of a uniform field any mean is the field, if the volume is the sum of its
    // weights; in an axisymmetric block those have the circumference.
    TEST(Indentation, MeansOfPlasticFlowHaveTheWeightOfTheVolume)
    {
      Simulation<2> simulation(case_parameters(zone_glass(
                                 {"Mesh/Geometry=indentation",
                                  "Mesh/Indentation/Coordinates=axisymmetric",
                                  "Mesh/Cells=4",
                                  "Mesh/Size=6.4e-7",
                                  "Mesh/Indentation/Refinement levels=2",
                                  "Mesh/Indentation/Refined radius=1e-7",
                                  "Indentation/Indenter=sphere",
                                  "Indentation/Radius=1e-6",
                                  "Loading/Program=depth 1e-9 duration 1",
                                  "Time/Maximum number of steps=1"})),
                               "",
                               MPI_COMM_WORLD);
      ASSERT_EQ(simulation.run().exit_code, 0);
      const auto &plastic = simulation.records().front().measurements.plastic;
      EXPECT_GT(plastic.max_structure, 0.);
      EXPECT_NEAR(plastic.mean_structure / plastic.max_structure, 1., 1e-12);
    }

    /** From the first node in contact on, while nodes come into contact and
     * leave it, twice. */
    TEST(Indentation, LoadIsMetThroughTwoCycles)
    {
      const Indent indent = press(
        loaded_sphere(load(full_load) + load(0.) + load(full_load) + load(0.)));
      expect_contact(indent);
      const double area  = indent.length * indent.length;
      const double depth = indent.end_of(0).contact.depth;
      for (const std::size_t loaded : {0, 2})
        {
          const ContactRecord &c = indent.end_of(loaded).contact;
          EXPECT_NEAR(c.load * area, full_load, 1e-10 * full_load);
          // forces are balanced to 1e-4 of themselves
          EXPECT_NEAR(c.depth / depth, 1., 1e-4);
        }
      // The elastic glass comes back but for the error of the steps: in every
      // loading or unloading the square of a tenth of it, of the nonlinear
      // part of its response, which is of the order of the slope 1/R.
      const double error = 0.1 * 0.1 / sphere_radius;
      for (const std::size_t unloaded : {1, 3})
        {
          const ContactRecord &c = indent.end_of(unloaded).contact;
          EXPECT_EQ(c.load, 0.);
          EXPECT_NEAR(c.depth / depth, 0., (unloaded + 1) * error);
        }
      // the depth of Hertz, less what the block and its 1/8 of a radius take
      EXPECT_NEAR(depth * indent.length * sphere_radius, 1., 0.02);
    }

    // An elastic glass unloads as it was loaded: P ~ h^(3/2), from which the
    // method finds S = 2 E* a and the contact depth h/2 exactly. The block adds
    // what is said above to the load and so to E*, the geometry of the ball a
    // share 1/R, and the contact that shrinks node by node, 1/8 apart, 1/4 of
    // that to its radius.
    TEST(Indentation, OliverAndPharrFindTheModulusOfAnElasticGlass)
    {
      const Indent indent = press(loaded_sphere(load(full_load) + load(0.)));
      const auto value    = [&](const char *name) {
        return indent.summary.at(name).at("value").get<double>();
      };
      EXPECT_NEAR(value("reduced_modulus") / reduced_modulus, 1., 0.03);
      const double mean_pressure = full_load / dealii::numbers::PI;
      EXPECT_NEAR(value("hardness") / mean_pressure, 1., 2. / 32.);
    }

    /** One load, by load or by depth. */
    TEST(Indentation, LoadAndDepthControlAgree)
    {
      const Indent by_load = press(loaded_sphere(load(full_load)));
      const Indent same =
        press(loaded_sphere("depth " + text(by_load.depth) + " duration 1"));
      // forces are balanced to 1e-4 of themselves
      EXPECT_NEAR(same.load / full_load, 1., 1e-4);
      EXPECT_NEAR(same.stiffness / by_load.stiffness, 1., 1e-3);
    }

    // As long as the same nodes are in contact, the stiffness is that of one
    // linear problem, up to the slope 6e-4 by which the surface turns in a
    // step. The linear solver leaves up to 3e-3 of it in some steps, which the
    // term of second order takes away; with the other sign it would be 6e-3.
    TEST(Indentation, StiffnessIsThatOfTheNodesInContact)
    {
      const Indent indent = press(
        together(sphere(6, 1. / sphere_radius),
                 {"Time/Initial step=0.02", "Time/Maximum strain step=0.02"}));
      unsigned int n_compared = 0;
      for (std::size_t i = 2; i < indent.records.size(); ++i)
        {
          const ContactRecord &before = indent.records[i - 1].contact;
          const ContactRecord &after  = indent.records[i].contact;
          if (before.n_nodes != after.n_nodes || !(before.stiffness > 0.))
            continue;
          ++n_compared;
          EXPECT_NEAR(after.stiffness / before.stiffness, 1., 6e-4) << i;
        }
      EXPECT_GT(n_compared, 20u);
    }

    /** A small oscillation on a load moves the indenter by its amplitude over
     * the stiffness of an elastic step. */
    TEST(Indentation, OscillationOnALoadMeasuresTheStiffness)
    {
      const double amplitude = 0.01 * full_load;
      const Indent indent =
        press(loaded_sphere(load(full_load) + "load " + text(full_load) +
                            " duration 2 rise 0 amplitude " + text(amplitude) +
                            " frequency " + text(2. * dealii::numbers::PI)));
      double highest = 0., lowest = 1e300;
      for (const Record &r : indent.records)
        if (r.segment == 1)
          {
            highest = std::max(highest, r.contact.depth);
            lowest  = std::min(lowest, r.contact.depth);
          }
      const double range = (highest - lowest) * indent.length;
      // extremes are met by the middle of a 31st of a cycle, to 1 - cos(pi/31);
      // the stiffness changes by a third of the 2 % of load
      EXPECT_NEAR(2. * amplitude / range / indent.stiffness, 1., 0.02);
    }

    /** Pressed by a flat punch to a tenth of its radius and left again, an
     * elastic glass keeps an imprint of the error of its steps only. */
    TEST(Indentation, ImprintOfAnElasticGlassFallsWithTheStepSquared)
    {
      const auto imprint = [](const double dt) {
        const Indent indent = press(together(
          together(axisymmetric(elastic_block(5)),
                   {"Indentation/Indenter=flat punch",
                    "Indentation/Radius=1",
                    "Loading/Program=depth 0.1 duration 1; depth -0.05 "
                    "duration 0.5; load 0 duration 0.5 rise 0.5"}),
          {"Time/Maximum step=" + text(dt),
           "Time/Initial step=" + text(dt),
           "Time/Maximum strain step=1"}));
        EXPECT_EQ(indent.load, 0.);
        return indent.depth;
      };
      const double coarse = imprint(0.1), fine = imprint(0.05);
      EXPECT_NEAR(coarse / fine, 4., 0.4);
      // steps of the default of 0.004 leave (0.004/0.05)^2 of that
      EXPECT_LT(std::abs(fine), 1e-4);
    }

    // At steps of a hundredth, more than twice the default, the error of two
    // programs is the square of it times the slope 1/R of the surface, and the
    // balance of the forces to 1e-4 of themselves at each of them.
    TEST(Indentation, ImprintOfASphereIsBelowTenThousandthOfTheDepth)
    {
      const Indent indent =
        press(together(loaded_sphere(load(full_load) + load(0.)),
                       {"Time/Maximum strain step=0.01"}));
      EXPECT_EQ(indent.load, 0.);
      EXPECT_NEAR(indent.depth / indent.end_of(0).contact.depth / indent.length,
                  0.,
                  1e-4);
    }

    /** What the block does not carry ends the run, with the last good state. */
    TEST(SlowIndentation, LoadBeyondTheBlockStops)
    {
      const auto result_of = [](const std::string &program) {
        Simulation<2> simulation(case_parameters(
                                   together(axisymmetric(elastic_block(4)),
                                            {"Indentation/Indenter=sphere",
                                             "Indentation/Radius=31",
                                             "Solver/Maximum retries=3",
                                             "Loading/Program=" + program})),
                                 "",
                                 MPI_COMM_WORLD);
        const RunResult result = simulation.run();
        EXPECT_TRUE(std::isfinite(simulation.state().displacement.l2_norm()));
        EXPECT_GT(simulation.records().size(), 5u);
        return result;
      };
      const RunResult by_load = result_of("load 1e4 duration 1 rise 1");
      EXPECT_EQ(by_load.exit_code, 3);
      EXPECT_NE(by_load.status.find("may not carry the load"),
                std::string::npos)
        << by_load.status;
      const RunResult by_depth = result_of("depth 50 duration 1");
      EXPECT_EQ(by_depth.exit_code, 3);
      EXPECT_NE(by_depth.status.find("too deep for this mesh"),
                std::string::npos)
        << by_depth.status;
    }

    TEST(Indentation, PyramidNeedsTheWholeBlock)
    {
      const Settings pyramid =
        together(sphere(5, 0.1), {"Indentation/Indenter=Berkovich"});
      EXPECT_THROW(case_parameters(pyramid), BadInput);
      const Settings in_3d =
        together(pyramid,
                 {"Mesh/Dimension=3",
                  "Mesh/Indentation/Coordinates=plane strain"});
      EXPECT_THROW(case_parameters(in_3d), BadInput);
      EXPECT_NO_THROW(
        case_parameters(together(in_3d, {"Mesh/Indentation/Symmetric=false"})));
    }

    TEST(Indentation, IndenterInsideTheGlassIsBadInput)
    {
      EXPECT_THROW(case_parameters(together(loaded_sphere(load(1.)),
                                            {"Indentation/Initial gap=-0.1"})),
                   BadInput);
    }
  } // namespace
} // namespace vitriflow
