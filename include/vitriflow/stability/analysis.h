#pragma once

#include <vitriflow/stability/frozen_spectrum.h>
#include <vitriflow/stability/instability.h>
#include <vitriflow/stability/stability_case.h>
#include <vitriflow/stability/stability_parameters.h>

#include <optional>
#include <vector>

namespace vitriflow
{
  /** A row of the table of frozen-time growth, reduced units. */
  struct SpectrumRow
  {
    /** k ell. */
    double wave_number;

    /** Since the start of shear [tau0]; infinite for the steady flow. */
    double time;

    FastestWave fastest;
  };

  /** Stability of one material at one shear rate, reduced units. */
  struct StabilityAnalysis
  {
    /** Empty if no rate is critical. */
    std::optional<double> critical_rate_numerical;

    /** On the steady flow, if there is one; quasi-statically, long waves. */
    std::optional<FastestWave> steady;

    InstabilityType type;
    GrowthHistory history;
    std::vector<SpectrumRow> spectrum;
  };

  /** @param shear_rate Wi [1/tau0], > 0. */
  StabilityAnalysis analyse_stability(const StabilityCase &sample,
                                      const StabilityParameters &parameters,
                                      double shear_rate);
} // namespace vitriflow
