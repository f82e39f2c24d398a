// Questions: is the multigrid V-cycle symmetric and positive definite, does
// the solver reach tight tolerances on rough coefficients and with tiny or
// huge right-hand sides, and do its iterations stay bounded?

#include "verification/cases.h"

#include <vitriflow/base/exceptions.h>
#include <vitriflow/operators/flow_operator.h>
#include <vitriflow/solvers/anderson.h>
#include <vitriflow/solvers/conjugate_gradients.h>
#include <vitriflow/solvers/momentum_solver.h>

#include <cmath>
#include <random>

namespace vitriflow
{
  namespace
  {
    /** The momentum operator and its solver for a given density. */
    class Problem
    {
    public:
      /**
       * @param deviation of the density from 1, drawn independently at every
       *        node: with a = 120 the relaxation times of neighbours differ
       *        by exp(120 deviation) and more.
       */
      Problem(const std::vector<std::string> &settings,
              const double deviation,
              const double dt,
              const double tilt)
        : Problem(settings)
      {
        const Vector &mass = flow_.density_operator().lumped_mass();
        std::mt19937 generator(1);
        std::normal_distribution<double> noise(0., deviation);
        for (unsigned int i = 0; i < mass.locally_owned_size(); ++i)
          if (mass.local_element(i) > 0.)
            state_.density.local_element(i) =
              1. + (deviation > 0. ? noise(generator) : 0.);
        prepare(dt, tilt);
      }

      /** The same density on every mesh. */
      Problem(const std::vector<std::string> &settings,
              const dealii::Function<2> &density,
              const double dt,
              const double tilt)
        : Problem(settings)
      {
        flow_.density_operator().project(state_.density, density);
        prepare(dt, tilt);
      }

      /** Takes the operator of another step or tilt. */
      void prepare(const double dt, const double tilt)
      {
        state_.frame.tilt = tilt;
        State next        = state_;
        flow_.prepare(state_, state_, Bdf::backward_euler(dt), next);
        solver_.update(flow_.linearisation());
      }

      /** Standard normal, without net force (matters for M = 0). */
      Vector random_force(const unsigned int seed) const
      {
        Vector v;
        discretization_.initialize(v, free_velocity_space);
        std::mt19937 generator(seed);
        std::normal_distribution<double> noise;
        for (unsigned int i = 0; i < v.locally_owned_size(); ++i)
          v.local_element(i) = noise(generator);
        discretization_.constraints(velocity_space).set_zero(v);
        flow_.velocity_nodes().remove_net_force(v);
        Vector force;
        discretization_.initialize(force, velocity_space);
        force.copy_locally_owned_data_from(v);
        return force;
      }

      Vector precondition(const Vector &v) const
      {
        Vector result = v;
        solver_.precondition(result, v);
        return result;
      }

      unsigned int
      solve(Vector &x, const Vector &force, const double tolerance) const
      {
        x.reinit(force);
        return solver_.solve(flow_.linearisation(), x, force, tolerance);
      }

      /** |b - A x| / |b|. */
      double residual(const Vector &x, const Vector &force) const
      {
        Vector r = force;
        flow_.linearisation().vmult(r, x);
        r.sadd(-1., 1., force);
        return r.l2_norm() / force.l2_norm();
      }

    private:
      explicit Problem(const std::vector<std::string> &settings)
        : parameters_(case_parameters(settings))
        , reduced_(parameters_)
        , material_(reduced_.make_material(parameters_))
        , discretization_(reduced_.mesh, MPI_COMM_WORLD)
        , flow_(discretization_, material_)
        , solver_(discretization_, parameters_.solver)
      {
        state_.initialize(discretization_);
      }

      Parameters parameters_;
      ReducedRun reduced_;
      Material material_;
      Discretization<2> discretization_;
      FlowOperator<2> flow_;
      MomentumSolver<2> solver_;
      State state_;
    };

    /** 1 + amplitude cos(2 pi x/L) cos(2 pi y/L). */
    class Wave : public dealii::Function<2>
    {
    public:
      Wave(const double length, const double amplitude)
        : wave_number_(2. * dealii::numbers::PI / length)
        , amplitude_(amplitude)
      {
      }

      double value(const dealii::Point<2> &x,
                   const unsigned int = 0) const override
      {
        return 1. + amplitude_ * std::cos(wave_number_ * x[0]) *
                      std::cos(wave_number_ * x[1]);
      }

    private:
      double wave_number_, amplitude_;
    };

    std::vector<std::string>
    box(const unsigned int cells, const double size, const std::string &inertia)
    {
      return {"Mesh/Cells=" + std::to_string(cells),
              "Mesh/Size=" + std::to_string(size),
              "Material/Relaxation time density exponent=120",
              "Material/Inertia number=" + inertia};
    }
  } // namespace

  // <x, P y> and <y, P x> in single precision: each of the about 100 operator
  // applications of a V-cycle rounds to 6e-8 of its largest entries, which
  // exceed the result by the condition of the smoothed problem, below 100.
  TEST(MomentumSolver, VCycleIsSymmetricAndDefinite)
  {
    for (const char *inertia : {"0", "1e-3"})
      for (const double tilt : {0., 0.5})
        {
          const Problem problem(box(16, 16., inertia), 0.01, 0.1, tilt);
          for (unsigned int seed = 1; seed < 6; ++seed)
            {
              const Vector x   = problem.random_force(seed);
              const Vector y   = problem.random_force(seed + 100);
              const Vector p_x = problem.precondition(x);
              const Vector p_y = problem.precondition(y);
              const double xx = x * p_x, yy = y * p_y;
              EXPECT_GT(xx, 0.);
              EXPECT_GT(yy, 0.);
              EXPECT_NEAR(x * p_y, y * p_x, 6e-4 * std::sqrt(xx * yy));
            }
        }
  }

  // The residual that CG updates leaves the true one at round-off times the
  // condition of the operator times its norm ratio: 1e-16 * 1e4.
  TEST(MomentumSolver, ReachesTightTolerances)
  {
    for (const double deviation : {0., 0.02})
      for (const char *inertia : {"0", "1e-3"})
        {
          const Problem problem(box(16, 16., inertia), deviation, 0.1, 0.3);
          const Vector force = problem.random_force(1);
          Vector x;
          EXPECT_LT(problem.solve(x, force, 1e-10), 100u);
          EXPECT_LT(problem.residual(x, force), 2e-10);
        }
  }

  // A pattern in the numbers of unknowns is none to start from: on 16 cells in
  // rows the largest eigenvalue of the smoother came out too low, and the
  // V-cycle was not definite, which conjugate gradients report.
  TEST(MomentumSolver, SmootherKnowsItsLargestEigenvalue)
  {
    for (const unsigned int cells : {16u, 32u, 48u})
      for (const double spacing : {0.5, 1., 5.55})
        for (const double dt : {1e-3, 0.1})
          {
            const Problem problem(box(cells, spacing * cells, "1e-5"),
                                  0.,
                                  dt,
                                  0.);
            const Vector force = problem.random_force(1);
            Vector x;
            EXPECT_LT(problem.solve(x, force, 1e-8), 100u)
              << cells << " cells, " << spacing << ", dt " << dt;
          }
  }

  // Such numbers, or their squares, are outside the range of single precision.
  TEST(MomentumSolver, ScaleOfForceAndStepDoesNotMatter)
  {
    for (const double dt : {1e-9, 1.})
      {
        const Problem problem(box(16, 8., "0"), 0.005, dt, 0.);
        const Vector force = problem.random_force(1);
        Vector x;
        const unsigned int expected = problem.solve(x, force, 1e-6);
        for (const double scale : {1e-100, 1e-25, 1e25})
          {
            Vector scaled = force;
            scaled *= scale;
            EXPECT_EQ(problem.solve(x, scaled, 1e-6), expected) << scale;
            EXPECT_LT(problem.residual(x, scaled), 2e-6) << scale;
          }
      }
  }

  // The largest eigenvalues change with the frame; a smoother made for others
  // amplifies, and the V-cycle is no longer definite.
  TEST(MomentumSolver, FollowsTheTiltOfTheFrame)
  {
    Problem problem(box(16, 16., "0"), 0.005, 0.1, 0.);
    const Vector force = problem.random_force(1);
    Vector x;
    problem.solve(x, force, 1e-6);
    for (unsigned int i = 1; i <= 16; ++i)
      {
        problem.prepare(0.1, 0.05 * i);
        EXPECT_LT(problem.solve(x, force, 1e-6), 100u) << i;
        EXPECT_LT(problem.residual(x, force), 2e-6) << i;
        EXPECT_GT(force * problem.precondition(force), 0.) << i;
      }
  }

  /**
   * Density nodes 1, 1/2, 1/4 and 1/8 gradient lengths apart, uniform glass and
   * a wave of density that changes the relaxation times 10000fold.
   * Capillarity raises the condition of the operator as 1/h^2, and with a
   * smoother of fixed degree the iterations double with every refinement. With
   * a degree that grows as it should they have no trend; half as many again is
   * left for degrees being whole numbers and bounded from below on the
   * coarsest of these meshes.
   */
  TEST(MomentumSolver, IterationsDoNotGrowUnderRefinement)
  {
    const dealii::Functions::ConstantFunction<2> uniform(1.);
    const Wave wave(16., 0.04);
    for (const dealii::Function<2> *density :
         std::array<const dealii::Function<2> *, 2>{{&uniform, &wave}})
      {
        std::vector<unsigned int> iterations;
        for (const unsigned int cells : {8u, 16u, 32u, 64u})
          {
            const Problem problem(box(cells, 16., "1e-6"), *density, 0.01, 0.2);
            const Vector force = problem.random_force(1);
            Vector x;
            iterations.push_back(problem.solve(x, force, 1e-8));
          }
        for (const unsigned int n : iterations)
          EXPECT_LE(n, 1.5 * iterations[0]);
      }
  }

  /** An odd number of cells leaves a coarsest grid that is too large to be
   * factorised. */
  TEST(MomentumSolver, LargeCoarseGrid)
  {
    for (const unsigned int cells : {11u, 22u, 33u})
      {
        const Problem problem(box(cells, 11., "1e-3"), 0.005, 0.1, 0.);
        const Vector force = problem.random_force(1);
        Vector x;
        EXPECT_LT(problem.solve(x, force, 1e-8), 100u) << cells;
        EXPECT_LT(problem.residual(x, force), 2e-8) << cells;
      }
  }

  TEST(ConjugateGradients, FailuresAreReportedAndLeaveFiniteNumbers)
  {
    Vector b(3), x(3);
    for (unsigned int i = 0; i < 3; ++i)
      b(i) = i + 1.;
    ConjugateGradients cg;
    const auto identity = [](Vector &dst, const Vector &src) { dst = src; };
    const auto diagonal = [](const std::array<double, 3> &d) {
      return [d](Vector &dst, const Vector &src) {
        for (unsigned int i = 0; i < 3; ++i)
          dst(i) = d[i] * src(i);
      };
    };
    const double not_a_number = std::nan("");
    for (const auto &d : {std::array<double, 3>{{1., 2., -30.}},
                          std::array<double, 3>{{1., not_a_number, 1.}}})
      {
        EXPECT_THROW(cg.solve(diagonal(d), identity, x, b, 1e-10, 10),
                     StepFailed);
        EXPECT_TRUE(std::isfinite(x.l2_norm()));
        EXPECT_THROW(cg.solve(identity, diagonal(d), x, b, 1e-10, 10),
                     StepFailed);
        EXPECT_TRUE(std::isfinite(x.l2_norm()));
      }
    EXPECT_THROW(
      cg.solve(diagonal({{1., 10., 100.}}), identity, x, b, 1e-10, 2),
      StepFailed);
    b(1) = not_a_number;
    EXPECT_THROW(cg.solve(identity, identity, x, b, 1e-10, 10), StepFailed);
    b = 0.;
    EXPECT_EQ(cg.solve(identity, identity, x, b, 1e-10, 10), 0u);
    // three different eigenvalues: three iterations
    b = 1.;
    EXPECT_LE(cg.solve(diagonal({{1., 10., 100.}}), identity, x, b, 1e-12, 10),
              3u);
    EXPECT_NEAR(x(2), 0.01, 1e-12);
  }

  /** v <- v + R(v) with R = b - A v diverges for eigenvalues of A beyond 2; in
   * four dimensions GMRES, and so Anderson, needs four directions. */
  TEST(Anderson, DivergentIterationConverges)
  {
    const std::array<double, 4> A = {{0.5, 3., 7., -2.}};
    Vector v(4), residual(4);
    const auto evaluate = [&]() {
      for (unsigned int i = 0; i < 4; ++i)
        residual(i) = 1. - A[i] * v(i);
    };
    Anderson anderson(5);
    evaluate();
    const double first = residual.l2_norm();
    for (unsigned int k = 0; k < 5; ++k)
      {
        Vector step = v, change = residual;
        anderson.minimise(v, residual);
        v += residual;
        evaluate();
        step.sadd(-1., 1., v);
        change.sadd(-1., 1., residual);
        anderson.add(step, change);
      }
    EXPECT_LT(residual.l2_norm(), 1e-10 * first);
  }
} // namespace vitriflow
