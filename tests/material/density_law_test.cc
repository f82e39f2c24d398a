#include <vitriflow/base/exceptions.h>
#include <vitriflow/material/density_law.h>

#include <gtest/gtest.h>

#include <cmath>

using namespace vitriflow;

namespace
{
  constexpr double exponent = 60.;
  constexpr double bound    = 1000.;

  class EveryDensityLaw : public testing::TestWithParam<const char *>
  {
  };

  TEST_P(EveryDensityLaw, IsOneAtTheReferenceWithTheExponentAsSlope)
  {
    const auto law = make_density_law(GetParam(), exponent, bound);
    EXPECT_EQ(law->factor(1.), 1.);
    EXPECT_EQ(law->log_slope(1.), exponent);
  }

  TEST_P(EveryDensityLaw, LogSlopeMatchesDifferences)
  {
    for (const double n : {2., -3., 60.})
      {
        const auto law = make_density_law(GetParam(), n, bound);
        // relative error h^2 of order n^3 h^2 ~ 2e-5 at n = 60
        constexpr double h = 1e-5;
        for (const double rho : {0.9, 0.98, 1., 1.05})
          EXPECT_NEAR(law->log_slope(rho),
                      (std::log(law->factor(rho * (1. + h))) -
                       std::log(law->factor(rho * (1. - h)))) /
                        (2. * h),
                      5e-5);
      }
  }

  TEST_P(EveryDensityLaw, PackedNumbersGiveTheSame)
  {
    const auto law = make_density_law(GetParam(), exponent, bound);
    Simd<double> rho;
    for (unsigned int lane = 0; lane < Simd<double>::size(); ++lane)
      rho[lane] = 0.8 + 0.05 * lane;
    const Simd<double> factor = law->factor(rho), slope = law->log_slope(rho);
    for (unsigned int lane = 0; lane < Simd<double>::size(); ++lane)
      {
        // rounding of an argument of exp up to 12
        const double value = law->factor(rho[lane]);
        EXPECT_NEAR(factor[lane], value, 1e-14 * value);
        EXPECT_NEAR(slope[lane], law->log_slope(rho[lane]), 1e-12);
      }
  }

  TEST_P(EveryDensityLaw, NoExponentMeansConstant)
  {
    const auto law = make_density_law(GetParam(), 0., bound);
    for (const double rho : {0.5, 1., 1.5})
      {
        EXPECT_EQ(law->factor(rho), 1.);
        EXPECT_EQ(law->log_slope(rho), 0.);
      }
  }

  INSTANTIATE_TEST_SUITE_P(Laws,
                           EveryDensityLaw,
                           testing::Values("bounded", "exponential", "power"));

  TEST(DensityLaw, BoundedStaysWithinItsBounds)
  {
    const auto law = make_density_law("bounded", exponent, bound);
    for (double rho = 0.05; rho < 3.; rho += 0.01)
      {
        EXPECT_LE(law->factor(rho), bound * (1. + 1e-13));
        EXPECT_GE(law->factor(rho), (1. - 1e-13) / bound);
      }
    // saturated: tanh(60 * 0.5/ln 1000) = 1 - 3e-4, hence 0.23 % from the bound
    EXPECT_NEAR(law->factor(1.5), bound, 3e-3 * bound);
    EXPECT_NEAR(law->factor(0.5) * bound, 1., 3e-3);
    EXPECT_NEAR(law->log_slope(1.5), 0., 0.1);
  }

  TEST(DensityLaw, BoundedIsExponentialNearTheReference)
  {
    const auto law         = make_density_law("bounded", exponent, bound);
    const auto exponential = make_density_law("exponential", exponent, bound);
    // Lambda tanh(x/Lambda) - x = -x^3/(3 Lambda^2) with x = 60e-3
    EXPECT_NEAR(law->factor(1.001) / exponential->factor(1.001), 1., 2e-6);
    EXPECT_NEAR(exponential->factor(1.001), std::exp(0.06), 1e-13);
  }

  TEST(DensityLaw, Power)
  {
    const auto law = make_density_law("power", 3., bound);
    EXPECT_NEAR(law->factor(1.1), 1.331, 1e-14);
  }

  TEST(DensityLaw, UnknownNameListsTheKnownOnes)
  {
    EXPECT_EQ(density_law_names(), "bounded|exponential|power");
    try
      {
        make_density_law("linear", 1., 2.);
        FAIL();
      }
    catch (const BadInput &error)
      {
        EXPECT_NE(std::string(error.what()).find(density_law_names()),
                  std::string::npos);
      }
  }
} // namespace
