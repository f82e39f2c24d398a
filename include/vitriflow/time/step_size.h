#pragma once

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
    explicit StepSize(const TimeParameters &parameters)
      : parameters_(parameters)
    {
    }

    /** Limits that do not depend on the flow's history. */
    double largest(const Measurements &m, const double applied_rate) const;

    /** First step of a segment. */
    double initial(const Measurements &m, const double applied_rate) const;

    /** Next step: limits and growth from the previous one. */
    double next(const Measurements &m,
                const double applied_rate,
                const double previous) const;

    /** Below this a failing run is stopped. */
    double smallest(const Measurements &m, const double applied_rate) const;

  private:
    TimeParameters parameters_;
  };

  /**
   * Shortens @p dt so that a whole number of equal steps reaches @p remaining.
   */
  double fit_step(const double dt, const double remaining);
} // namespace vitriflow
