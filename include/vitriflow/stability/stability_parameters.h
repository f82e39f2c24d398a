#pragma once

#include <vitriflow/stability/instability.h>

#include <deal.II/base/parameter_handler.h>

#include <string>
#include <vector>

namespace vitriflow
{
  /** Subsection Stability/Phase diagram. */
  struct PhaseDiagramParameters
  {
    unsigned int n_temperatures = 0;
    double lowest_temperature   = 560.;
    double highest_temperature  = 760.;
    unsigned int n_rates        = 41;
    double lowest_rate          = 1e-6;
    double highest_rate         = 1e4;

    bool requested() const
    {
      return n_temperatures > 0;
    }

    /** Evenly spaced [K]. */
    std::vector<double> temperatures() const;

    /** Evenly spaced in their logarithm [1/s]. */
    std::vector<double> rates() const;
  };

  /** Subsection Stability: what the command `stability` computes. */
  struct StabilityParameters
  {
    GrowthCriterion criterion;
    double threshold_wave_number     = 1e-3;
    std::vector<double> wave_numbers = {0.1, 0.5, 1.};
    std::vector<double> times        = {0.05, 0.2, 0.5, 1., 3.};
    double inertia_threshold         = 1e-6;
    PhaseDiagramParameters phase_diagram;

    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput naming parameter, value and allowed range. */
    void validate() const;
  };
} // namespace vitriflow
