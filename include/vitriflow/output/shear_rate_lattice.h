#pragma once

#include <vitriflow/discretization/state.h>
#include <vitriflow/output/bands.h>

namespace vitriflow
{
  /**
   * Local shear rates g (see Measurements) at four points per cell and
   * direction; reduced units.
   * Collective; all ranks get the same, to the last bit on any number of them.
   */
  ShearRateLattice sample_shear_rate(const State &state,
                                     const Discretization<2> &discretization);
} // namespace vitriflow
