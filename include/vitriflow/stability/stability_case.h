#pragma once

#include <vitriflow/material/material.h>
#include <vitriflow/stability/flow_law.h>

#include <memory>
#include <optional>

namespace vitriflow
{
  /** A material at one temperature, ready for stability analysis: in reduced
   * units, with lengths in the gradient length (without one, in the diffusion
   * length of the structural variable). Where no stress relaxes by itself the
   * unit of time is that of the run. */
  struct StabilityCase
  {
    /**
     * @param si whether the parameters are in SI units; otherwise the inertia
     *   number is a parameter.
     * @param inertia_threshold of wave_inertia().
     */
    StabilityCase(const MaterialParameters &parameters,
                  bool si,
                  double inertia_threshold);

    /** In the run's units. */
    MaterialConstants constants;

    /** M = rho0 ell^2/(G0 tau0^2). */
    double inertia_number;

    /** Of wave_inertia(). */
    double inertia_threshold;

    /** Unit of time in that of the run: tau0 if the stress relaxes. */
    double time_scale;

    std::unique_ptr<const Material> material;
    std::unique_ptr<const FlowLaw> law;

    /** The critical rate [1/tau0] by eigenvalues at the wave number @p k
     * [1/ell]; see critical_rate_of_spectrum(). */
    std::optional<double> numerical_critical_rate(double k) const;

    /**
     * What is kept of M for waves that are followed in time, at the shear rate
     * Wi [1/tau0]: nothing if M max(Wi, 1/30)^2 is below the threshold. Sound
     * of frequency k sqrt(K/M) would take most of the time then, and change
     * little: waves grow with 10 to 30 Wi, or decay with about 1/tau0.
     */
    double wave_inertia(double shear_rate) const;

    /** What is kept for frozen eigenvalues, which cost nothing but lose their
     * digits to those of sound. */
    double spectrum_inertia() const;

    /** That of the slowest mode that relaxes [tau0]; 1 with one mode, infinite
     * without any. */
    double relaxation_time() const;

    /** t_x [tau0]; infinite if no stress relaxes by itself. */
    double crossover_time() const;
  };
} // namespace vitriflow
