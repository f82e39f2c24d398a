// Question: do indenters of every shape meet the theory of elastic contact, in
// the plane and around an axis?

#include "indentation_case.h"

#include <cmath>

namespace vitriflow
{
  namespace
  {
    using namespace indentation;
    using dealii::numbers::PI;

    /** Slope of the surface at the edge of contact of the spheres. */
    constexpr double slope = 0.0316228;

    Settings round(const Settings &block, const std::string &program)
    {
      return together(block,
                      {"Indentation/Indenter=sphere",
                       "Indentation/Radius=" + text(1. / slope),
                       "Loading/Program=" + program});
    }

    /**
     * By how much an axisymmetric load on a block exceeds that on a half space
     * at the same depth: the bottom of the block takes P/(pi E* H) of the
     * depth h, and the load goes like h to a power (3/2 for a sphere, 2 for a
     * cone).
     */
    double
    block_share(const double power, const double load, const double depth)
    {
      return power * load / (PI * reduced_modulus * block_size * depth);
    }

    /**
     * Sneddon, Int. J. Eng. Sci. 3, 47 (1965): P = (2/pi) E* tan(alpha) h^2,
     * a = (2/pi) h tan(alpha). A mantle inclined by 0.5 degrees, because the
     * theory leaves out that the surface moves inwards, which at 2 degrees
     * already raises the load by 0.9 %.
     */
    TEST(IndentationShapes, ConeMeetsSneddon)
    {
      const double inclination = 0.5 * PI / 180.;
      const double depth       = 0.5 * PI * std::tan(inclination);
      const double load =
        2. / PI * reduced_modulus * depth * depth / std::tan(inclination);
      const Indent indent = press(
        together(axisymmetric(elastic_block(7)),
                 {"Indentation/Indenter=cone",
                  "Indentation/Half angle=89.5",
                  "Loading/Program=depth " + text(depth) + " duration 1"}));
      // the sides, as far away as the bottom, hold up to as much
      const double share = block_share(2., load, depth);
      EXPECT_NEAR(indent.load / load, 1. + share, share);
      // a quarter of the distance 1/16 of nodes
      EXPECT_NEAR(indent.radius, 1., 1. / 64.);
    }

    /** Johnson, section 4.2: a^2 = 4 P R/(pi E*), P per length. Depth has no
     * limit as the block grows; contact has. */
    TEST(IndentationShapes, CylinderHasTheWidthOfHertz)
    {
      const double load   = 0.25 * PI * reduced_modulus * slope;
      const Indent indent = press(
        round(elastic_block(7), "load " + text(load) + " duration 1 rise 1"));
      EXPECT_NEAR(indent.radius, 1., 1. / 64.);
      const Indent whole =
        press(together(round(elastic_block(7),
                             "load " + text(load) + " duration 1 rise 1"),
                       {"Mesh/Indentation/Symmetric=false",
                        "Mesh/Size=128,64",
                        "Mesh/Cells=8,4"}));
      EXPECT_NEAR(whole.radius, indent.radius, 1e-4);
      const double highest = 2. * load / PI;
      expect_hertz_pressure(indent, 1., highest, 1. / 16., 2e-3);
    }

    /** Johnson, section 3.6: P = 2 E* a h. The pressure is singular at the
     * edge, where cells of 1/8 let the contact end a quarter of a node too
     * late. */
    TEST(IndentationShapes, FlatPunchMeetsTheory)
    {
      const double depth  = 0.01;
      const double load   = 2. * reduced_modulus * depth;
      const Indent indent = press(
        together(axisymmetric(elastic_block(7)),
                 {"Indentation/Indenter=flat punch",
                  "Indentation/Radius=1",
                  "Loading/Program=depth " + text(depth) + " duration 1"}));
      EXPECT_NEAR(indent.load / load,
                  1. + block_share(1., load, depth),
                  1. / 64.);
    }

    /**
     * A cone with a round tip in a whole block against the same cone around an
     * axis. Cells are as large as the contact, so that of its area, nodes
     * standing for a quarter of a cell each, a tenth is uncertain and half of
     * that of the load, which goes like the root of the area.
     */
    TEST(IndentationShapes, ConeInThreeDimensionsIsTheOneAroundAnAxis)
    {
      const Settings cone = together(elastic_block(3),
                                     {"Mesh/Size=16",
                                      "Mesh/Indentation/Refined radius=1",
                                      "Indentation/Indenter=cone",
                                      "Indentation/Tip radius=0.25",
                                      "Loading/Program=depth 0.3 duration 1",
                                      "Time/Initial step=0.1"});
      const Indent whole  = press<3>(
        together(cone,
                 {"Mesh/Dimension=3", "Mesh/Indentation/Symmetric=false"}));
      const Indent round =
        press(together(axisymmetric(cone), {"Mesh/Cells=2", "Mesh/Size=8"}));
      EXPECT_NEAR(whole.load / round.load, 1., 0.05);
      EXPECT_LT(std::abs(whole.mass_error), 1e-12);
    }

    /**
     * What contains a body needs a higher load for the same depth: the pyramid
     * lies between the cones along the middles of its faces, tan(alpha) =
     * tan(65.27 degrees), and along its edges, twice that (Sneddon).
     */
    Settings pyramid(const unsigned int levels)
    {
      return together(elastic_block(levels),
                      {"Mesh/Dimension=3",
                       "Mesh/Size=16",
                       "Mesh/Indentation/Symmetric=false",
                       "Mesh/Indentation/Refined radius=1",
                       "Indentation/Indenter=Berkovich",
                       "Loading/Program=depth 0.3 duration 1",
                       "Time/Initial step=0.1"});
    }

    TEST(SlowIndentationShapes, BerkovichLiesBetweenItsCones)
    {
      const double depth   = 0.3;
      const Indent indent  = press<3>(pyramid(3));
      const double tangent = std::tan(65.27 * PI / 180.);
      const double low = 2. / PI * reduced_modulus * tangent * depth * depth;
      EXPECT_GT(indent.load, low);
      EXPECT_LT(indent.load, 2. * low);
      EXPECT_LT(std::abs(indent.mass_error), 1e-12);
    }

    /** A pyramid looks the same at every depth: P ~ h^2, from the contact
     * radius 0.27 on, of which a quarter of the distance 1/8 of nodes is 12 %,
     * as of the load at a given depth. */
    TEST(SlowIndentationShapes, LoadOfAPyramidGoesLikeTheSquareOfTheDepth)
    {
      const Indent indent = press<3>(pyramid(4));
      const auto shape    = [](const Record &r) {
        return r.contact.load / (r.contact.depth * r.contact.depth);
      };
      const double last = shape(indent.records.back());
      for (const Record &r : indent.records)
        if (r.contact.depth * indent.length > 0.11)
          {
            EXPECT_NEAR(shape(r) / last, 1., 0.12) << r.contact.depth;
          }
    }
  } // namespace
} // namespace vitriflow
