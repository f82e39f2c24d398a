#pragma once

#include <vitriflow/simulation/parameters.h>

#include <string>

namespace vitriflow
{
  /**
   * The type of instability that linear theory predicts for a run (see
   * instability_type()): "stable", "liquid", ...; "undetermined" where the
   * theory ends; empty if the run is not shear at one constant rate. Waves are
   * followed quasi-statically, which takes milliseconds.
   */
  std::string predicted_instability_type(const Parameters &parameters);
} // namespace vitriflow
