#include <deal.II/multigrid/mg_matrix.h>
#include <deal.II/multigrid/multigrid.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/solvers/chebyshev_smoother.h>
#include <vitriflow/solvers/coarse_solver.h>
#include <vitriflow/solvers/conjugate_gradients.h>
#include <vitriflow/solvers/momentum_levels.h>
#include <vitriflow/solvers/momentum_solver.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** The estimate of the largest eigenvalues is renewed after so many
     * updates; scaled by the diagonal they hardly change. */
    constexpr unsigned int estimate_lifetime = 30;
    /** They do change where viscosity takes over from inertia: a new estimate
     * when the ratio of the two has changed by this factor. */
    constexpr double ratio_change = 1.2;
    /** ... or when the tilt of the frame has: the margin of the estimate, 20 %,
     * covers what such a change does to the largest eigenvalue. Beyond the
     * margin the smoother amplifies and the V-cycle becomes indefinite. */
    constexpr double tilt_change = 0.1;
    /** ... or when a solve takes this many times the iterations of the first
     * one after the last estimate. */
    constexpr double slow_solve = 1.5;
    /** Bounds of the smoother's degree: nothing is gained below, and beyond
     * (density nodes 1/16 of the gradient length apart) single precision and
     * the patience of the user end. */
    constexpr double min_degree = 3.;
    constexpr double max_degree = 50.;

    /** Power of the ratio of stiffnesses that keeps the iterations constant:
     * polynomials of degree k reach down to 1/k^2 of the largest eigenvalue,
     * hence at least 1/2; the rest makes up for coarse operators that are too
     * soft in capillary modes. Measured, see MomentumSolver tests. */
    constexpr double degree_power = 0.65;

    /**
     * Shear is softer than changes of volume as short as the mesh by
     * 1 + stiffness/(2 viscosity), and the smoother has to damp both.
     *
     * @param at_equal degree if both are as stiff.
     */
    unsigned int smoother_degree(const double at_equal,
                                 const MomentumAverages &averages,
                                 const double capillary_stiffness)
    {
      const double stiffness =
        averages.stiffness + averages.density_squared * capillary_stiffness;
      const double ratio  = 1. + stiffness / (2. * averages.viscosity);
      const double degree = at_equal * std::pow(ratio, degree_power);
      return std::lround(std::min(std::max(degree, min_degree), max_degree));
    }
  } // namespace

  template <int dim>
  struct MomentumSolver<dim>::Preconditioner
  {
    using Transfer = typename MomentumLevels<dim>::Transfer;

    MomentumLevels<dim> levels;
    ChebyshevSmoother<dim> smoother;
    CoarseSolver<dim> coarse;
    mg::Matrix<FloatVector> matrix;
    std::unique_ptr<Multigrid<FloatVector>> multigrid;
    std::unique_ptr<PreconditionMG<dim, FloatVector, Transfer>> v_cycle;
    ConjugateGradients cg;
    unsigned int updates_since_estimate = estimate_lifetime;
    double ratio_at_estimate            = 0.;
    double tilt_at_estimate             = 0.;
    unsigned int iterations_at_estimate = 0;

    explicit Preconditioner(const Discretization<dim> &discretization);
    bool estimate_is_due(const MomentumAverages &averages);
    void update(const SolverParameters &parameters);
  };

  template <int dim>
  MomentumSolver<dim>::Preconditioner::Preconditioner(
    const Discretization<dim> &discretization)
    : levels(discretization)
  {
    smoother.reinit(levels.operators());
    matrix.initialize(levels.operators());
    multigrid = std::make_unique<Multigrid<FloatVector>>(
      matrix, coarse, levels.transfer(), smoother, smoother);
    v_cycle = std::make_unique<PreconditionMG<dim, FloatVector, Transfer>>(
      levels.velocity(levels.finest()), *multigrid, levels.transfer());
  }

  template <int dim>
  bool MomentumSolver<dim>::Preconditioner::estimate_is_due(
    const MomentumAverages &averages)
  {
    const double ratio = averages.viscosity / averages.inertia;
    const double tilt  = levels.operators()[0].tilt();
    const bool due     = updates_since_estimate >= estimate_lifetime ||
                     ratio > ratio_change * ratio_at_estimate ||
                     ratio < ratio_at_estimate / ratio_change ||
                     std::abs(tilt - tilt_at_estimate) > tilt_change;
    if (due)
      {
        ratio_at_estimate = ratio;
        tilt_at_estimate  = tilt;
      }
    updates_since_estimate = due ? 0 : updates_since_estimate + 1;
    return due;
  }

  template <int dim>
  void MomentumSolver<dim>::Preconditioner::update(
    const SolverParameters &parameters)
  {
    const MomentumAverages averages = levels.averages();
    const bool estimate             = estimate_is_due(averages);
    try
      {
        for (unsigned int l = 0; l <= levels.finest(); ++l)
          {
            smoother.update_diagonal(l);
            if (l == 0)
              continue;
            if (estimate)
              smoother.estimate(l);
            smoother.set_degree(
              l,
              smoother_degree(parameters.smoother_degree,
                              averages,
                              levels.operators()[l].capillary_stiffness()));
          }
        coarse.update(levels.operators()[0],
                      levels.velocity_constraints(0),
                      smoother.inverse_diagonal(0),
                      estimate);
      }
    catch (const SolverControl::NoConvergence &)
      {
        throw StepFailed("the coefficients of the momentum operator are not "
                         "finite");
      }
  }

  template <int dim>
  MomentumSolver<dim>::MomentumSolver(const Discretization<dim> &discretization,
                                      const SolverParameters &parameters)
    : parameters_(parameters)
    , preconditioner_(std::make_unique<Preconditioner>(discretization))
  {
  }

  template <int dim>
  MomentumSolver<dim>::~MomentumSolver() = default;

  template <int dim>
  void MomentumSolver<dim>::update(const MomentumOperator<dim, double> &fine)
  {
    preconditioner_->levels.update(fine);
    preconditioner_->update(parameters_);
  }

  template <int dim>
  void MomentumSolver<dim>::refresh()
  {
    preconditioner_->updates_since_estimate = estimate_lifetime;
  }

  template <int dim>
  void MomentumSolver<dim>::precondition(Vector &dst, const Vector &src) const
  {
    preconditioner_->v_cycle->vmult(dst, src);
  }

  template <int dim>
  unsigned int
  MomentumSolver<dim>::solve(const MomentumOperator<dim, double> &fine,
                             Vector &x,
                             const Vector &rhs,
                             const double tolerance) const
  {
    const auto attempt = [&]() {
      return preconditioner_->cg.solve(
        [&fine](Vector &dst, const Vector &src) { fine.vmult(dst, src); },
        [this](Vector &dst, const Vector &src) { precondition(dst, src); },
        x,
        rhs,
        tolerance,
        parameters_.max_linear_iterations);
    };
    unsigned int iterations = 0;
    try
      {
        iterations = attempt();
      }
    catch (const StepFailed &)
      {
        if (preconditioner_->updates_since_estimate == 0)
          throw;
        // the usual reason: eigenvalues have left the range of the smoother
        preconditioner_->updates_since_estimate = estimate_lifetime;
        preconditioner_->update(parameters_);
        iterations = attempt();
      }
    if (preconditioner_->updates_since_estimate == 0)
      preconditioner_->iterations_at_estimate = iterations;
    else if (iterations > slow_solve * preconditioner_->iterations_at_estimate)
      preconditioner_->updates_since_estimate = estimate_lifetime;
    return iterations;
  }

  template <int dim>
  unsigned int MomentumSolver<dim>::n_levels() const
  {
    return preconditioner_->levels.finest() + 1;
  }

  template class MomentumSolver<2>;
  template class MomentumSolver<3>;
} // namespace vitriflow
