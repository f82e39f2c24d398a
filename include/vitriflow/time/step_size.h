#pragma once

#include <vitriflow/material/relaxation_modes.h>
#include <vitriflow/operators/measurements.h>
#include <vitriflow/time/time_parameters.h>

namespace vitriflow
{
  /**
   * The step size that the limits of TimeParameters (in reduced units) allow
   * for a state that flows as measured.
   */
  class StepSize
  {
  public:
    StepSize(const TimeParameters &parameters, const RelaxationModes &modes)
      : parameters_(parameters)
      , shortest_time_(shortest_time_ratio(modes))
      , longest_time_(longest_time_ratio(modes))
    {
    }

    /**
     * Limits that do not depend on the last step, the time @p elapsed after
     * the loading changed. Modes with much shorter relaxation times then
     * follow the flow like a viscosity and need no resolution.
     */
    double largest(const Measurements &m,
                   const double applied_rate,
                   const double elapsed = 0.) const;

    /** First step of a segment. */
    double initial(const Measurements &m, const double applied_rate) const;

    /**
     * Next step: limits and growth from the previous one.
     *
     * @param stress_deviation of the mean stress from the straight continuation
     * of its curve, which goes with the square of the step.
     */
    double next(const Measurements &m,
                const double applied_rate,
                const double previous,
                const double elapsed,
                const double stress_deviation = 0.) const;

    /** Below this a failing run is stopped. */
    double smallest(const double applied_rate) const;

    /** Whether the flow's rates have grown so far beyond the applied one that
     * steps no longer get anywhere. */
    bool vanishes(const double dt, const double applied_rate) const;

  private:
    TimeParameters parameters_;
    double shortest_time_;
    double longest_time_;
  };

  /**
   * Shortens @p dt so that a whole number of equal steps reaches @p remaining.
   */
  double fit_step(const double dt, const double remaining);
} // namespace vitriflow
