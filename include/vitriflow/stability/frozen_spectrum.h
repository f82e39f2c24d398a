#pragma once

#include <vitriflow/stability/wave_equations.h>

#include <optional>
#include <vector>

namespace vitriflow
{
  /** The fastest of all plane waves of a given length. */
  struct FastestWave
  {
    /** Real part of the eigenvalue [1/tau0]. */
    double growth_rate;

    /** Angle of the wave vector from the flow, in [0, pi). */
    double angle;
  };

  /**
   * Largest frozen-time growth rate over all directions of the wave vector.
   *
   * @param x variables of the homogeneous flow of rate @p shear_rate.
   * @param k wave number [1/length unit].
   */
  FastestWave fastest_frozen_wave(const WaveEquations &equations,
                                  const FlowLaw &law,
                                  double shear_rate,
                                  const std::vector<double> &x,
                                  double k);

  /**
   * The smallest shear rate [1/tau0] above which waves of the number @p k grow
   * on the steady flow, quasi-statically: the number of which kappa/(a + b) is
   * the leading order. Empty if there is none between a fiftieth and fifty
   * times @p guess, or no steady flow.
   */
  std::optional<double> critical_rate_of_spectrum(const Material &material,
                                                  const FlowLaw &law,
                                                  double k,
                                                  double guess);
} // namespace vitriflow
