// Question: does a sphere meet Hertz's theory of elastic contact?

#include "indentation_case.h"

#include <cmath>

namespace vitriflow
{
  namespace
  {
    using namespace indentation;

    /** Of the depth that makes the contact radius 1. */
    Settings sphere_in_3d(const double block, const unsigned int levels)
    {
      return together(sphere(levels, std::sqrt(1e-3)),
                      {"Mesh/Dimension=3",
                       "Mesh/Indentation/Coordinates=plane strain",
                       "Mesh/Size=" + text(block),
                       "Mesh/Indentation/Refined radius=1.2",
                       "Time/Maximum strain step=0.5"});
    }

    TEST(HertzContact, HertzSphereConvergesToTheory)
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

    // Depth a hundredth of the radius. The sphere, a paraboloid in Hertz's
    // theory, takes away 0.1 % (Sneddon), that glass moves inwards adds 0.7 %
    // (Hay & Wolff, J. Mater. Res. 16, 1280 (2001)); the laws of stress and
    // pressure are not linear at strains of 3 % either: within 1 %.
    TEST(HertzContact, HertzSphereAtAHundredthOfItsRadius)
    {
      const double depth  = 0.1;
      const Indent indent = press(sphere(7, depth));
      const double block  = 1.5 * 4. / (3. * dealii::numbers::PI * block_size);
      EXPECT_NEAR(indent.load / hertz_load(1. / depth), 1. + block, 0.01);
    }

    // Half as large cells, less than half of the largest difference within
    // 0.9 contact radii.
    TEST(HertzContact, PressureUnderASphereConverges)
    {
      const double depth = std::sqrt(1e-3);
      std::vector<double> differences;
      for (const unsigned int levels : {6, 8})
        {
          const Indent indent = press(sphere(levels, depth));
          const double a =
            std::cbrt(0.75 * indent.load / (reduced_modulus * depth));
          const double p0 = 1.5 * indent.load / (dealii::numbers::PI * a * a);
          differences.push_back(0.);
          for (const auto &point : indent.surface)
            if (point.radius < 0.9 * a)
              {
                const double x     = point.radius / a;
                differences.back() = std::max(differences.back(),
                                              std::abs(point.pressure / p0 -
                                                       std::sqrt(1. - x * x)));
              }
        }
      EXPECT_LT(differences[1], 0.5 * differences[0]);
    }

    // Of the load that was reached, so that the block matters little. Between
    // the nodes of a cell the pressure varies by p'' h^2/13, 2e-3 p0 at half
    // the radius; per area before the deformation it would be 1e-2 p0 lower.
    void pressure_is_that_of_hertz(const unsigned int levels,
                                   const double spacing,
                                   const double error)
    {
      const double depth  = std::sqrt(1e-3);
      const Indent indent = press(sphere(levels, depth));
      const double a =
        std::cbrt(0.75 * indent.load / (reduced_modulus * depth));
      const double p0 = 1.5 * indent.load / (dealii::numbers::PI * a * a);
      expect_hertz_pressure(indent, a, p0, spacing, error);
    }

    TEST(HertzContact, PressureUnderASphereIsThatOfHertz)
    {
      pressure_is_that_of_hertz(7, 1. / 16., 2e-3);
    }

    // within 1 %, 32 cells in a contact radius
    TEST(HertzContact, PressureUnderASphereIsWithinOnePercent)
    {
      pressure_is_that_of_hertz(9, 0., 1e-2);
    }

    // A linear density misses of the pressure what is of second order in the
    // cells, and at the edge of contact, where the slope is infinite, less:
    // half as large cells take away more than half of the difference. Within 1
    // %, as is asked of the load, by cells of an eighth of the contact radius.
    // The first steps end before the sphere touches more than the axis.
    TEST(HertzContact, DensityOfDegreeOneGivesTheSameLoad)
    {
      std::vector<double> differences;
      for (const unsigned int levels : {6, 7})
        {
          const Settings fine = together(sphere(levels, std::sqrt(1e-3)),
                                         {"Time/Initial step=1e-5"});
          const Indent linear =
            press(together(fine, {"Mesh/Density degree=1"}));
          EXPECT_LT(std::abs(linear.mass_error), 1e-12);
          differences.push_back(std::abs(linear.load / press(fine).load - 1.));
        }
      EXPECT_LT(differences[1], 0.5 * differences[0]);
      EXPECT_LT(differences[1], 0.01);
    }

    // A quarter of a block, by cells of half a contact radius: what it adds to
    // the load is said above for the bottom, and its sides add up to as much.
    TEST(HertzContact, SphereInThreeDimensions)
    {
      const double depth  = std::sqrt(1e-3);
      const Indent indent = press<3>(sphere_in_3d(block_size, 5));
      const double block  = 1.5 * 4. / (3. * dealii::numbers::PI * block_size);
      EXPECT_NEAR(indent.load / hertz_load(1. / depth),
                  1. + 1.5 * block,
                  0.5 * block);
      // a quarter of the distance 1/4 of nodes
      EXPECT_NEAR(indent.radius, 1., 1. / 16.);
      EXPECT_LT(std::abs(indent.mass_error), 1e-13);
    }

    // in a block twice as large and by cells half as large: within 1 %
    TEST(SlowHertzContact, SphereInThreeDimensionsWithinOnePercent)
    {
      const Indent indent = press<3>(sphere_in_3d(2. * block_size, 7));
      EXPECT_NEAR(indent.load / hertz_load(1. / std::sqrt(1e-3)), 1., 0.01);
      EXPECT_NEAR(indent.radius, 1., 0.01);
    }
  } // namespace
} // namespace vitriflow
