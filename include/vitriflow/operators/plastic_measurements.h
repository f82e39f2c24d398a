#pragma once

#include <vitriflow/discretization/state.h>
#include <vitriflow/material/material.h>

namespace vitriflow
{
  /** Averages and extrema of plastic flow, in reduced units. */
  struct PlasticMeasurements
  {
    /** Of the plastic shear rate 2 d = sqrt(2 D^pl:D^pl). */
    double mean_rate = 0.;
    double max_rate  = 0.;
    /** Of the structural variable w; 0 without one. */
    double mean_structure = 0.;
    double max_structure  = 0.;
  };

  /** All zero if the material has no plastic flow. Collective. */
  template <int dim>
  PlasticMeasurements
  measure_plastic_flow(const State &state,
                       const Discretization<dim> &discretization,
                       const Material &material);
} // namespace vitriflow
