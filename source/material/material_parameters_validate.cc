#include <vitriflow/base/exceptions.h>
#include <vitriflow/material/density_law.h>
#include <vitriflow/material/equation_of_state.h>
#include <vitriflow/material/material_parameters.h>
#include <vitriflow/material/temperature_laws.h>

#include <cmath>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    template <typename Value>
    [[noreturn]] void reject(const std::string &name,
                             const Value &value,
                             const std::string &range,
                             const std::string &advice)
    {
      std::ostringstream message;
      message << "Material/" << name << " = " << value
              << " cannot be used: it must be " << range << ". " << advice;
      throw BadInput(message.str());
    }

    void require_positive(const std::string &name,
                          const double value,
                          const std::string &advice)
    {
      if (!(value > 0. && std::isfinite(value)))
        reject(name, value, "> 0 and finite", advice);
    }

    void require_not_negative(const std::string &name,
                              const double value,
                              const std::string &advice)
    {
      if (!(value >= 0. && std::isfinite(value)))
        reject(name, value, ">= 0 and finite", advice);
    }

    void require_finite(const std::string &name, const double value)
    {
      if (!std::isfinite(value))
        reject(name, value, "finite", "Give a number.");
    }

    /** @p choices is separated by "|". */
    void require_choice(const std::string &name,
                        const std::string &value,
                        const std::string &choices)
    {
      std::istringstream stream(choices);
      for (std::string choice; std::getline(stream, choice, '|');)
        if (choice == value)
          return;
      reject(name, "'" + value + "'", "one of " + choices, "Choose one.");
    }

    void validate_choices(const MaterialParameters &p)
    {
      require_choice("Preset", p.preset, material_preset_names());
      require_choice("Equation of state",
                     p.equation_of_state,
                     equation_of_state_names());
      require_choice("Relaxation time density law",
                     p.relaxation_time_density_law,
                     density_law_names());
      require_choice("Shear modulus density law",
                     p.shear_modulus_density_law,
                     density_law_names());
      require_choice("Stress rate", p.stress_rate, "upper-convected|Jaumann");
      require_choice("Stress source", p.stress_source, "full|deviatoric");
      require_choice("Relaxation time model",
                     p.relaxation_time_model,
                     "constant|VFT|fragility|none");
      require_choice("Density coupling",
                     p.density_coupling,
                     "exponent|activation volume|pressure shift");
    }

    void validate_elasticity(const MaterialParameters &p)
    {
      require_positive("Bulk modulus",
                       p.bulk_modulus,
                       "Give K_eos, 1e10 to 3e11 Pa for metallic glasses.");
      require_positive("Shear modulus",
                       p.shear_modulus,
                       "Give G0, 1e10 to 1e11 Pa for metallic glasses.");
      require_positive("Density", p.density, "Give the mass density rho0.");
      require_not_negative("Gradient length",
                           p.gradient_length,
                           "Give a length, or 0 to switch the gradient energy "
                           "off.");
      require_not_negative("Inertia number",
                           p.inertia_number,
                           "Give a small number such as 1e-6, or 0.");
      if (!(p.gas_density > 0. && p.gas_density < 1.))
        reject("Gas density",
               p.gas_density,
               "in (0, 1)",
               "Give the density of the void relative to the glass; 0.2 is "
               "usual.");
    }

    void validate_bound(const std::string &name, const double bound)
    {
      if (!(bound > 1. && std::isfinite(bound)))
        reject(name,
               bound,
               "> 1 and finite",
               "Give the largest factor allowed; to keep the property constant "
               "set its density exponent to 0.");
    }

    void validate_density_dependence(const MaterialParameters &p)
    {
      require_finite("Relaxation time density exponent",
                     p.relaxation_time_exponent);
      require_finite("Shear modulus density exponent",
                     p.shear_modulus_exponent);
      validate_bound("Relaxation time bound", p.relaxation_time_bound);
      validate_bound("Shear modulus bound", p.shear_modulus_bound);
    }

    void validate_density_coupling(const MaterialParameters &p)
    {
      require_finite("Activation volume", p.activation_volume);
      require_finite("Glass transition pressure shift",
                     p.glass_transition_pressure_shift);
      if (p.density_coupling == "activation volume" &&
          p.activation_volume == 0.)
        reject("Activation volume",
               p.activation_volume,
               "different from 0 because Material/Density coupling = "
               "activation volume",
               "Give V in m^3 (about 1e-29), or set the coupling to exponent.");
      if (p.density_coupling == "pressure shift" &&
          p.glass_transition_pressure_shift == 0.)
        reject("Glass transition pressure shift",
               p.glass_transition_pressure_shift,
               "different from 0 because Material/Density coupling = pressure "
               "shift",
               "Give dTg/dp in K/Pa (about 4e-9), or set the coupling to "
               "exponent.");
      if (p.density_coupling == "pressure shift" &&
          (p.relaxation_time_model == "constant" || !p.relaxes()))
        reject("Density coupling",
               "'" + p.density_coupling + "'",
               "exponent or activation volume when Material/Relaxation time "
               "model = " +
                 p.relaxation_time_model + ", which has no slope d ln eta/dT",
               "Set one of these, or the model VFT or fragility.");
    }

    void validate_vft(const MaterialParameters &p)
    {
      require_positive("VFT viscosity prefactor",
                       p.vft_prefactor,
                       "Give eta0, about 1e-5 to 1e-3 Pa s.");
      require_positive("VFT strength",
                       p.vft_strength,
                       "Give D*, about 20 for metallic glass formers.");
      require_positive("VFT temperature",
                       p.vft_temperature,
                       "Give T0 in kelvin.");
    }

    void validate_fragility(const MaterialParameters &p)
    {
      require_positive("Glass transition temperature",
                       p.glass_transition_temperature,
                       "Give Tg in kelvin.");
      const double tau = p.high_temperature_relaxation_time;
      if (!(tau > 0. && tau < glass_transition_time))
        reject("High-temperature relaxation time",
               tau,
               "in (0, 100)",
               "Give tau_inf in seconds; 1e-14 is usual.");
      const double smallest = smallest_fragility(tau);
      if (!(p.fragility > smallest && std::isfinite(p.fragility)))
        {
          std::ostringstream range;
          range << "> log10(100 s/tau_inf) = " << smallest << " and finite";
          reject("Fragility",
                 p.fragility,
                 range.str(),
                 "At that value the curve is Arrhenius' law; raise it or "
                 "Material/High-temperature relaxation time.");
        }
    }

    /** Temperature against the divergence of the equilibrium curve. */
    void validate_divergence(const MaterialParameters &p)
    {
      const double T0 = p.relaxation_time_model == "VFT"
                          ? p.vft_temperature
                          : vft_of_fragility(p.fragility,
                                             p.glass_transition_temperature,
                                             p.high_temperature_relaxation_time)
                              .temperature;
      std::ostringstream range;
      range << "> T0 = " << T0
            << ", where the equilibrium relaxation time diverges";
      if (p.fictive_temperature > 0. && p.fictive_temperature <= T0)
        reject("Fictive temperature",
               p.fictive_temperature,
               range.str(),
               "Give the temperature at which the glass fell out of "
               "equilibrium, near Tg, or 0 to switch it off.");
      if (p.temperature <= T0 && p.fictive_temperature == 0.)
        reject("Temperature",
               p.temperature,
               range.str(),
               "Raise it, or give Material/Fictive temperature (near Tg) for "
               "a glass out of equilibrium.");
    }

    void validate_relaxation_time(const MaterialParameters &p)
    {
      require_positive("Relaxation time",
                       p.relaxation_time,
                       "Give tau0 in the run's units.");
      require_not_negative("Fictive temperature",
                           p.fictive_temperature,
                           "Give it in kelvin, or 0 to switch it off.");
      require_not_negative("Arrhenius activation energy",
                           p.activation_energy,
                           "Give it in J/mol, or 0 to keep the slope at the "
                           "fictive temperature.");
      if (p.fictive_temperature > 0. &&
          (p.relaxation_time_model == "constant" || !p.relaxes()))
        reject("Fictive temperature",
               p.fictive_temperature,
               "0 when Material/Relaxation time model = " +
                 p.relaxation_time_model,
               "Set it to 0, or the model to VFT or fragility.");
      if (p.activation_energy > 0. && p.fictive_temperature == 0.)
        reject("Arrhenius activation energy",
               p.activation_energy,
               "0 when Material/Fictive temperature = 0",
               "Set it to 0, or give the fictive temperature.");

      if (p.relaxation_time_model == "VFT")
        validate_vft(p);
      else if (p.relaxation_time_model == "fragility")
        validate_fragility(p);
      if (p.relaxation_time_model != "constant" && p.relaxes())
        validate_divergence(p);
    }

    void validate_temperature(const MaterialParameters &p)
    {
      require_positive("Temperature", p.temperature, "Give it in kelvin.");
      require_positive("Reference temperature",
                       p.reference_temperature,
                       "Give it in kelvin.");
      require_finite("Shear modulus temperature slope", p.shear_modulus_slope);
      require_finite("Bulk modulus temperature slope", p.bulk_modulus_slope);
    }

    /** What the temperature laws make of values that pass on their own. */
    void validate_constants(const MaterialParameters &p)
    {
      const MaterialConstants c = p.constants();
      const std::string modulus_range =
        "such that the modulus is > 0 at Material/Temperature";
      const std::string modulus_advice =
        "Check its sign and unit (Pa/K, about -1e7), and the temperatures.";
      if (!(c.shear_modulus > 0.))
        reject("Shear modulus temperature slope",
               p.shear_modulus_slope,
               modulus_range,
               modulus_advice);
      if (!(c.bulk_modulus > 0.))
        reject("Bulk modulus temperature slope",
               p.bulk_modulus_slope,
               modulus_range,
               modulus_advice);
      if (p.relaxes() && !(c.relaxation_time > 0. && c.relaxes() &&
                           std::isfinite(c.viscosity()) &&
                           std::isfinite(c.relaxation_time_exponent)))
        reject("Temperature",
               p.temperature,
               "such that relaxation time, viscosity and exponent a are finite "
               "numbers",
               "Move it away from the divergence of the relaxation time.");
    }

    /** What goes together with a second flow mechanism. */
    void validate_plastic_flow(const MaterialParameters &p)
    {
      p.plastic_flow.validate();
      const std::size_t n_modes = p.modes.shares.size();
      if (n_modes == 1)
        return;
      const std::string range = "a single one when Material/";
      const std::string advice =
        "Leave Material/Modes out: how several stresses share one plastic "
        "flow is not part of the model.";
      if (p.plastic_flow.is_active())
        reject("Modes/Shares",
               "a list of " + std::to_string(n_modes),
               range + "Plastic flow/Mechanism = " + p.plastic_flow.mechanism,
               advice);
      if (!p.relaxes())
        reject("Modes/Shares",
               "a list of " + std::to_string(n_modes),
               range + "Relaxation time model = none",
               advice);
    }
  } // namespace

  void MaterialParameters::validate() const
  {
    validate_choices(*this);
    validate_elasticity(*this);
    validate_density_dependence(*this);
    validate_density_coupling(*this);
    validate_temperature(*this);
    modes.validate();
    validate_relaxation_time(*this);
    validate_plastic_flow(*this);
    validate_constants(*this);
  }
} // namespace vitriflow
