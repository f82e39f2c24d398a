// Question: does the discrete steady flow lose its stability at the rate of an
// independent code, and do frozen waves grow at the rate of linear theory?

#include "kelvin_mode.h"
#include "measured.h"

#include <deal.II/base/tensor.h>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <set>

namespace vitriflow
{
  namespace
  {
    constexpr double pi = dealii::numbers::PI;

    struct Glass
    {
      double kappa, a, b;
    };

    /** Stress of the steady flow, upper-convected, G = tau = 1. */
    Stress<double> steady_stress(const double Wi)
    {
      Stress<double> stress;
      stress[0][1] = Wi;
      stress[0][0] = 2. * Wi * Wi;
      return stress;
    }

    /** Amplitudes of a wave exp(i k.x), velocity divided by i. */
    struct Wave
    {
      double rho, sxx, sxy, syy;
    };

    /** Rates of change of density and stress on the steady flow. */
    Wave rates(const Wave &w,
               const double ux,
               const double uy,
               const double kx,
               const double ky,
               const double Wi,
               const Glass &g)
    {
      const Stress<double> S = steady_stress(Wi);
      const double Skx       = S[0][0] * kx + S[0][1] * ky;
      const double Sky       = S[0][1] * kx;
      return {kx * ux + ky * uy,
              2. * Wi * w.sxy - 2. * (Skx + kx) * ux + g.a * S[0][0] * w.rho -
                w.sxx,
              Wi * w.syy - (Skx + kx) * uy - (Sky + ky) * ux +
                (g.b * Wi + g.a * S[0][1]) * w.rho - w.sxy,
              -2. * (Sky + ky) * uy - w.syy};
    }

    /**
     * Largest growth rate of a wave with a frozen wave vector on the steady
     * flow at M = 0. Two balances of forces leave two of its four amplitudes,
     * density and shear stress, and fix the velocity: an eigenvalue problem of
     * size two.
     */
    double exact_growth(const double k,
                        const double angle,
                        const double Wi,
                        const Glass &g)
    {
      const double kx = k * std::cos(angle), ky = k * std::sin(angle);
      const double kk = g.kappa * (1. + k * k);
      const auto wave = [&](const double rho, const double sxy) {
        return Wave{rho,
                    kk * rho - ky / kx * sxy,
                    sxy,
                    kk * rho - kx / ky * sxy};
      };
      // rates of density, shear stress and of both forces
      const auto all = [&](const Wave &w, const double ux, const double uy) {
        const Wave r = rates(w, ux, uy, kx, ky, Wi, g);
        return dealii::Tensor<1, 4>(
          {r.rho,
           r.sxy,
           -kx * kk * r.rho + kx * r.sxx + ky * r.sxy,
           -ky * kk * r.rho + kx * r.sxy + ky * r.syy});
      };
      const Wave none{0., 0., 0., 0.};
      const dealii::Tensor<1, 4> columns[4] = {all(wave(1., 0.), 0., 0.),
                                               all(wave(0., 1.), 0., 0.),
                                               all(none, 1., 0.),
                                               all(none, 0., 1.)};
      dealii::Tensor<2, 2> A, B, C, D; // blocks [A B; C D]
      for (unsigned int i = 0; i < 2; ++i)
        for (unsigned int j = 0; j < 2; ++j)
          {
            A[i][j] = columns[j][i];
            B[i][j] = columns[2 + j][i];
            C[i][j] = columns[j][2 + i];
            D[i][j] = columns[2 + j][2 + i];
          }
      const dealii::Tensor<2, 2> reduced = A - B * invert(D) * C;
      const double half_trace            = 0.5 * trace(reduced);
      return half_trace +
             std::sqrt(half_trace * half_trace - determinant(reduced));
    }

    /** Angle of the wave vector that grows most, by golden section. */
    double best_angle(const double k, const double Wi, const Glass &g)
    {
      const double ratio = 0.5 * (std::sqrt(5.) - 1.);
      double low = 0.2, high = 1.4;
      while (high - low > 1e-6)
        {
          const double left  = high - ratio * (high - low);
          const double right = low + ratio * (high - low);
          if (exact_growth(k, left, Wi, g) > exact_growth(k, right, Wi, g))
            high = right;
          else
            low = left;
        }
      return 0.5 * (low + high);
    }

    /** Cells along a wave: of the mesh that is tested, and of a coarser one
     * that shows how far off it can be. */
    constexpr unsigned int fine = 8, coarse = 4;

    /** Bound of the error on the fine mesh: convergence of first order or
     * better. Four cells a wave are too few for the order of the elements. */
    double mesh_error(const double on_coarse, const double on_fine)
    {
      return std::abs(on_coarse - on_fine);
    }

    /** Growth is measured between these times. */
    constexpr double begin = 10., end = 14.;

    /** What else there is at the start decays with rates below -1; what is
     * left of it at the begin may pass for growth. */
    const double leftover = std::exp(-begin) / (end - begin);

    /**
     * Growth rate of the same wave in the discrete equations, whose step is
     * applied again and again with the base flow held: a power iteration. The
     * wave is along the diagonal of the mesh, which is tilted so that it has
     * the wanted direction.
     */
    double discrete_growth(const double k,
                           const double angle,
                           const double Wi,
                           const Glass &g,
                           const unsigned int n_cells,
                           const double dt)
    {
      const double length               = 2. * pi / (k * std::cos(angle));
      std::vector<std::string> settings = glass(g.kappa, g.a, g.b, 0.);
      for (const std::string &s :
           {std::string("Structure/Density/Type=mode"),
            // growth rates change with the square of a times the amplitude,
            // which grows to less than 1e-4
            std::string("Structure/Density/Amplitude=1e-7"),
            std::string("Structure/Density/Mode numbers=1,1"),
            "Mesh/Cells=" + std::to_string(n_cells),
            "Mesh/Size=" + text_of(length),
            // leaves 1e-4 of what the extrapolation misses
            std::string("Solver/Linear tolerance=1e-4"),
            std::string("Solver/Correction tolerance=1e-4"),
            std::string("Solver/Maximum corrections=50")})
        settings.push_back(s);
      FrozenFlow flow;
      flow.shear_rate = Wi;
      flow.tilt       = 1. - std::tan(angle);
      flow.stress     = steady_stress(Wi);
      KelvinMode mode(settings, flow);
      mode.advance(std::lround(begin / dt), dt);
      const double before = mode.amplitude();
      mode.advance(std::lround((end - begin) / dt), dt);
      return std::log(mode.amplitude() / before) / (end - begin);
    }

    /** Threshold of the discrete equations over @p critical, between one per
     * cent less and more, where growth rates must differ in sign. Linear
     * interpolation is off by the square of that bracket at most. */
    double discrete_threshold(const double k,
                              const double angle,
                              const double critical,
                              const Glass &g,
                              const unsigned int n_cells)
    {
      constexpr double bracket = 0.01, dt = 0.2;
      const double below =
        discrete_growth(k, angle, (1. - bracket) * critical, g, n_cells, dt);
      const double above =
        discrete_growth(k, angle, (1. + bracket) * critical, g, n_cells, dt);
      EXPECT_LT(below, 0.);
      EXPECT_GT(above, 0.);
      return 1. - bracket * (above + below) / (above - below);
    }
  } // namespace

  /**
   * The steady flow of every glass of the reference: its leading eigenvalue at
   * the wave number of the reference is negative below and positive above the
   * reference's threshold. Where it vanishes nothing changes in time, so that
   * the step has no part in the threshold. The growth rate is a drive in
   * proportion to Wi less kappa/(kappa + 2), which relates errors of both.
   */
  TEST(FrozenGrowth, ChangesSignAtTheThresholdOfTheReference)
  {
    std::ifstream in(data_file("linear.json"));
    nlohmann::json cases;
    in >> cases;
    const std::string key = "numeric_Wi_c_steady_k0.001";
    const double k        = 0.001;
    std::set<double> seen;
    for (const auto &c : cases)
      {
        if (!c.contains(key) || !seen.insert(c[key].get<double>()).second)
          continue;
        const Glass g{c["params"]["kappa"], c["params"]["a"], c["params"]["b"]};
        const double critical = c[key];
        const double angle    = best_angle(k, critical, g);
        // the formula of this test, at the reference's accuracy
        EXPECT_NEAR(exact_growth(k, angle, critical, g), 0., 1e-8);
        const double on_fine = discrete_threshold(k, angle, critical, g, fine);
        const double on_coarse =
          discrete_threshold(k, angle, critical, g, coarse);
        const double error =
          mesh_error(on_coarse, on_fine) + leftover * (g.kappa + 2.) / g.kappa;
        measured("error of the critical rate, kappa = " + short_text(g.kappa) +
                   ", a = " + short_text(g.a) + ", b = " + short_text(g.b),
                 on_fine - 1.);
        EXPECT_LT(error, 1e-3); // means something
        EXPECT_NEAR(on_fine, 1., error) << c["name"];
      }
    EXPECT_EQ(seen.size(), 6u);
  }

  /**
   * At one and a half times the threshold, at angles left and right of the
   * best and a wave number that feels the gradient term. The growth rate is a
   * drive less K/(K + 2), K = kappa (1 + k^2); coefficients of a step are
   * extrapolated, which takes (s dt)^2 from the drive.
   */
  TEST(FrozenGrowth, AtSeveralAngles)
  {
    const Glass g{3., 60., 2.};
    const double Wi = 1.5 * 0.0443, k = 0.3, dt = 0.1;
    const double K    = g.kappa * (1. + k * k);
    const double best = best_angle(k, Wi, g);
    const double most = discrete_growth(k, best, Wi, g, fine, dt);
    for (const double turn : {-0.35, -0.2, 0., 0.2, 0.35})
      {
        const double angle     = best + turn;
        const double exact     = exact_growth(k, angle, Wi, g);
        const double on_fine   = discrete_growth(k, angle, Wi, g, fine, dt);
        const double on_coarse = discrete_growth(k, angle, Wi, g, coarse, dt);
        const double drive     = exact + K / (K + 2.);
        const double error     = mesh_error(on_coarse, on_fine) +
                             drive * exact * dt * exact * dt + leftover;
        measured("growth rate less theory's, best angle " +
                   std::string(turn < 0. ? "- " : "+ ") +
                   short_text(std::abs(turn)),
                 on_fine - exact);
        EXPECT_LT(error, 0.01 * drive); // means something
        EXPECT_NEAR(on_fine, exact, error) << turn;
        EXPECT_LE(on_fine, most) << turn;
      }
  }
} // namespace vitriflow
