#include <vitriflow/material/temperature_laws.h>

#include <gtest/gtest.h>

#include <cmath>

using namespace vitriflow;

namespace
{
  constexpr double h = 1e-3; // K; relative error of differences about 1e-9

  template <typename Function>
  double log_difference(const Function &x, const double T)
  {
    return (std::log(x(T + h)) - std::log(x(T - h))) / (2. * h);
  }

  TEST(TemperatureLaws, VftSlopeMatchesDifferences)
  {
    const VogelFulcherTammann constants{4e-5, 18.5, 412.5};
    for (const double T : {560., 643., 900.})
      {
        const double slope = vft_log_slope(constants, T);
        EXPECT_LT(slope, 0.);
        EXPECT_NEAR(log_difference([&](double t) { return vft(constants, t); },
                                   T),
                    slope,
                    1e-8 * std::abs(slope));
      }
    // far above T0 the viscosity tends to the prefactor
    EXPECT_NEAR(vft(constants, 1e9) / 4e-5, 1., 1e-5);
  }

  TEST(TemperatureLaws, FragilityCurveMeetsItsThreeConditions)
  {
    constexpr double m = 50., Tg = 623., tau_inf = 1e-14;
    const VogelFulcherTammann curve = vft_of_fragility(m, Tg, tau_inf);
    EXPECT_NEAR(vft(curve, Tg), 100., 1e-10);
    EXPECT_EQ(curve.prefactor, tau_inf);
    // m = d log10 tau/d(Tg/T) = -Tg d log10 tau/dT at Tg
    EXPECT_NEAR(-Tg * vft_log_slope(curve, Tg) / std::log(10.), m, 1e-12 * m);
    EXPECT_NEAR(curve.temperature, Tg * (1. - 16. / m), 1e-10);
    EXPECT_GT(curve.strength, 0.);
  }

  TEST(TemperatureLaws, SmallFragilityIsArrhenius)
  {
    EXPECT_NEAR(smallest_fragility(1e-14), 16., 1e-12);
    // strong: straight line of ln tau against 1/T, slope m Tg ln 10
    constexpr double Tg             = 1500.;
    const VogelFulcherTammann curve = vft_of_fragility(16.001, Tg, 1e-14);
    EXPECT_NEAR(std::log10(vft(curve, 2. * Tg)),
                2. - 16.001 / 2.,
                2e-3); // of order m - 16
  }

  TEST(TemperatureLaws, ArrheniusContinuesTheCurveBelowTheFictiveTemperature)
  {
    const VogelFulcherTammann constants{4e-5, 18.5, 412.5};
    constexpr double Tf  = 620.;
    const double slope   = vft_log_slope(constants, Tf);
    const double energy  = apparent_activation_energy(slope, Tf);
    const double value   = vft(constants, Tf);
    const auto continued = [&](double T) {
      return arrhenius(value, Tf, energy, T);
    };
    EXPECT_EQ(continued(Tf), value);
    EXPECT_NEAR(arrhenius_log_slope(energy, Tf), slope, 1e-12);
    // the glass relaxes faster than the equilibrium liquid would
    EXPECT_LT(continued(550.), vft(constants, 550.));
    EXPECT_NEAR(log_difference(continued, 550.),
                arrhenius_log_slope(energy, 550.),
                1e-8);
  }

  TEST(TemperatureLaws, LinearModulus)
  {
    EXPECT_EQ(linear_modulus(35e9, -1e7, 300., 300.), 35e9);
    EXPECT_EQ(linear_modulus(35e9, -1e7, 300., 500.), 33e9);
    EXPECT_NEAR(linear_modulus_log_slope(35e9, -1e7, 300., 500.),
                -1e7 / 33e9,
                1e-18);
  }
} // namespace
