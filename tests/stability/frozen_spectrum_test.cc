// Question: are frozen-time growth rates and the critical rate those of an
// independent code, and do they have the limits and symmetries of the theory?

#include <vitriflow/stability/frozen_spectrum.h>

#include <gtest/gtest.h>

#include "reduced_glass.h"

namespace vitriflow
{
  namespace
  {
    /** What is asked for. Both codes are good to about 1e-8. */
    constexpr double tolerance = 1e-6;

    /** Flow at a time of the data, a number or "inf". */
    std::vector<double>
    flow_at(const FlowLaw &law, const double Wi, const nlohmann::json &time)
    {
      return time.is_string() ? *steady_flow(law, Wi)
                              : startup_flow(law, Wi, time.get<double>());
    }
  } // namespace

  TEST(FrozenSpectrum, GrowthRatesOfTheReference)
  {
    unsigned int n = 0;
    for (const auto &c : reference_data("linear.json"))
      {
        const ReducedGlass glass(c["params"]);
        const double Wi = c["params"]["Wi"];
        const WaveEquations equations(glass.material, *glass.law, 0.);
        for (const auto &row : c["frozen"])
          {
            const double expected = row["s_max"];
            const double angle    = row["theta_deg"].get<double>() * degree;
            const auto x          = flow_at(*glass.law, Wi, row["t"]);
            EXPECT_NEAR(glass.growth_rate(Wi, x, wave_vector(row["k"], angle)),
                        expected,
                        tolerance)
              << c["name"] << row;
            // no other direction is faster
            EXPECT_NEAR(
              fastest_frozen_wave(equations, *glass.law, Wi, x, row["k"])
                .growth_rate,
              expected,
              tolerance)
              << c["name"] << row;
            ++n;
          }
        const auto &steady = c["growth_steady_k0.001"];
        EXPECT_NEAR(fastest_frozen_wave(equations,
                                        *glass.law,
                                        Wi,
                                        *steady_flow(*glass.law, Wi),
                                        1e-3)
                      .growth_rate,
                    steady["s"].get<double>(),
                    tolerance);
      }
    EXPECT_EQ(n, 210u);
  }

  TEST(FrozenSpectrum, GrowthRatesWithInertia)
  {
    for (const auto &c : reference_data("linear.json"))
      {
        const ReducedGlass glass(c["params"]);
        const double Wi = c["params"]["Wi"];
        for (const auto &row : c["frozen_M1e-4_k0.5"])
          {
            const double angle = row["theta_deg"].get<double>() * degree;
            EXPECT_NEAR(glass.growth_rate(Wi,
                                          flow_at(*glass.law, Wi, row["t"]),
                                          wave_vector(0.5, angle),
                                          1e-4),
                        row["s"].get<double>(),
                        tolerance)
              << c["name"] << row;
          }
      }
  }

  TEST(FrozenSpectrum, CriticalRatesOfTheReference)
  {
    for (const auto &c : reference_data("linear.json"))
      {
        const auto &p      = c["params"];
        const double kappa = p["kappa"], a = p["a"], b = p["b"];
        const bool coupled = a + b > 0.;
        const ReducedGlass glass(p);
        const auto rate = critical_rate_of_spectrum(
          glass.material, *glass.law, 1e-3, coupled ? kappa / (a + b) : kappa);
        ASSERT_TRUE(rate) << c["name"];
        // without coupling the reference has it marginal at its Wi = 1
        const double expected =
          coupled ? c["numeric_Wi_c_steady_k0.001"].get<double>() : 1.;
        EXPECT_NEAR(*rate, expected, tolerance) << c["name"];
        // an empirical fit of the threshold, good to 0.2 %
        EXPECT_NEAR((a + b + kappa) * *rate + a * *rate * *rate,
                    kappa,
                    4e-3 * kappa)
          << c["name"];
      }
  }

  /** Wi_c = kappa/(a + b) to leading order in 1/(a + b), divided by sum_i g_i
   * f_i of several modes: the distance halves when a and b double. */
  TEST(FrozenSpectrum, CriticalRateOfStrongCoupling)
  {
    MaterialParameters two_modes;
    two_modes.modes.shares      = {0.5, 0.5};
    two_modes.modes.time_ratios = {"1", "0.2"};
    for (const MaterialParameters &p : {MaterialParameters(), two_modes})
      {
        const auto distance = [&p](const double scale) {
          const double kappa = 3., a = 60. * scale, b = 2. * scale;
          const ReducedGlass glass(kappa, a, b, p);
          const double expected =
            kappa / ((a + b) * mean_time_ratio(glass.material.modes()));
          return 1. - *critical_rate_of_spectrum(glass.material,
                                                 *glass.law,
                                                 1e-3,
                                                 expected) /
                        expected;
        };
        const double fine = distance(64.);
        EXPECT_GT(fine, 0.);
        // next order: 1/scale = 1/32 relative
        EXPECT_NEAR(distance(32.) / fine, 2., 0.1);
      }
  }

  /** At rest a wave relaxes by longitudinal flow only, in any direction: the
   * elastic stiffness 2G (full source) or 4G/3 (deviatoric) fades and K (1 +
   * k^2) remains. */
  TEST(FrozenSpectrum, RelaxationAtRest)
  {
    const double kappa = 3., k = 0.7, K = kappa * (1. + k * k);
    for (const bool deviatoric : {false, true})
      {
        MaterialParameters p;
        p.stress_source        = deviatoric ? "deviatoric" : "full";
        const double stiffness = deviatoric ? 4. / 3. : 2.;
        const ReducedGlass glass(kappa, 60., 2., p);
        for (const double angle : {0., 0.4, 1.1, 2.5})
          EXPECT_NEAR(glass.growth_rate(0.,
                                        std::vector<double>(4, 0.),
                                        wave_vector(k, angle)),
                      -K / (K + stiffness),
                      1e-12);
      }
  }

  /** k and -k are the same wave; reversing the flow mirrors it. */
  TEST(FrozenSpectrum, Symmetries)
  {
    for (const char *rate : {"upper-convected", "Jaumann"})
      for (const double M : {0., 1e-3})
        {
          MaterialParameters p;
          p.stress_rate = rate;
          const ReducedGlass glass(3., 60., 2., p);
          const double Wi           = 0.4;
          const auto x              = *steady_flow(*glass.law, Wi),
                     y              = *steady_flow(*glass.law, -Wi);
          const WaveVector k        = wave_vector(0.5, 0.6),
                           mirrored = wave_vector(0.5, -0.6);
          const double s            = glass.growth_rate(Wi, x, k, M);
          EXPECT_GT(s, 0.1);
          EXPECT_NEAR(glass.growth_rate(Wi, x, -k, M), s, 1e-10);
          EXPECT_NEAR(glass.growth_rate(-Wi, y, mirrored, M), s, 1e-10);
          EXPECT_GT(std::abs(glass.growth_rate(Wi, x, mirrored, M) - s), 0.1);
        }
  }
} // namespace vitriflow
