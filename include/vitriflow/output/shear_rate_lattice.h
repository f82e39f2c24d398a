#pragma once

#include <vitriflow/discretization/state.h>
#include <vitriflow/material/material.h>
#include <vitriflow/output/bands.h>

namespace vitriflow
{
  /**
   * Local shear rates g (see Measurements) with density and relaxation time of
   * the first mode, at four points per cell and direction (two in three
   * dimensions); reduced units.
   * Collective; all ranks get the same, to the last bit on any number of them.
   */
  template <int dim>
  ShearRateLattice<dim>
  sample_shear_rate(const State &state,
                    const Discretization<dim> &discretization,
                    const Material &material);
} // namespace vitriflow
