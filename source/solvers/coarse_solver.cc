#include <deal.II/base/mpi.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/solvers/coarse_solver.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Up to this size one factorisation costs less than a time step on a
     * mesh that has been coarsened once. */
    constexpr unsigned int max_direct_size = 400;

    /** Reduction of the error by the Chebyshev iteration on larger grids. */
    constexpr double chebyshev_reduction = 1e-2;
    /** Lanczos steps for its eigenvalue bounds. */
    constexpr unsigned int n_lanczos_steps = 60;
  } // namespace

  template <int dim>
  void CoarseSolver<dim>::factorise(const Operator &coarse_operator)
  {
    FloatVector unit, column;
    coarse_operator.initialize_dof_vector(unit);
    coarse_operator.initialize_dof_vector(column);
    const unsigned int n = unit.size();
    const IndexSet owned = unit.locally_owned_elements();
    FullMatrix<double> matrix(n, n);
    for (unsigned int j = 0; j < n; ++j)
      {
        unit = 0.f;
        if (owned.is_element(j))
          unit(j) = 1.f;
        coarse_operator.vmult(column, unit);
        for (const auto i : owned)
          matrix(i, j) = column(i);
      }
    Utilities::MPI::sum(matrix, unit.get_mpi_communicator(), matrix);
    factors_.reinit(n);
    for (unsigned int i = 0; i < n; ++i)
      {
        // the operator in single precision is symmetric up to round-off
        for (unsigned int j = 0; j < n; ++j)
          factors_(i, j) = 0.5 * (matrix(i, j) + matrix(j, i));
        if (factors_(i, i) == 0.) // constrained
          factors_(i, i) = 1.;
      }
    factors_.set_property(LAPACKSupport::symmetric);
    try
      {
        factors_.compute_cholesky_factorization();
      }
    catch (const ExceptionBase &)
      {
        throw StepFailed("the momentum operator is not positive definite on "
                         "the coarsest grid");
      }
    dense_.reinit(n);
  }

  template <int dim>
  void
  CoarseSolver<dim>::update(const Operator &coarse_operator,
                            const AffineConstraints<double> &constraints,
                            const std::shared_ptr<Diagonal> &inverse_diagonal,
                            const bool estimate)
  {
    direct_ = coarse_operator.m() <= max_direct_size;
    if (direct_)
      factorise(coarse_operator);
    else if (estimate)
      {
        typename Chebyshev::AdditionalData data;
        data.degree              = numbers::invalid_unsigned_int;
        data.smoothing_range     = chebyshev_reduction;
        data.eig_cg_n_iterations = n_lanczos_steps;
        data.preconditioner      = inverse_diagonal;
        data.constraints.copy_from(constraints);
        chebyshev_.initialize(coarse_operator, data);
      }
  }

  template <int dim>
  void CoarseSolver<dim>::operator()(const unsigned int,
                                     FloatVector &dst,
                                     const FloatVector &src) const
  {
    if (!direct_)
      {
        chebyshev_.vmult(dst, src);
        return;
      }
    dense_               = 0.;
    const IndexSet owned = src.locally_owned_elements();
    for (const auto i : owned)
      dense_(i) = src(i);
    Utilities::MPI::sum(dense_, src.get_mpi_communicator(), dense_);
    factors_.solve(dense_);
    for (const auto i : owned)
      dst(i) = dense_(i);
  }

  template class CoarseSolver<2>;
  template class CoarseSolver<3>;
} // namespace vitriflow
