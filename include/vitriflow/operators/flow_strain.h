#pragma once

#include <vitriflow/discretization/state.h>
#include <vitriflow/material/material.h>

#include <vector>

namespace vitriflow
{
  /**
   * Cells of all ranks, in order, that are to be halved where the glass has
   * flowed: when it has by more than @p strain somewhere in a cell that may be
   * halved, all in which it has by more than half as much; otherwise none. On a
   * mesh that follows the material and is at the place of the state. Collective.
   *
   * Flow is told from an elastic strain by what the stress says of it, with
   * b = F F^T (upper-convected stress: sigma = G (b - I) without flow):
   *   strain = sqrt(d : d/2),   d = dev[b - sigma/G],
   * the shear of simple shear.
   */
  template <int dim>
  std::vector<dealii::CellId>
  cells_that_flowed(const State &state,
                    const Discretization<dim> &discretization,
                    const Material &material,
                    const double strain);
} // namespace vitriflow
