#pragma once

#include <vitriflow/discretization/state.h>
#include <vitriflow/material/material.h>

#include <deal.II/dofs/dof_handler.h>

namespace vitriflow
{
  /**
   * The local type of instability (see local_growth()) at the nodes of
   * quadratic cells: 0 stable, 1 liquid, 2 viscoelastic, 3 solid, 4 plastic. A
   * discontinuous field, because strain rates are.
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
