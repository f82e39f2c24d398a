#pragma once

#include <deal.II/base/parameter_handler.h>

#include <vitriflow/map/failure_mode.h>

#include <string>
#include <vector>

namespace vitriflow
{
  /** A parameter that is varied over a map. */
  struct AxisParameters
  {
    /** "Section/Sub/Name". */
    std::string parameter;
    std::string values;

    void add_to(dealii::ParameterHandler &prm, const std::string &name);

    /**
     * The values in words of the parameter file: numbers separated by commas,
     * or "linear FIRST LAST COUNT", or "logarithmic FIRST LAST COUNT". Throws
     * BadInput naming parameter, value and what is allowed.
     *
     * @param name of the axis, for messages.
     */
    std::vector<double> numbers(const std::string &name) const;
  };

  /** Section Map: what the command `map` computes. */
  struct MapParameters
  {
    AxisParameters first, second;

    /** What the values of the second axis are multiples of: "1", "critical
     * rate" or "relaxation rate". */
    std::string second_unit = "1";

    unsigned int n_seeds       = 1;
    std::string seed_parameter = "Structure/Density/Seed";

    /** Runs at a time; 0: one per core. */
    unsigned int jobs = 0;

    FailureCriterion criterion;
    double confidence = 0.95;

    /** [K]; 0: unknown. */
    double glass_transition_temperature = 0.;

    std::string slurm_options;

    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput for axes that are not understood; nothing is checked
     * while no axis is named. */
    void validate() const;

    bool requested() const
    {
      return !first.parameter.empty() || !second.parameter.empty();
    }
  };
} // namespace vitriflow
