#pragma once

#include <deal.II/matrix_free/fe_evaluation.h>

#include <vitriflow/discretization/row_access.h>

namespace vitriflow
{
  /**
   * FEEvaluation of a continuous element that reads and writes batches in rows
   * of cells by RowAccess, and others as deal.II does.
   *
   * The degree is chosen at run time (template argument -1): deal.II then calls
   * kernels compiled once instead of once per operator.
   */
  template <int dim, int n_components, typename Number>
  class NodalEvaluation
    : public dealii::
        FEEvaluation<dim, -1, 0, n_components, Number, Simd<Number>>
  {
  public:
    using Base =
      dealii::FEEvaluation<dim, -1, 0, n_components, Number, Simd<Number>>;
    using VectorType = dealii::LinearAlgebra::distributed::Vector<Number>;
    using Flags      = dealii::EvaluationFlags::EvaluationFlags;

    explicit NodalEvaluation(const RowAccess<dim, Number> &rows)
      : Base(rows.matrix_free(), rows.space())
      , rows_(rows)
    {
    }

    DEAL_II_ALWAYS_INLINE
    void read_dof_values(const VectorType &vector)
    {
      check(vector);
      const unsigned int batch = this->get_current_cell_index();
      if (rows_.in_row(batch))
        rows_.read(batch, vector, this->begin_dof_values());
      else
        Base::read_dof_values(vector);
    }

    DEAL_II_ALWAYS_INLINE
    void distribute_local_to_global(VectorType &vector) const
    {
      check(vector);
      const unsigned int batch = this->get_current_cell_index();
      if (rows_.in_row(batch))
        rows_.add(batch, this->begin_dof_values(), vector);
      else
        Base::distribute_local_to_global(vector);
    }

    DEAL_II_ALWAYS_INLINE
    void gather_evaluate(const VectorType &vector, const Flags flags)
    {
      read_dof_values(vector);
      this->evaluate(flags);
    }

    DEAL_II_ALWAYS_INLINE
    void integrate_scatter(const Flags flags, VectorType &vector)
    {
      this->integrate(flags);
      distribute_local_to_global(vector);
    }

  private:
    void check(const VectorType &vector) const
    {
      (void)vector; // unless in debug mode
      Assert(vector.partitioners_are_compatible(
               *rows_.matrix_free().get_vector_partitioner(rows_.space())),
             dealii::ExcInternalError());
    }

    const RowAccess<dim, Number> &rows_;
  };

  template <int dim, typename Number>
  using VelocityEvaluation = NodalEvaluation<dim, dim, Number>;
  template <int dim, typename Number>
  using DensityEvaluation = NodalEvaluation<dim, 1, Number>;
} // namespace vitriflow
