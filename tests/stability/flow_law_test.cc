// Question: are the derivatives of the flow law exact, for every choice of
// laws, and is homogeneous flow what theory says?

#include <gtest/gtest.h>

#include "reduced_glass.h"

namespace vitriflow
{
  namespace
  {
    constexpr double kappa = 3., a = 60., b = 2.;

    // sums of a few products of numbers up to 100
    constexpr double rounding = 1e-12;

    MaterialParameters laws(const std::string &rate, const std::string &source)
    {
      MaterialParameters p;
      p.stress_rate   = rate;
      p.stress_source = source;
      return p;
    }

    MaterialParameters modes(const std::vector<double> &shares,
                             const std::vector<std::string> &time_ratios)
    {
      MaterialParameters p;
      p.modes.shares      = shares;
      p.modes.time_ratios = time_ratios;
      return p;
    }

    std::vector<MaterialParameters> all_laws()
    {
      std::vector<MaterialParameters> list;
      for (const char *rate : {"upper-convected", "Jaumann"})
        for (const char *source : {"full", "deviatoric"})
          for (const char *density : {"bounded", "exponential", "power"})
            {
              list.push_back(laws(rate, source));
              list.back().relaxation_time_density_law = density;
              list.back().shear_modulus_density_law   = density;
            }
      return list;
    }

    const std::vector<double> some_stress = {0.7, -0.4, 0.3, 0.2};

    VelocityGradient<double> some_gradient()
    {
      VelocityGradient<double> L;
      L[0][0] = 0.2;
      L[0][1] = 1.3;
      L[1][0] = -0.5;
      L[1][1] = 0.4;
      return L;
    }

    std::vector<double> rate_of(const FlowLaw &law,
                                const VelocityGradient<double> &L,
                                const double rho,
                                const std::vector<double> &x)
    {
      std::vector<double> rate(x.size());
      law.rate(L, rho, x.data(), rate.data());
      return rate;
    }
  } // namespace

  /** The rates are bilinear in stress and velocity gradient: the difference
   * of two points far apart is the derivative, without truncation. */
  TEST(FlowLaw, DerivativesByStressAndVelocityGradient)
  {
    for (const MaterialParameters &p : all_laws())
      for (const double rho : {1., 0.98})
        {
          const ReducedGlass glass(kappa, a, b, p);
          const auto L = some_gradient();
          std::vector<double> rate(4);
          FlowJacobian jacobian;
          glass.law->linearise(
            L, rho, some_stress.data(), rate.data(), jacobian);
          for (unsigned int j = 0; j < 4; ++j)
            {
              auto above = some_stress, below = some_stress;
              above[j] += 0.5;
              below[j] -= 0.5;
              const auto r = rate_of(*glass.law, L, rho, above),
                         s = rate_of(*glass.law, L, rho, below);
              auto L_above = L, L_below = L;
              L_above[j / 2][j % 2] += 0.5;
              L_below[j / 2][j % 2] -= 0.5;
              const auto u = rate_of(*glass.law, L_above, rho, some_stress),
                         v = rate_of(*glass.law, L_below, rho, some_stress);
              for (unsigned int i = 0; i < 4; ++i)
                {
                  EXPECT_NEAR(jacobian(i, j), r[i] - s[i], rounding);
                  EXPECT_NEAR(jacobian(i, 5 + j), u[i] - v[i], rounding);
                }
            }
          const auto expected = rate_of(*glass.law, L, rho, some_stress);
          for (unsigned int i = 0; i < 4; ++i)
            EXPECT_NEAR(rate[i], expected[i], rounding);
        }
  }

  /** G' = G b_loc/rho and (1/tau)' = -a_loc/(rho tau) on source and
   * relaxation. */
  TEST(FlowLaw, DerivativeByDensity)
  {
    for (const MaterialParameters &p : all_laws())
      for (const double rho : {1., 0.98, 1.01})
        {
          const ReducedGlass glass(kappa, a, b, p);
          const Material &m = glass.material;
          const auto L      = some_gradient();
          std::vector<double> rate(4);
          FlowJacobian jacobian;
          glass.law->linearise(
            L, rho, some_stress.data(), rate.data(), jacobian);
          const double G_slope = m.shear_modulus().factor(rho) *
                                 m.shear_modulus().log_slope(rho) / rho;
          const double inverse_tau_slope =
            -m.relaxation_time().log_slope(rho) /
            (rho * m.relaxation_time().factor(rho));
          const Stress<double> source = m.stress_law().source(L, G_slope);
          const double by_density[4]  = {source[0][0],
                                         source[0][1],
                                         source[1][1],
                                         source[2][2]};
          for (unsigned int i = 0; i < 4; ++i)
            {
              const double expected =
                by_density[i] - inverse_tau_slope * some_stress[i];
              EXPECT_NEAR(jacobian(i, 4),
                          expected,
                          rounding * (1. + std::abs(expected)));
            }
        }
  }

  TEST(FlowLaw, TwoHalvesOfAModeAreTheWhole)
  {
    const ReducedGlass whole(kappa, a, b),
      halves(kappa, a, b, modes({0.5, 0.5}, {"1", "1"}));
    ASSERT_EQ(halves.law->n_variables(), 8u);
    const double Wi    = 0.3;
    const WaveVector k = wave_vector(0.5, 40. * degree);
    const auto x       = *steady_flow(*whole.law, Wi);
    const auto y       = *steady_flow(*halves.law, Wi);
    for (unsigned int i = 0; i < 4; ++i)
      EXPECT_NEAR(y[i] + y[i + 4], x[i], rounding);
    for (const double M : {0., 1e-3})
      EXPECT_NEAR(halves.growth_rate(Wi, y, k, M),
                  whole.growth_rate(Wi, x, k, M),
                  1e-10); // rounding times the condition of eigenvalues
  }

  /** sxy = sum_i g_i f_i Wi (1 - e^(-t/f_i)); an elastic mode gives g Wi t and
   * no steady flow. Tolerance as in StartUp. */
  TEST(FlowLaw, StartUpOfSeveralModes)
  {
    const double Wi = 0.2, t = 0.7;
    const ReducedGlass glass(kappa,
                             a,
                             b,
                             modes({0.5, 0.3, 0.2}, {"1", "0.1", "inf"}));
    const auto x          = startup_flow(*glass.law, Wi, t);
    const double expected = Wi * (0.5 * (1. - std::exp(-t)) +
                                  0.03 * (1. - std::exp(-10. * t)) + 0.2 * t);
    EXPECT_NEAR(glass.law->stress(x.data())[0][1], expected, 1e-8);
    EXPECT_FALSE(steady_flow(*glass.law, Wi));
  }

  /** sxy = Wi (1 - e^-t), N1 = 2 Wi^2 (1 - (1 + t) e^-t); the integrator's
   * local tolerance is 1e-10 and there are some hundred steps. */
  TEST(HomogeneousFlow, StartUp)
  {
    const ReducedGlass glass(kappa, a, b);
    for (const double Wi : {0.1, 10.})
      for (const double t : {1e-6, 0.3, 5.})
        {
          const auto x   = startup_flow(*glass.law, Wi, t);
          const double e = std::exp(-t);
          EXPECT_NEAR(x[0], 2. * Wi * Wi * (1. - (1. + t) * e), 1e-8 * Wi * Wi);
          EXPECT_NEAR(x[1], Wi * (1. - e), 1e-8 * Wi);
          EXPECT_EQ(x[2], 0.);
          EXPECT_EQ(x[3], 0.);
        }
  }

  TEST(HomogeneousFlow, Steady)
  {
    const double Wi = 0.7;
    const ReducedGlass upper(kappa, a, b),
      jaumann(kappa, a, b, laws("Jaumann", "full"));
    const auto x = *steady_flow(*upper.law, Wi);
    EXPECT_NEAR(x[0], 2. * Wi * Wi, rounding);
    EXPECT_NEAR(x[1], Wi, rounding);
    EXPECT_NEAR(x[2], 0., rounding);
    // sxy = Wi/(1 + Wi^2), sxx = -syy = Wi sxy
    const auto y = *steady_flow(*jaumann.law, Wi);
    EXPECT_NEAR(y[1], Wi / (1. + Wi * Wi), rounding);
    EXPECT_NEAR(y[0], Wi * y[1], rounding);
    EXPECT_NEAR(y[2], -Wi * y[1], rounding);
  }
} // namespace vitriflow
