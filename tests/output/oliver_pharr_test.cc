// Question: does the analysis of an unloading curve find the modulus and the
// hardness that made it?

#include <deal.II/base/numbers.h>

#include <gtest/gtest.h>
#include <vitriflow/output/oliver_pharr.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    using dealii::numbers::PI;

    /** Unloading P = factor (h - residual)^exponent from the depth @p top. */
    std::vector<LoadPoint> curve(const double factor,
                                 const double residual,
                                 const double exponent,
                                 const double top)
    {
      constexpr unsigned int n = 40;
      std::vector<LoadPoint> points;
      for (unsigned int i = 0; i < n; ++i)
        {
          const double h = top - (top - residual) * i / n;
          points.push_back({h, factor * std::pow(h - residual, exponent)});
        }
      return points;
    }

    TEST(OliverPharr, ElasticConeGivesItsModulus)
    {
      // P = (2/pi) E tan(a) h^2 and contact radius (2/pi) h tan(a) (Sneddon):
      // with epsilon = 2 (pi - 2)/pi the contact depth is exact
      const double modulus = 7., slope = std::tan(70.3 * PI / 180.);
      const auto area = [&](const double h) {
        return PI * h * h * slope * slope;
      };
      const auto result =
        oliver_pharr(curve(2. / PI * modulus * slope, 0., 2., 0.3),
                     area,
                     2. * (PI - 2.) / PI);
      ASSERT_TRUE(result.has_value());
      // the bracket of the residual depth ends at a finite distance; the fit is
      // exact to the square root of round-off of a minimum
      EXPECT_NEAR(result->exponent, 2., 1e-3);
      EXPECT_NEAR(result->contact_depth, 2. / PI * 0.3, 1e-4);
      EXPECT_NEAR(result->reduced_modulus, modulus, 1e-3 * modulus);
      EXPECT_NEAR(result->hardness, 0.5 * modulus / slope, 1e-3 * modulus);
    }

    TEST(OliverPharr, ResidualDepthIsFound)
    {
      const auto result = oliver_pharr(
        curve(3., 0.2, 1.4, 1.), [](const double) { return 2.; }, 0.75);
      ASSERT_TRUE(result.has_value());
      EXPECT_NEAR(result->residual_depth, 0.2, 1e-3);
      EXPECT_NEAR(result->stiffness, 3. * 1.4 * std::pow(0.8, 0.4), 1e-3);
    }

    TEST(OliverPharr, TooFewPointsTellNothing)
    {
      auto points = curve(3., 0.2, 1.4, 1.);
      points.resize(4);
      const auto area = [](const double) { return 1.; };
      EXPECT_FALSE(oliver_pharr(points, area, 0.75).has_value());
      EXPECT_FALSE(oliver_pharr({}, area, 0.75).has_value());
    }
  } // namespace
} // namespace vitriflow
