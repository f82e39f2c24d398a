// Question: does the discrete steady flow lose its stability at the rate of an
// independent code, and do frozen waves grow at the rate of linear theory?

#include <vitriflow/eigenmodes/frozen_step.h>

#include "cases.h"
#include "fixed_step.h"
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
    constexpr double begin = 20., end = 24.;

    /** What else there is at the start decays with rates below -1; what is
     * left of it at the begin may pass for growth. */
    const double leftover = std::exp(-begin) / (end - begin);

    /**
     * A density wave along the diagonal of the mesh, its total stress uniform,
     * as a disturbance of uniform flow that is held. The frame is tilted so
     * that the wave has the wanted direction.
     */
    class FrozenWave
    {
    public:
      FrozenWave(const std::vector<std::string> &settings,
                 const double Wi,
                 const double tilt,
                 const double dt)
        : parameters_(case_parameters(settings))
        , reduced_(parameters_)
        , material_(reduced_.make_material(parameters_))
        , discretization_(reduced_.mesh, MPI_COMM_WORLD)
        , integrator_(discretization_,
                      material_,
                      FrozenStep<2>::solver_parameters(parameters_.solver))
        , step_(discretization_,
                integrator_,
                material_,
                steady_flow(Wi, tilt),
                drive(Wi, tilt),
                dt)
      {
        State wave          = steady_flow(Wi, tilt);
        const State uniform = wave;
        integrator_.flow().density_operator().project(
          wave.density,
          *make_density_field<2>(parameters_.structure,
                                 discretization_.size()));
        integrator_.flow().balance_stress(wave);
        wave.density -= uniform.density;
        start_ = disturbance_ = step_.disturbance(wave);
      }

      /** Takes @p n steps: a power iteration. */
      void advance(const unsigned int n)
      {
        std::vector<double> after(step_.size());
        for (unsigned int i = 0; i < n; ++i)
          {
            step_.apply(disturbance_.data(), after.data());
            std::swap(disturbance_, after);
          }
      }

      /** Of the density, in any unit: the wave keeps its shape. */
      double amplitude() const
      {
        const State now = step_.changes(disturbance_);
        return now.density * step_.changes(start_).density;
      }

    private:
      static Drive drive(const double Wi, const double tilt)
      {
        Drive drive;
        drive.shear_rate = Wi;
        drive.strain     = tilt;
        return drive;
      }

      State steady_flow(const double Wi, const double tilt) const
      {
        State state;
        state.initialize(discretization_);
        state.density          = 1.;
        state.strain           = tilt;
        state.frame.tilt       = tilt;
        state.frame.shear_rate = Wi;
        const auto &data       = discretization_.matrix_free();
        StressEvaluation<2> nodes(data, stress_space);
        const Stress<double> stress = steady_stress(Wi);
        for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
          {
            nodes.reinit(cell);
            for (unsigned int c = 0; c < n_stress_components<2>; ++c)
              for (unsigned int i = 0; i < nodes.dofs_per_component; ++i)
                nodes.begin_dof_values()[c * nodes.dofs_per_component + i] =
                  stress[stress_index(c)];
            nodes.set_dof_values(state.stress[0]);
          }
        return state;
      }

      Parameters parameters_;
      ReducedRun reduced_;
      Material material_;
      Discretization<2> discretization_;
      Integrator<2> integrator_;
      FrozenStep<2> step_;
      std::vector<double> start_;
      std::vector<double> disturbance_;
    };

    /** Growth rate of the same wave in the discrete equations, whose step is
     * applied again and again with the base flow held. */
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
            // so small that the stress that balances it is linear in it
            std::string("Structure/Density/Amplitude=1e-7"),
            std::string("Structure/Density/Mode numbers=1,1"),
            "Mesh/Cells=" + std::to_string(n_cells),
            "Mesh/Size=" + text_of(length)})
        settings.push_back(s);
      FrozenWave wave(settings, Wi, 1. - std::tan(angle), dt);
      wave.advance(std::lround(begin / dt));
      const double before = wave.amplitude();
      wave.advance(std::lround((end - begin) / dt));
      return std::log(wave.amplitude() / before) / (end - begin);
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
