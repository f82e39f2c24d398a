#pragma once

#include <deal.II/base/mg_level_object.h>

#include <deal.II/lac/diagonal_matrix.h>

#include <deal.II/multigrid/mg_base.h>

#include <vitriflow/operators/momentum_operator.h>

namespace vitriflow
{
  /**
   * Smoother of the multigrid preconditioner: Chebyshev polynomials of the
   * fourth kind in D^-1 A (Lottes, Numer. Linear Algebra Appl. 30, e2518
   * (2023); Phillips & Fischer, arXiv:2210.03179). They need the largest
   * eigenvalue only and damp what lies below by their degree k like
   * 1/(k (k + 1)), without a range to choose. The same polynomial before and
   * after the coarse correction keeps the V-cycle symmetric.
   */
  template <int dim>
  class ChebyshevSmoother : public dealii::MGSmootherBase<FloatVector>
  {
  public:
    using Operator = MomentumOperator<dim, float>;
    using Diagonal = dealii::DiagonalMatrix<FloatVector>;

    /** Takes the operators of all levels, with which it works from now on. */
    void reinit(const dealii::MGLevelObject<Operator> &operators);

    /** Takes the diagonal of a level from the present operator. */
    void update_diagonal(const unsigned int level);

    /** Finds the largest eigenvalue of a level for its present diagonal. */
    void estimate(const unsigned int level);

    void set_degree(const unsigned int level, const unsigned int degree);

    const std::shared_ptr<Diagonal> &
    inverse_diagonal(const unsigned int level) const
    {
      return levels_[level].inverse_diagonal;
    }

    unsigned int degree(const unsigned int level) const
    {
      return levels_[level].degree;
    }

    /** Improves u as a solution of A u = rhs. */
    void smooth(const unsigned int level,
                FloatVector &u,
                const FloatVector &rhs) const override;

    /** The same starting from u = 0. */
    void apply(const unsigned int level,
               FloatVector &u,
               const FloatVector &rhs) const override;

    void clear() override;

  private:
    struct Level
    {
      const Operator *matrix = nullptr;
      std::shared_ptr<Diagonal> inverse_diagonal;
      double largest_eigenvalue = 1.;
      unsigned int degree       = 1;
      mutable FloatVector residual, direction, image;
    };

    /** The polynomial applied to the residual that the level holds. */
    void
    iterate(const Level &level, FloatVector &u, const bool from_zero) const;

    dealii::MGLevelObject<Level> levels_;
  };
} // namespace vitriflow
