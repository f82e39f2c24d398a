#pragma once

#include <deal.II/base/mg_level_object.h>

#include <deal.II/multigrid/mg_transfer_global_coarsening.h>

#include <vitriflow/operators/momentum_operator.h>
#include <vitriflow/operators/surface_nodes.h>

namespace vitriflow
{
  /**
   * The stiffness of a contact on multigrid levels. A coarser one takes the
   * row sums of the Galerkin product P^T B P with the prolongation P, that is
   * P^T applied to the blocks of the nodes, without their negative parts,
   * which stem from negative values of quadratic shape functions.
   */
  template <int dim>
  class ContactLevels
  {
  public:
    using Operator = MomentumOperator<dim, float>;
    using Transfer = dealii::MGTwoLevelTransfer<dim, FloatVector>;

    /** Finds the nodes of a level that may be in contact. */
    void set_level(const unsigned int level,
                   const dealii::DoFHandler<dim> &velocity_dofs);

    /** Sets the contact of all operators from that of the solve. Collective. */
    void restrict(const NodalBlocks<dim, double> &fine,
                  const dealii::MGLevelObject<Transfer> &transfers,
                  dealii::MGLevelObject<Operator> &operators) const;

  private:
    std::vector<std::vector<std::array<unsigned int, dim>>> entries_;
  };
} // namespace vitriflow
