#include <vitriflow/stability/frozen_spectrum.h>
#include <vitriflow/stability/stability_case.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vitriflow
{
  namespace
  {
    /** Shear rate below which waves live at the rate of relaxation [1/tau0]. */
    constexpr double slowest_rate = 1. / 30.;

    /** Eigenvalues of sound are sqrt(K/M) k: below this M a double of 16 digits
     * leaves less than ten to the others. */
    constexpr double least_inertia = 1e-6;

    constexpr double infinity = std::numeric_limits<double>::infinity();

    /** The gradient length, or that of diffusion; waves then have no scale but
     * one of them. */
    double length_scale(const MaterialParameters &parameters)
    {
      const double gradient  = parameters.constants().gradient_length;
      const double diffusion = parameters.plastic_flow.diffusion_length;
      return gradient > 0. ? gradient : diffusion > 0. ? diffusion : 1.;
    }

    PlasticFlowConstants reduced(PlasticFlowConstants c,
                                 const double stress_scale,
                                 const double time_scale,
                                 const double length)
    {
      c.diffusion /= length * length;
      c.yield_stress /= stress_scale;
      c.rate *= time_scale;
      c.stress_sensitivity *= stress_scale;
      return c;
    }

    double inertia_of(const MaterialConstants &c, const double time_scale)
    {
      const double shear_wave =
        time_scale * std::sqrt(c.shear_modulus / c.density);
      return std::pow(c.gradient_length / shear_wave, 2);
    }
  } // namespace

  StabilityCase::StabilityCase(const MaterialParameters &parameters,
                               const bool si,
                               const double inertia_threshold)
    : constants(parameters.constants())
    , inertia_threshold(inertia_threshold)
    , time_scale(constants.relaxes() ? constants.relaxation_time : 1.)
  {
    inertia_number =
      si ? inertia_of(constants, time_scale) : parameters.inertia_number;
    const double kappa = constants.bulk_modulus / constants.shear_modulus;
    const double gradient_coefficient =
      constants.gradient_length > 0. ? kappa : 0.;
    material = std::make_unique<Material>(
      parameters,
      kappa,
      gradient_coefficient,
      inertia_number,
      constants.relaxation_time_exponent,
      constants.shear_modulus_exponent,
      reduced(parameters.plastic_flow.constants(parameters.temperature),
              constants.shear_modulus,
              time_scale,
              length_scale(parameters)));
    law = make_flow_law(*material);
  }

  std::optional<double>
  StabilityCase::numerical_critical_rate(const double k) const
  {
    if (!constants.relaxes())
      return {};
    const double kappa = material->bulk_modulus();
    const double rate  = critical_rate(constants) * constants.relaxation_time;
    // without coupling to density any scale serves
    return critical_rate_of_spectrum(*material,
                                     *law,
                                     k,
                                     std::isfinite(rate) ? rate : kappa);
  }

  double StabilityCase::wave_inertia(const double shear_rate) const
  {
    const double rate = std::max(shear_rate, slowest_rate);
    return inertia_number * rate * rate < inertia_threshold ? 0.
                                                            : inertia_number;
  }

  double StabilityCase::spectrum_inertia() const
  {
    return inertia_number < least_inertia ? 0. : inertia_number;
  }

  double StabilityCase::relaxation_time() const
  {
    return constants.relaxes() ? longest_time_ratio(constants.modes) : infinity;
  }

  double StabilityCase::crossover_time() const
  {
    return constants.relaxes()
             ? vitriflow::crossover_time(constants) / constants.relaxation_time
             : infinity;
  }
} // namespace vitriflow
