#include <vitriflow/base/exceptions.h>
#include <vitriflow/material/equation_of_state.h>

#include <gtest/gtest.h>

#include <cmath>

using namespace vitriflow;

namespace
{
  constexpr double kappa       = 3.4;
  constexpr double gas_density = 0.2;

  std::unique_ptr<EquationOfState> make(const std::string &name)
  {
    return make_equation_of_state(name, {kappa, gas_density});
  }

  class EveryEquationOfState : public testing::TestWithParam<const char *>
  {
  };

  TEST_P(EveryEquationOfState, DerivativesMatchDifferencesOfTheEnergy)
  {
    const auto law = make(GetParam());
    // central differences: h^2 f'''/6 and h^2 f''''/6 with derivatives up to
    // 6 kappa/0.6^4 ~ 160: below 3e-7; rounding 1e-16/h stays below that
    constexpr double h         = 1e-4;
    constexpr double tolerance = 5e-7;
    for (const double rho : {0.6, 0.83, 0.97, 1., 1.02, 1.3})
      {
        EXPECT_NEAR(law->chemical_potential(rho),
                    (law->energy(rho + h) - law->energy(rho - h)) / (2. * h),
                    tolerance);
        EXPECT_NEAR(law->stiffness(rho),
                    (law->chemical_potential(rho + h) -
                     law->chemical_potential(rho - h)) /
                      (2. * h),
                    tolerance);
      }
  }

  TEST_P(EveryEquationOfState, GaugeAndBulkModulus)
  {
    const auto law = make(GetParam());
    EXPECT_EQ(law->energy(1.), 0.);
    EXPECT_EQ(law->chemical_potential(1.), 0.);
    EXPECT_EQ(law->pressure(1.), 0.);
    EXPECT_NEAR(law->stiffness(1.), kappa, 1e-14 * kappa);

    // dp/drho = rho f'' = kappa at rho = 1
    constexpr double h = 1e-5; // h^2 p'''/6 < 1e-8
    EXPECT_NEAR((law->pressure(1. + h) - law->pressure(1. - h)) / (2. * h),
                kappa,
                1e-8);
    EXPECT_EQ(law->minimum_density(), 0.);
  }

  TEST_P(EveryEquationOfState, PackedNumbersGiveTheSame)
  {
    const auto law = make(GetParam());
    Simd<double> rho;
    for (unsigned int lane = 0; lane < Simd<double>::size(); ++lane)
      rho[lane] = 0.7 + 0.09 * lane;
    const Simd<double> f = law->energy(rho), mu = law->chemical_potential(rho),
                       stiffness = law->stiffness(rho), p = law->pressure(rho);
    // not bit by bit: the compiler may fuse multiplications and additions
    constexpr double tolerance = 1e-14;
    for (unsigned int lane = 0; lane < Simd<double>::size(); ++lane)
      {
        EXPECT_NEAR(f[lane], law->energy(rho[lane]), tolerance);
        EXPECT_NEAR(mu[lane], law->chemical_potential(rho[lane]), tolerance);
        EXPECT_NEAR(stiffness[lane], law->stiffness(rho[lane]), tolerance);
        EXPECT_NEAR(p[lane], law->pressure(rho[lane]), tolerance);
      }
  }

  INSTANTIATE_TEST_SUITE_P(Laws,
                           EveryEquationOfState,
                           testing::Values("quadratic",
                                           "logarithmic",
                                           "double well"));

  TEST(EquationOfState, QuadraticPressure)
  {
    const auto law = make("quadratic");
    for (const double rho : {0.5, 0.9, 1.1})
      EXPECT_NEAR(law->pressure(rho), kappa / 2. * (rho * rho - 1.), 1e-14);
  }

  TEST(EquationOfState, LogarithmicPressure)
  {
    const auto law = make("logarithmic");
    for (const double rho : {0.5, 0.9, 1.1})
      EXPECT_NEAR(law->pressure(rho), kappa * std::log(rho), 1e-14);
  }

  TEST(EquationOfState, DoubleWellCoexistsWithItsVoid)
  {
    const auto law = make("double well");
    EXPECT_EQ(law->energy(gas_density), 0.);
    EXPECT_EQ(law->chemical_potential(gas_density), 0.);
    EXPECT_NEAR(law->stiffness(gas_density), kappa, 1e-14 * kappa);
  }

  TEST(EquationOfState, DoubleWellSpinodalAndTensileStrength)
  {
    const auto law     = make("double well");
    const double width = 1. - gas_density;
    const double spinodal =
      (1. + gas_density) / 2. + width / (2. * std::sqrt(3.));
    EXPECT_NEAR(law->stiffness(spinodal), 0., 1e-14);
    EXPECT_GT(law->stiffness(spinodal + 1e-3), 0.);
    EXPECT_LT(law->stiffness(spinodal - 1e-3), 0.);

    // the largest tension the homogeneous glass can bear: 0.0729 kappa
    EXPECT_NEAR(-law->pressure(spinodal), 0.0729 * kappa, 1e-4 * kappa);
    EXPECT_LT(law->pressure(spinodal), law->pressure(spinodal + 1e-3));
    EXPECT_LT(law->pressure(spinodal), law->pressure(spinodal - 1e-3));
  }

  TEST(EquationOfState, UnknownNameListsTheKnownOnes)
  {
    try
      {
        make("van der Waals");
        FAIL();
      }
    catch (const BadInput &error)
      {
        const std::string message = error.what();
        EXPECT_NE(message.find("van der Waals"), std::string::npos);
        EXPECT_NE(message.find(equation_of_state_names()), std::string::npos);
      }
    EXPECT_EQ(equation_of_state_names(), "quadratic|logarithmic|double well");
  }
} // namespace
