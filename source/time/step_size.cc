#include <vitriflow/time/step_size.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  namespace
  {
    /** A first step this much shorter makes its first order harmless: its
     * error, of order dt^2, is 1e-4 of that of one ordinary step. */
    constexpr double initial_share = 1e-2;
    constexpr double minimum_share = 1e-9;
    /** An estimated step is taken a little shorter, and never much shorter at
     * once: the estimate is that of a smooth curve. */
    constexpr double safety          = 0.9;
    constexpr double smallest_growth = 0.2;
    /** Differences of times below this share of a step are round-off. */
    constexpr double round_off = 1e-9;
  } // namespace

  double StepSize::largest(const Measurements &m,
                           const double applied_rate,
                           const double elapsed) const
  {
    // infinite where nothing relaxes
    double dt =
      parameters_.relaxation_step *
      (longest_time_ > 0. ? std::clamp(elapsed, shortest_time_, longest_time_)
                          : shortest_time_);
    const auto limit = [&dt](const double allowed, const double rate) {
      if (rate > 0.)
        dt = std::min(dt, allowed / rate);
    };
    if (parameters_.maximum_step > 0.)
      dt = std::min(dt, parameters_.maximum_step);
    limit(parameters_.strain_step, std::abs(applied_rate));
    limit(parameters_.local_strain_step, m.max_rate);
    limit(parameters_.volume_strain_step, m.max_divergence);
    limit(parameters_.courant_number, m.max_courant_rate);
    return dt;
  }

  double StepSize::initial(const Measurements &m,
                           const double applied_rate) const
  {
    const double dt = largest(m, applied_rate);
    return parameters_.initial_step > 0.
             ? std::min(parameters_.initial_step, dt)
             : initial_share * dt;
  }

  double StepSize::next(const Measurements &m,
                        const double applied_rate,
                        const double previous,
                        const double elapsed,
                        const double stress_deviation) const
  {
    double growth        = parameters_.growth;
    const double allowed = parameters_.stress_deviation;
    if (allowed > 0. && stress_deviation > 0.)
      growth = std::clamp(safety * std::sqrt(allowed / stress_deviation),
                          smallest_growth,
                          growth);
    return std::min(largest(m, applied_rate, elapsed), growth * previous);
  }

  double StepSize::smallest(const double applied_rate) const
  {
    // not of the flow's own rates: they grow without bound when a run fails
    return parameters_.minimum_step > 0.
             ? parameters_.minimum_step
             : minimum_share * largest(Measurements(), applied_rate);
  }

  bool StepSize::vanishes(const double dt, const double applied_rate) const
  {
    return dt < minimum_share * largest(Measurements(), applied_rate);
  }

  double fit_step(const double dt, const double remaining)
  {
    const double n = std::ceil(remaining / dt * (1. - round_off));
    return n > 1. ? remaining / n : remaining;
  }
} // namespace vitriflow
