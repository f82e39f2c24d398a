#pragma once

#include <vitriflow/discretization/discretization.h>

#include <array>
#include <functional>
#include <vector>

namespace vitriflow
{
  /** Degrees of freedom of the velocity components of a node. */
  template <int dim>
  using NodeDofs = std::array<dealii::types::global_dof_index, dim>;

  /** Locally owned velocity nodes on the top of a block. */
  template <int dim>
  std::vector<NodeDofs<dim>>
  top_nodes(const dealii::DoFHandler<dim> &velocity_dofs);

  /** Areas that the nodes of the top stand for, in the entries of their
   * vertical velocity: integrals of its shape functions over the surface where
   * the mesh is now, or its part where @p counts says so. Collective. */
  template <int dim>
  Vector
  top_areas(const Discretization<dim> &discretization,
            const std::function<bool(const dealii::Point<dim> &)> &counts = {});

  /** Positions of owned degrees of freedom in a vector. */
  template <int dim>
  std::array<unsigned int, dim> owned_entries(const NodeDofs<dim> &node,
                                              const dealii::IndexSet &owned)
  {
    std::array<unsigned int, dim> entries;
    for (unsigned int d = 0; d < dim; ++d)
      entries[d] = owned.index_within_set(node[d]);
    return entries;
  }
} // namespace vitriflow
