#pragma once

#include <deal.II/lac/affine_constraints.h>
#include <deal.II/lac/diagonal_matrix.h>
#include <deal.II/lac/lapack_full_matrix.h>
#include <deal.II/lac/precondition.h>

#include <deal.II/multigrid/mg_base.h>

#include <vitriflow/operators/momentum_operator.h>

namespace vitriflow
{
  /**
   * Solver on the coarsest level of the multigrid preconditioner: a dense
   * Cholesky factorisation where there are few unknowns, else a Chebyshev
   * iteration of fixed degree. Both are linear and symmetric, unlike
   * conjugate gradients up to a tolerance.
   */
  template <int dim>
  class CoarseSolver : public dealii::MGCoarseGridBase<FloatVector>
  {
  public:
    using Operator = MomentumOperator<dim, float>;
    using Diagonal = dealii::DiagonalMatrix<FloatVector>;
    using Chebyshev =
      dealii::PreconditionChebyshev<Operator, FloatVector, Diagonal>;

    /**
     * Takes over the coefficients of the operator.
     *
     * @param estimate whether eigenvalue bounds are found anew.
     */
    void update(const Operator &coarse_operator,
                const dealii::AffineConstraints<double> &constraints,
                const std::shared_ptr<Diagonal> &inverse_diagonal,
                const bool estimate);

    void operator()(const unsigned int level,
                    FloatVector &dst,
                    const FloatVector &src) const override;

  private:
    void factorise(const Operator &coarse_operator);

    bool direct_ = true;
    dealii::LAPACKFullMatrix<double> factors_;
    mutable dealii::Vector<double> dense_;
    Chebyshev chebyshev_;
  };
} // namespace vitriflow
