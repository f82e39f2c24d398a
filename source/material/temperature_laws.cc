#include <vitriflow/material/temperature_laws.h>

#include <cmath>

namespace vitriflow
{
  double vft(const VogelFulcherTammann &constants, const double T)
  {
    const double T0 = constants.temperature;
    return constants.prefactor * std::exp(constants.strength * T0 / (T - T0));
  }

  double vft_log_slope(const VogelFulcherTammann &constants, const double T)
  {
    const double T0 = constants.temperature;
    return -constants.strength * T0 / ((T - T0) * (T - T0));
  }

  double smallest_fragility(const double high_temperature_time)
  {
    return std::log10(glass_transition_time / high_temperature_time);
  }

  VogelFulcherTammann
  vft_of_fragility(const double fragility,
                   const double glass_transition_temperature,
                   const double high_temperature_time)
  {
    const double decades = smallest_fragility(high_temperature_time);
    const double T0 = glass_transition_temperature * (1. - decades / fragility);
    const double strength_times_T0 = std::log(10.) * decades * decades *
                                     glass_transition_temperature / fragility;
    return {high_temperature_time, strength_times_T0 / T0, T0};
  }

  double arrhenius(const double value_at_fictive,
                   const double fictive_temperature,
                   const double activation_energy,
                   const double T)
  {
    return value_at_fictive * std::exp(activation_energy / gas_constant *
                                       (1. / T - 1. / fictive_temperature));
  }

  double arrhenius_log_slope(const double activation_energy, const double T)
  {
    return -activation_energy / (gas_constant * T * T);
  }

  double apparent_activation_energy(const double log_slope, const double T)
  {
    return -gas_constant * T * T * log_slope;
  }

  double linear_modulus(const double reference_value,
                        const double slope,
                        const double reference_temperature,
                        const double T)
  {
    return reference_value + slope * (T - reference_temperature);
  }

  double linear_modulus_log_slope(const double reference_value,
                                  const double slope,
                                  const double reference_temperature,
                                  const double T)
  {
    return slope /
           linear_modulus(reference_value, slope, reference_temperature, T);
  }
} // namespace vitriflow
