#pragma once

#include <deal.II/distributed/tria.h>

#include <deal.II/dofs/dof_handler.h>

#include <deal.II/lac/affine_constraints.h>

namespace vitriflow
{
  /** Sides of a block by their boundary indicators: 2 d is the lower and
   * 2 d + 1 the upper end of direction d. */
  constexpr dealii::types::boundary_id block_bottom = 2;
  constexpr dealii::types::boundary_id block_top    = 3;

  /**
   * Halves the cells within @p radius of @p center @p n_levels times; those
   * further out less often, so that a cell is about a sixth of its distance
   * from there. Collective.
   */
  template <int dim>
  void refine_around(dealii::parallel::distributed::Triangulation<dim> &mesh,
                     const dealii::Point<dim> &center,
                     const double radius,
                     const unsigned int n_levels);

  /** Velocities of a block: none at the bottom, none through the sides. */
  template <int dim>
  void constrain_sides(const dealii::DoFHandler<dim> &velocity_dofs,
                       dealii::AffineConstraints<double> &constraints);

  /**
   * Quadratic scalars on the axis r = 0: the slope along r, zero by symmetry,
   * determines the value there. Without it that value would have no weight in
   * the lumped mass, the integral of 2 pi r phi, and not be determined.
   */
  template <int dim>
  void constrain_axis(const dealii::DoFHandler<dim> &scalar_dofs,
                      dealii::AffineConstraints<double> &constraints);
} // namespace vitriflow
