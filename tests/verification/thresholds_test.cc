// Question: does noise decay below and grow above the critical rate, and do
// waves of every direction grow as the linear equations say?

#include "kelvin_mode.h"
#include "measured.h"

#include <deal.II/base/tensor.h>

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <fstream>

namespace vitriflow
{
  namespace
  {
    constexpr double kappa = 3., a = 60., b = 2.;

    /** Rate at which the steady flow of this glass loses its stability, from
     * the eigenvalues of an independent code. */
    double critical_rate()
    {
      std::ifstream in(data_file("linear.json"));
      nlohmann::json cases;
      in >> cases;
      for (const auto &c : cases)
        if (c["params"]["kappa"] == kappa && c["params"]["a"] == a &&
            c["params"]["b"] == b)
          return c["numeric_Wi_c_steady_k0.001"];
      ADD_FAILURE() << "no such glass in linear.json";
      return 0.;
    }

    /** Time and standard deviation of the density in a box with noise of
     * 0.1 %. */
    std::vector<std::pair<double, double>>
    noise_history(const double rate, const double end_time, const double dt)
    {
      std::vector<std::string> settings =
        fixed_step(dt, glass(kappa, a, b, 0.));
      for (const std::string &s :
           {std::string("Structure/Density/Type=noise"),
            std::string("Structure/Density/Amplitude=0.001"),
            std::string("Structure/Density/Correlation length=4"),
            std::string("Mesh/Cells=16"),
            std::string("Mesh/Size=32"),
            "Loading/Program=rate " + text_of(rate) + " duration " +
              text_of(end_time)})
        settings.push_back(s);
      Simulation<2> simulation(case_parameters(settings), "", MPI_COMM_WORLD);
      const RunResult result = simulation.run();
      EXPECT_EQ(result.exit_code, 0) << result.status;
      std::vector<std::pair<double, double>> history;
      for (const Record &r : simulation.records())
        history.emplace_back(r.time, r.measurements.density_std);
      return history;
    }

    /**
     * The wave rho, u, sxx, sxy, syy = exp(i k(t).x) on the homogeneous
     * start-up flow, velocities divided by i, in units G = tau = rho = ell = 1.
     */
    using Wave = dealii::Tensor<1, 6>;

    Wave rate_of_change(const Wave &w,
                        const double t,
                        const double kx,
                        const double ky0,
                        const double Wi,
                        const double M)
    {
      const double ky  = ky0 - Wi * t * kx;
      const double e   = std::exp(-t);
      const double Sxy = Wi * (1. - e);
      const double Sxx = 2. * Wi * Wi * (1. - (1. + t) * e);
      const double kk  = kappa * (1. + kx * kx + ky * ky);
      const double Skx = Sxx * kx + Sxy * ky, Sky = Sxy * kx;
      const double rho = w[0], ux = w[1], uy = w[2];
      const double sxx = w[3], sxy = w[4], syy = w[5];
      Wave r;
      r[0] = kx * ux + ky * uy;
      r[1] = -Wi * uy + (-kx * kk * rho + kx * sxx + ky * sxy) / M;
      r[2] = (-ky * kk * rho + kx * sxy + ky * syy) / M;
      r[3] = 2. * Wi * sxy - 2. * (Skx + kx) * ux + a * Sxx * rho - sxx;
      r[4] = Wi * syy - (Skx + kx) * uy - (Sky + ky) * ux +
             (b * Wi + a * Sxy) * rho - sxy;
      r[5] = -2. * (Sky + ky) * uy - syy;
      return r;
    }

    /** rho(t)/rho(0) with balanced stress, by the classical Runge-Kutta
     * method. */
    double wave_amplification(const double kx,
                              const double ky,
                              const double Wi,
                              const double M,
                              const double end_time)
    {
      // sound of frequency k sqrt((kappa + 2)/M) < 100 is resolved: 0.005 per
      // step
      const unsigned int n_steps = 20000;
      const double dt            = end_time / n_steps;
      Wave w;
      w[0] = 1.;
      w[3] = w[5] = kappa * (1. + kx * kx + ky * ky);
      for (unsigned int i = 0; i < n_steps; ++i)
        {
          const double t = i * dt;
          const auto f   = [&](const Wave &x, const double s) {
            return rate_of_change(x, s, kx, ky, Wi, M);
          };
          const Wave k1 = f(w, t);
          const Wave k2 = f(w + 0.5 * dt * k1, t + 0.5 * dt);
          const Wave k3 = f(w + 0.5 * dt * k2, t + 0.5 * dt);
          const Wave k4 = f(w + dt * k3, t + dt);
          w += dt / 6. * (k1 + 2. * k2 + 2. * k3 + k4);
        }
      return w[0];
    }
  } // namespace

  TEST(Thresholds, NoiseDecaysAtHalfTheCriticalRate)
  {
    const auto history = noise_history(0.5 * critical_rate(), 10., 0.1);
    for (std::size_t i = 1; i < history.size(); ++i)
      EXPECT_LT(history[i].second, history[i - 1].second) << history[i].first;
    measured("density_std at t = 10 tau0 over that at the start",
             history.back().second / history.front().second);
    EXPECT_LT(history.back().second, std::exp(-1.) * history.front().second);
  }

  /** Growth has to come before strain 4; it does before 1.2. Beyond strain 1.5
   * a fixed step of 0.1 is too long for the bands that have formed: density
   * and relaxation time are coupled explicitly, and steps would be cut. */
  TEST(Thresholds, NoiseGrowsAtThreeTimesTheCriticalRate)
  {
    const double rate  = 3. * critical_rate();
    const auto history = noise_history(rate, 1.2 / rate, 0.1);
    double best        = 0.;
    for (const auto &[t, deviation] : history)
      best = std::max(best, deviation);
    measured("largest density_std to strain 1.2 over that at the start",
             best / history.front().second);
    EXPECT_GT(best, std::exp(3.) * history.front().second);
  }

  /**
   * Waves of equal amplitude and different direction at eleven times the
   * critical rate: the one along 45 degrees grows most, steep and flat ones
   * less; each as the linear equations say. The discretisation at 16 cells per
   * box (8 nodes on half the shortest wave, order three) leaves 2e-3 of an
   * amplitude and BDF2 with a growth rate below 10 per time and dt = 0.005
   * leaves (10 dt)^2/3 = 1e-3 of ln A.
   */
  TEST(Thresholds, GrowthOverAngles)
  {
    const double Wi = 0.5, M = 1e-4, box = 40., end_time = 0.8;
    double largest = 0.;
    struct Direction
    {
      int nx, ny;
      double exact, found;
    };
    std::vector<Direction> directions = {{2, 1, 0., 0.},
                                         {1, 1, 0., 0.},
                                         {1, 2, 0., 0.},
                                         {1, 3, 0., 0.}};
    for (Direction &d : directions)
      {
        std::vector<std::string> settings = glass(kappa, a, b, M);
        for (const std::string &s :
             {std::string("Structure/Density/Type=mode"),
              std::string("Structure/Density/Amplitude=1e-6"),
              "Structure/Density/Mode numbers=" + std::to_string(d.nx) + "," +
                std::to_string(d.ny),
              std::string("Mesh/Cells=16"),
              "Mesh/Size=" + text_of(box)})
          settings.push_back(s);
        KelvinMode mode(settings, Wi, KelvinMode::InitialStress::balanced);
        mode.advance(160, end_time / 160.);
        const double unit = 2. * dealii::numbers::PI / box;
        d.exact           = std::log(
          wave_amplification(unit * d.nx, unit * d.ny, Wi, M, end_time));
        d.found = std::log(mode.amplitude());
        largest = std::max(largest, std::abs(d.exact));
      }
    for (const Direction &d : directions)
      {
        const std::string mode = " of mode (" + std::to_string(d.nx) + ", " +
                                 std::to_string(d.ny) + ")";
        measured("ln A" + mode, d.found);
        measured("error of ln A" + mode, d.found - d.exact);
        EXPECT_NEAR(d.found, d.exact, 0.02 * largest) << d.nx << ' ' << d.ny;
      }
  }
} // namespace vitriflow
