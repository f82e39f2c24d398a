#pragma once

#include <vitriflow/discretization/state.h>

#include <vector>

namespace vitriflow
{
  /** Place of the node where the density is lowest, in the box (with the tilt
   * of a sheared one). Collective. */
  template <int dim>
  std::vector<double>
  lowest_density_position(const Discretization<dim> &discretization,
                          const State &state);
} // namespace vitriflow
