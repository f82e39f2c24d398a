#pragma once

#include <vitriflow/discretization/state.h>
#include <vitriflow/material/material.h>

#include <deal.II/dofs/dof_handler.h>

namespace vitriflow
{
  /**
   * The local type of instability (see local_growth()) in the middle of every
   * cell: 0 stable, 1 liquid, 2 viscoelastic, 3 solid, 4 plastic. One number
   * per cell, because there is nothing between two types.
   */
  template <int dim>
  class InstabilityField
  {
  public:
    /**
     * Vectors as made by readable_copy(), of velocity free on walls.
     *
     * @param stress of every relaxation mode.
     */
    InstabilityField(const Discretization<dim> &discretization,
                     const Material &material,
                     const State &state,
                     const Vector &velocity,
                     const Vector &density,
                     const std::vector<Vector> &stress);

    const dealii::DoFHandler<dim> &dof_handler() const
    {
      return dofs_;
    }

    const Vector &values() const
    {
      return values_;
    }

  private:
    dealii::DoFHandler<dim> dofs_;
    Vector values_;
  };
} // namespace vitriflow
