#pragma once

#include <deal.II/base/quadrature_lib.h>

#include <vitriflow/discretization/cell_rows.h>
#include <vitriflow/discretization/nodal_evaluation.h>

#include <optional>

namespace vitriflow
{
  /** What a MomentumOperator stands on, where there is no Discretization: the
   * velocity and the density of a mesh in one precision. */
  template <int dim, typename Number>
  struct MomentumSpaces
  {
    using Flags = dealii::UpdateFlags;

    MatrixFree<dim, Number> matrix_free;
    RowAccess<dim, Number> velocity, density;

    MomentumSpaces() = default;
    // the second and third refer to the first
    MomentumSpaces(const MomentumSpaces &)            = delete;
    MomentumSpaces &operator=(const MomentumSpaces &) = delete;

    /** @param lattice given if unknowns are numbered along the rows of cells.
     */
    void reinit(const dealii::Mapping<dim> &mapping,
                const dealii::DoFHandler<dim> &velocity_dofs,
                const dealii::DoFHandler<dim> &density_dofs,
                const dealii::AffineConstraints<double> &velocity_constraints,
                const dealii::AffineConstraints<double> &density_constraints,
                const std::optional<CellLattice<dim>> &lattice,
                const Flags more = dealii::update_default)
    {
      typename MatrixFree<dim, Number>::AdditionalData data;
      data.tasks_parallel_scheme =
        MatrixFree<dim, Number>::AdditionalData::none;
      data.mapping_update_flags =
        dealii::update_gradients | dealii::update_JxW_values | more;
      if (lattice)
        batch_along_rows(velocity_dofs.get_triangulation(), *lattice, data);
      matrix_free.reinit(mapping,
                         std::vector<const dealii::DoFHandler<dim> *>{
                           &velocity_dofs, &density_dofs},
                         std::vector<const dealii::AffineConstraints<double> *>{
                           &velocity_constraints, &density_constraints},
                         dealii::QGauss<1>(n_quadrature_points_1d),
                         data);
      velocity.reinit(matrix_free, 0);
      density.reinit(matrix_free, 1);
    }
  };
} // namespace vitriflow
