#pragma once

#include <vitriflow/discretization/discretization.h>
#include <vitriflow/operators/momentum_operator.h>
#include <vitriflow/solvers/solver_parameters.h>

#include <memory>

namespace vitriflow
{
  /**
   * Conjugate gradients for the MomentumOperator, preconditioned by one
   * geometric multigrid V-cycle in single precision: global coarsening,
   * operators rediscretised on every level with averaged coefficients,
   * Chebyshev smoothing of a degree that grows with the stiffness of volume
   * changes, of which capillarity makes the larger part on fine meshes.
   */
  template <int dim>
  class MomentumSolver
  {
  public:
    MomentumSolver(const Discretization<dim> &discretization,
                   const SolverParameters &parameters);
    ~MomentumSolver();

    /** Takes over the coefficients of the operator that will be solved. */
    void update(const MomentumOperator<dim, double> &fine_operator);

    /** The next update() finds the eigenvalue estimates anew, as the first
     * one does: afterwards nothing depends on earlier updates. */
    void refresh();

    /**
     * Solves A x = rhs from x = 0 down to the relative @p tolerance.
     *
     * @return number of iterations; throws StepFailed if not converged.
     */
    unsigned int solve(const MomentumOperator<dim, double> &fine_operator,
                       Vector &x,
                       const Vector &rhs,
                       const double tolerance) const;

    /** One application of the preconditioner, for tests and benchmarks. */
    void precondition(Vector &dst, const Vector &src) const;

    unsigned int n_levels() const;

  private:
    struct Preconditioner;
    SolverParameters parameters_;
    std::unique_ptr<Preconditioner> preconditioner_;
  };
} // namespace vitriflow
