// Question: do waves that turn with the flow grow as an independent code says,
// with inertia and without?

#include <vitriflow/stability/kelvin_modes.h>

#include <gtest/gtest.h>

#include "reduced_glass.h"

namespace vitriflow
{
  namespace
  {
    void advance_to(KelvinModes &modes, const double t)
    {
      while (modes.end() < t)
        modes.step();
      modes.set_time(t);
    }

    /** k of a wave that is 0.2 long when it stands at 45 degrees, as in the
     * reference data. */
    WaveVector reference_wave(const double angle)
    {
      return wave_vector(0.2 / std::sqrt(2.) / std::cos(angle), angle);
    }

    /** ln |rho/rho(0)| at time @p t. */
    double growth(const ReducedGlass &glass,
                  const double Wi,
                  const double M,
                  const double angle,
                  const double t)
    {
      const WaveEquations equations(glass.material, *glass.law, M);
      KelvinModes modes(*glass.law, equations, Wi, {{reference_wave(angle)}});
      advance_to(modes, t);
      return modes.log_amplification(0);
    }
  } // namespace

  /** All unknowns at all times; the data are good to 1e-7 of the largest
   * value. */
  TEST(KelvinModesOfTheory, TrajectoriesOfTheReference)
  {
    const std::vector<std::string> names = {
      "rho", "ux", "uy", "sxx", "sxy", "syy"};
    for (const auto &c : reference_data("kelvin.json"))
      {
        const ReducedGlass glass(c["params"]);
        const WaveEquations equations(glass.material,
                                      *glass.law,
                                      c["params"]["M"]);
        WaveVector k;
        k[0] = c["kx"];
        k[1] = c["ky0"];
        KelvinModes mode(*glass.law,
                         equations,
                         c["params"]["Wi"],
                         {{k,
                           c["ic"] == "zero" ? Disturbance::density
                                             : Disturbance::balanced_density}});
        for (std::size_t i = 0; i < c["t"].size(); ++i)
          {
            if (i > 0)
              advance_to(mode, c["t"][i]);
            for (std::size_t j = 0; j < names.size(); ++j)
              {
                double size = 0.;
                for (const double value : c[names[j]])
                  size = std::max(size, std::abs(value));
                EXPECT_NEAR(mode.unknowns(0)[j],
                            c[names[j]][i].get<double>(),
                            1e-7 * size)
                  << c["params"] << names[j] << c["t"][i];
              }
          }
      }
  }

  /** ln A at its largest, and at t*, of the quasi-static waves. The reference
   * states no tolerance for them; 1e-4 of ln A = 3 is four digits of t*. */
  TEST(KelvinModesOfTheory, GrowthOfTheReference)
  {
    for (const auto &c : reference_data("linear.json"))
      {
        const ReducedGlass glass(c["params"]);
        const double Wi  = c["params"]["Wi"];
        const auto check = [&](const nlohmann::json &angle,
                               const nlohmann::json &time,
                               const nlohmann::json &log_amplification) {
          EXPECT_NEAR(growth(glass, Wi, 0., angle.get<double>() * degree, time),
                      log_amplification.get<double>(),
                      1e-4)
            << c["name"];
        };
        const auto &largest = c["nonmodal_k0.2"];
        if (largest["t_at_max"] > 0.)
          check(largest["theta0_deg"], largest["t_at_max"], largest["lnA_max"]);
        if (!c["t_star_lnA3"].is_null())
          check(c["theta0_tstar_deg"], c["t_star_lnA3"], 3.);
      }
  }

  /** The quasi-static equations are the limit of those with inertia: the
   * distance of ln A falls with M, once the first sound waves have died away
   * (their damping, about 0.2/tau0, leaves e^-5 of 1e-3 at t = 25). */
  TEST(KelvinModesOfTheory, InertiaVanishesLinearly)
  {
    const ReducedGlass glass(3., 60., 2.);
    const double Wi = 0.06, angle = 62. * degree, t = 25.;
    const double limit  = growth(glass, Wi, 0., angle, t);
    const double coarse = growth(glass, Wi, 1e-3, angle, t) - limit;
    const double fine   = growth(glass, Wi, 1e-4, angle, t) - limit;
    EXPECT_LT(std::abs(fine), 0.02);
    EXPECT_NEAR(coarse / fine, 10., 1.);
  }

  /** Without inertia forces vanish at all times: sigma.k = K (1 + k^2) rho k.
   * Errors of the integration add up to 1e-7. */
  TEST(KelvinModesOfTheory, ForcesStayBalanced)
  {
    const double kappa = 3., Wi = 1.;
    for (const char *rate : {"upper-convected", "Jaumann"})
      {
        MaterialParameters p;
        p.stress_rate = rate;
        const ReducedGlass glass(kappa, 60., 2., p);
        const WaveEquations equations(glass.material, *glass.law, 0.);
        KelvinModes mode(*glass.law,
                         equations,
                         Wi,
                         {{wave_vector(1., 60. * degree)}});
        advance_to(mode, 0.8);
        const double *y    = mode.unknowns(0);
        const WaveVector k = mode.current_wave_vector(0);
        const double load  = kappa * (1. + k * k) * y[0];
        EXPECT_NEAR(k[1], std::sin(60. * degree) - 0.8 * k[0], 1e-14);
        const double size = std::abs(load) * k.norm();
        EXPECT_NEAR(y[1] * k[0] + y[2] * k[1], load * k[0], 1e-7 * size);
        EXPECT_NEAR(y[2] * k[0] + y[3] * k[1], load * k[1], 1e-7 * size);
      }
  }

  /** A wave that grows by e^60 and decays again leaves unknowns that are but
   * rounding; they must not dictate the step. Waves that only grow take some
   * thousand steps. */
  TEST(KelvinModesOfTheory, StepsAfterDecay)
  {
    const ReducedGlass glass(3., 120., 2.);
    const WaveEquations equations(glass.material, *glass.law, 0.);
    KelvinModes mode(*glass.law,
                     equations,
                     1.,
                     {{reference_wave(60. * degree)}});
    unsigned int n_steps = 0;
    for (; mode.end() < 6. && n_steps < 5000; ++n_steps)
      mode.step();
    EXPECT_LT(n_steps, 5000u);
  }
} // namespace vitriflow
