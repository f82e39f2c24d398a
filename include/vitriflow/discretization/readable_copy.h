#pragma once

#include <deal.II/dofs/dof_tools.h>

#include <vitriflow/discretization/discretization.h>

namespace vitriflow
{
  /**
   * The vector with all entries of the locally owned cells readable: ghost
   * entries, and the constrained ones that a State leaves open. Collective.
   */
  template <int dim>
  Vector readable_copy(const Discretization<dim> &discretization,
                       const Space space,
                       const Vector &vector)
  {
    const auto &dof_handler = discretization.dof_handler(space);
    dealii::IndexSet relevant;
    dealii::DoFTools::extract_locally_relevant_dofs(dof_handler, relevant);
    Vector copy(dof_handler.locally_owned_dofs(),
                relevant,
                discretization.communicator());
    copy.copy_locally_owned_data_from(vector);
    discretization.constraints(space).distribute(copy);
    copy.update_ghost_values();
    return copy;
  }
} // namespace vitriflow
