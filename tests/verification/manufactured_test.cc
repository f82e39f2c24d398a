// Question: does the discretisation of the full system, capillarity, inertia
// and a tilting frame included, converge to a known smooth solution, and how
// fast? Sources are made from exact fields that are sums of waves, so that all
// their derivatives are known.

#include <deal.II/base/quadrature_lib.h>

#include <deal.II/numerics/vector_tools.h>

#include <vitriflow/time/integrator.h>

#include <functional>

#include "cases.h"
#include "measured.h"

namespace vitriflow
{
  namespace
  {
    using namespace dealii;
    using VectorField = Tensor<1, 2>;

    constexpr double box_size     = 16.; // in gradient lengths
    constexpr double shear_rate   = 0.5;
    constexpr double initial_tilt = 0.3;

    double tilt_at(const double t)
    {
      return initial_tilt + shear_rate * t;
    }

    /** A field and its derivatives at a fixed mesh point; physical space. */
    struct Jet
    {
      double value = 0., rate = 0., laplacian = 0.;
      VectorField gradient, gradient_of_laplacian;
    };

    /** amplitude sin(k (n_x X + n_y Y) - frequency t + phase). */
    struct Wave
    {
      double amplitude;
      int n_x, n_y;
      double frequency, phase;
    };

    struct WaveField
    {
      double mean;
      std::vector<Wave> waves;

      Jet at(const Point<2> &X, const double t) const
      {
        Jet jet;
        jet.value      = mean;
        const double k = 2. * numbers::PI / box_size;
        for (const Wave &w : waves)
          {
            const double p = k * w.n_x, q = k * w.n_y;
            const double angle =
              p * X[0] + q * X[1] - w.frequency * t + w.phase;
            const double s = w.amplitude * std::sin(angle);
            const double c = w.amplitude * std::cos(angle);
            // d_x = d_X, d_y = d_Y - tilt d_X
            const VectorField wave_vector({p, q - tilt_at(t) * p});
            const double square = wave_vector.norm_square();
            jet.value += s;
            jet.rate -= w.frequency * c;
            jet.gradient += c * wave_vector;
            jet.laplacian -= square * s;
            jet.gradient_of_laplacian -= square * c * wave_vector;
          }
        return jet;
      }
    };

    const WaveField exact_density = {1.,
                                     {{0.04, 1, 1, 0.7, 0.3},
                                      {0.03, 2, -1, -0.4, 1.1}}};

    const std::array<WaveField, 2> exact_velocity = {
      {{0., {{0.10, 1, 0, 0.6, 0.2}, {0.06, 1, 2, 0.5, 2.0}}},
       {0., {{0.08, 0, 1, -0.8, 0.9}, {0.07, 2, 1, 0.3, 0.4}}}}};

    // xx, yy, zz, xy
    const std::array<WaveField, 4> exact_stress = {
      {{0.10, {{0.20, 1, 1, 0.5, 0.1}}},
       {-0.05, {{0.15, 1, -1, -0.6, 0.7}}},
       {0.05, {{0.10, 2, 0, 0.9, 1.3}}},
       {0.20, {{0.25, 1, 2, 0.4, 0.5}}}}};

    /** A field given by a function of component, point and time. */
    class Field : public Function<2>
    {
    public:
      using Law = std::function<double(const Point<2> &, double, unsigned int)>;

      Field(const unsigned int n_components, const Law &law, const double t)
        : Function<2>(n_components, t)
        , law_(law)
      {
      }

      double value(const Point<2> &X,
                   const unsigned int component = 0) const override
      {
        return law_(X, this->get_time(), component);
      }

    private:
      Law law_;
    };

    template <std::size_t n>
    Field exact_field(const std::array<WaveField, n> &field, const double t)
    {
      return Field(
        n,
        [&field](const Point<2> &X, const double time, const unsigned int c) {
          return field[c].at(X, time).value;
        },
        t);
    }

    Field exact_density_field(const double t)
    {
      return Field(
        1,
        [](const Point<2> &X, const double time, unsigned int) {
          return exact_density.at(X, time).value;
        },
        t);
    }

    /** What is missing in the balances when the exact fields are put in. */
    class Defect
    {
    public:
      explicit Defect(const Material &material)
        : material_(material)
      {
      }

      double density(const Point<2> &X, const double t) const
      {
        const Jet rho = exact_density.at(X, t);
        const auto v  = velocity(X, t);
        const auto u  = values(v);
        return rho.rate + u * rho.gradient + rho.value * divergence(v);
      }

      /** d_t(M rho v) + div(M rho v v) + M rho L0 v + div Pi - div sigma. */
      double
      momentum(const Point<2> &X, const double t, const unsigned int i) const
      {
        const Jet rho  = exact_density.at(X, t);
        const auto v   = velocity(X, t);
        const auto u   = values(v);
        const double M = material_.inertia_number();
        // with the mass defect m: rho (d_t + v.grad) v + v m
        double force = M * (rho.value * (v[i].rate + u * v[i].gradient) +
                            v[i].value * density(X, t));
        if (i == 0)
          force += M * rho.value * shear_rate * v[1].value;
        force +=
          rho.value *
          (material_.equation_of_state().stiffness(rho.value) *
             rho.gradient[i] -
           material_.gradient_coefficient() * rho.gradient_of_laplacian[i]);
        const Jet sxy = exact_stress[3].at(X, t);
        if (i == 0)
          return force - exact_stress[0].at(X, t).gradient[0] - sxy.gradient[1];
        return force - sxy.gradient[0] - exact_stress[1].at(X, t).gradient[1];
      }

      /** Upper-convected rate, source 2 G D. */
      double
      stress(const Point<2> &X, const double t, const unsigned int c) const
      {
        const double rho = exact_density.at(X, t).value;
        const double G   = material_.shear_modulus().factor(rho);
        const double tau = material_.relaxation_time().factor(rho);
        const auto v     = velocity(X, t);

        Tensor<2, 3> L, s;
        for (unsigned int i = 0; i < 2; ++i)
          for (unsigned int j = 0; j < 2; ++j)
            L[i][j] = v[i].gradient[j];
        L[0][1] += shear_rate;
        for (unsigned int d = 0; d < 3; ++d)
          s[d][d] = exact_stress[d].at(X, t).value;
        s[0][1] = s[1][0] = exact_stress[3].at(X, t).value;
        const Tensor<2, 3> growth =
          L * s + s * transpose(L) + G * (L + transpose(L));

        const Jet sigma      = exact_stress[c].at(X, t);
        const unsigned int i = c < 3 ? c : 0, j = c < 3 ? c : 1;
        return sigma.rate + values(v) * sigma.gradient - growth[i][j] +
               sigma.value / tau;
      }

    private:
      static std::array<Jet, 2> velocity(const Point<2> &X, const double t)
      {
        return {{exact_velocity[0].at(X, t), exact_velocity[1].at(X, t)}};
      }

      static VectorField values(const std::array<Jet, 2> &v)
      {
        return VectorField({v[0].value, v[1].value});
      }

      static double divergence(const std::array<Jet, 2> &v)
      {
        return v[0].gradient[0] + v[1].gradient[1];
      }

      const Material &material_;
    };

    struct Errors
    {
      double density, velocity, stress;
    };

    /** Integrates the case and keeps the final state. */
    class ManufacturedRun
    {
    public:
      ManufacturedRun(const unsigned int n_cells,
                      const unsigned int density_degree,
                      const double correction_tolerance,
                      const std::string &bulk_modulus = "5")
        : parameters_(make_parameters(
            n_cells, density_degree, correction_tolerance, bulk_modulus))
        , reduced_(parameters_)
        , material_(reduced_.make_material(parameters_))
        , discretization_(reduced_.mesh, MPI_COMM_WORLD)
        , integrator_(discretization_, material_, parameters_.solver)
      {
        for (State *s : {&previous_, &current_, &next_})
          s->initialize(discretization_);
      }

      void run(const double dt, const unsigned int n_steps)
      {
        set_exact(previous_, -dt);
        set_exact(current_, 0.);
        const Defect defect(material_);
        for (unsigned int n = 0; n < n_steps; ++n)
          {
            // Exact fields before the start are not a solution of the discrete
            // equations: the first step takes no history.
            const double t = current_.time + dt;
            const Field mass(
              1,
              [&](const Point<2> &X, const double time, unsigned int) {
                return defect.density(X, time);
              },
              t);
            const Field momentum(
              2,
              [&](const Point<2> &X, const double time, const unsigned int i) {
                return defect.momentum(X, time, i);
              },
              t);
            const Field stress(
              4,
              [&](const Point<2> &X, const double time, const unsigned int c) {
                return defect.stress(X, time, c);
              },
              t);
            Drive drive;
            drive.shear_rate = shear_rate;
            drive.strain     = shear_rate * t;
            integrator_.step(current_,
                             previous_,
                             n == 0 ? Bdf::backward_euler(dt)
                                    : Bdf::second_order(dt, dt),
                             drive,
                             next_,
                             {&mass, &momentum, &stress});
            std::swap(previous_, current_);
            std::swap(current_, next_);
          }
      }

      /** L2 norms over the box of the distance from the exact fields. */
      Errors errors()
      {
        const double t = current_.time;
        return {error(current_.density, density_space, exact_density_field(t)),
                error(current_.velocity,
                      velocity_space,
                      exact_field(exact_velocity, t)),
                error(current_.stress[0],
                      stress_space,
                      exact_field(exact_stress, t))};
      }

      void mask(State &s) const
      {
        discretization_.constraints(density_space).set_zero(s.density);
        discretization_.constraints(free_velocity_space).set_zero(s.velocity);
      }

      State &state()
      {
        return current_;
      }

    private:
      static Parameters make_parameters(const unsigned int n_cells,
                                        const unsigned int density_degree,
                                        const double correction_tolerance,
                                        const std::string &bulk_modulus)
      {
        Parameters p = case_parameters(
          {"Material/Bulk modulus=" + bulk_modulus,
           "Material/Relaxation time density exponent=6",
           "Material/Shear modulus density exponent=2",
           "Material/Inertia number=0",
           "Solver/Linear tolerance=1e-5",
           "Solver/Maximum corrections=30",
           "Mesh/Size=16",
           "Mesh/Cells=" + std::to_string(n_cells),
           "Mesh/Density degree=" + std::to_string(density_degree)});
        p.solver.correction_tolerance = correction_tolerance;
        return p;
      }

      void
      interpolate(Vector &vector, const Space space, const Field &field) const
      {
        VectorTools::interpolate(discretization_.mapping(),
                                 discretization_.dof_handler(space),
                                 field,
                                 vector);
        vector.zero_out_ghost_values();
      }

      void set_exact(State &state, const double t) const
      {
        interpolate(state.density, density_space, exact_density_field(t));
        interpolate(state.velocity,
                    velocity_space,
                    exact_field(exact_velocity, t));
        interpolate(state.stress[0],
                    stress_space,
                    exact_field(exact_stress, t));
        state.time   = t;
        state.strain = shear_rate * t;
        state.frame  = {tilt_at(t), shear_rate};
      }

      double error(Vector &vector, const Space space, const Field &exact) const
      {
        Vector copy = vector;
        discretization_.constraints(space).distribute(copy);
        copy.update_ghost_values();
        dealii::Vector<float> cells(
          discretization_.triangulation().n_active_cells());
        VectorTools::integrate_difference(discretization_.mapping(),
                                          discretization_.dof_handler(space),
                                          copy,
                                          exact,
                                          cells,
                                          QGauss<2>(5),
                                          VectorTools::L2_norm);
        return VectorTools::compute_global_error(
          discretization_.triangulation(), cells, VectorTools::L2_norm);
      }

      Parameters parameters_;
      ReducedRun reduced_;
      Material material_;
      Discretization<2> discretization_;
      Integrator<2> integrator_;
      State previous_, current_, next_;
    };

    /** Orders between two meshes or steps that differ by a factor of two. */
    Errors orders(const Errors &coarse, const Errors &fine)
    {
      return {std::log2(coarse.density / fine.density),
              std::log2(coarse.velocity / fine.velocity),
              std::log2(coarse.stress / fine.stress)};
    }

    void print(const std::string &name, const Errors &e)
    {
      if (Utilities::MPI::this_mpi_process(MPI_COMM_WORLD) == 0)
        std::cout << name << ": density " << e.density << ", velocity "
                  << e.velocity << ", stress " << e.stress << std::endl;
    }

    /** Orders between two meshes that differ by a factor of two, reported with
     * the errors on the finer one, which has a @p name. */
    Errors
    report(const std::string &name, const Errors &coarse, const Errors &fine)
    {
      measured_convergence(name + ", density", coarse.density, fine.density);
      measured_convergence(name + ", velocity", coarse.velocity, fine.velocity);
      measured_convergence(name + ", stress", coarse.stress, fine.stress);
      const Errors order = orders(coarse, fine);
      print("order to " + name, order);
      return order;
    }

    /** Errors on a sequence of meshes at a small step. */
    std::vector<Errors>
    errors_on_meshes(const std::vector<unsigned int> &meshes,
                     const unsigned int density_degree,
                     const double dt,
                     const unsigned int n_steps,
                     const std::string &bulk_modulus = "5")
    {
      std::vector<Errors> e;
      for (const unsigned int n : meshes)
        {
          // the corrections must not hide the order: converge them
          ManufacturedRun run(n, density_degree, 1e-4, bulk_modulus);
          run.run(dt, n_steps);
          e.push_back(run.errors());
          print(std::to_string(n) + " cells", e.back());
        }
      return e;
    }
  } // namespace

  // Q2/Q2 down to the resolution it is used at, density nodes half a gradient
  // length apart (16 cells): density third order as its elements promise,
  // velocity and the stress, which takes up velocity gradients, second.
  // On finer meshes the volumetric stiffness of grid-scale waves, K (1 + k^2),
  // passes all others and acts as a constraint. The inf-sup constant of the
  // pair falls with h, which can cost one order in velocity gradients, not
  // more (Brezzi's estimate): the stress keeps first order there.
  TEST(Manufactured, SpatialOrderQ2Q2)
  {
    const auto e       = errors_on_meshes({8, 16, 32}, 2, 0.0125, 16);
    const Errors usual = report("16 cells", e[0], e[1]);
    const Errors finer = report("32 cells", e[1], e[2]);
    EXPECT_GT(usual.density, 2.5);
    EXPECT_GT(usual.velocity, 2.);
    EXPECT_GT(usual.stress, 2.);
    EXPECT_GT(finer.density, 2.5);
    EXPECT_GT(finer.velocity, 2.);
    EXPECT_GT(finer.stress, 1.);
  }

  // With a bulk so soft that grid-scale waves are no constraint (K k^2 below
  // the modulus of the stretch), all fields are better than second order on
  // the finest mesh as well: it is the constraint that costs the order above.
  TEST(Manufactured, SpatialOrderQ2Q2SoftBulk)
  {
    const auto e = errors_on_meshes({8, 16, 32}, 2, 0.0125, 16, "0.1");
    for (unsigned int level = 0; level < 2; ++level)
      {
        const Errors order = report(std::to_string(16 << level) + " cells",
                                    e[level],
                                    e[level + 1]);
        EXPECT_GT(order.density, 2.);
        EXPECT_GT(order.velocity, 2.);
        EXPECT_GT(order.stress, 2.);
      }
  }

  TEST(Manufactured, SpatialOrderQ2Q1)
  {
    const auto e = errors_on_meshes({8, 16, 32}, 1, 0.025, 12);
    report("16 cells", e[0], e[1]);
    const Errors last = report("32 cells", e[1], e[2]);
    EXPECT_GT(last.density, 1.8);
    EXPECT_GT(last.velocity, 1.8);
    EXPECT_GT(last.stress, 1.8);
  }

  // The error of the mesh is the same for all steps and drops out of
  // differences between successive step sizes. The corrections are converged,
  // so that this is the order of the scheme.
  TEST(Manufactured, TemporalOrder)
  {
    std::vector<std::unique_ptr<ManufacturedRun>> runs;
    for (unsigned int level = 0; level < 4; ++level)
      {
        runs.push_back(std::make_unique<ManufacturedRun>(16, 2, 1e-5));
        const unsigned int n = 8 << level;
        runs.back()->run(1.0 / n, n);
      }
    std::vector<Errors> e;
    for (unsigned int level = 0; level < 3; ++level)
      {
        State &coarse     = runs[level]->state();
        const State &fine = runs[level + 1]->state();
        coarse.density -= fine.density;
        coarse.velocity -= fine.velocity;
        coarse.stress[0] -= fine.stress[0];
        runs[0]->mask(coarse);
        e.push_back({coarse.density.l2_norm(),
                     coarse.velocity.l2_norm(),
                     coarse.stress[0].l2_norm()});
      }
    const Errors last = orders(e[1], e[2]);
    print("order in dt at first", orders(e[0], e[1]));
    print("order in dt at last", last);
    measured("order in dt, density", last.density);
    measured("order in dt, velocity", last.velocity);
    measured("order in dt, stress", last.stress);
    EXPECT_GT(last.density, 1.8);
    EXPECT_GT(last.velocity, 1.8);
    EXPECT_GT(last.stress, 1.8);
  }
} // namespace vitriflow
