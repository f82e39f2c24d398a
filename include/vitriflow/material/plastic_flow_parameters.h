#pragma once

#include <deal.II/base/parameter_handler.h>

#include <vitriflow/material/plastic_flow.h>

namespace vitriflow
{
  /** Subsection Material/Plastic flow, in the run's units; the defaults are
   * those of Vitreloy 1 in SI units. What each value means is said once, in
   * add_to(). */
  struct PlasticFlowParameters
  {
    std::string mechanism = "none";
    double yield_stress   = 0.85e9;

    double reference_rate = 1.;
    double exponent       = 10.;

    double attempt_time            = 1e-13;
    double activation_temperature  = 8000.;
    double zone_volume             = 300e-30;
    double zone_strain             = 0.3;
    double formation_temperature   = 21000.;
    double effective_temperature   = 600.;
    double steady_temperature      = 900.;
    double effective_heat_capacity = 0.4;
    double diffusion_length        = 0.;

    double zone_density = 1e-15;

    double free_volume          = 0.05;
    double overlap_factor       = 0.15;
    double dilatation_stiffness = 1.;
    double annihilation_jumps   = 3.;

    /** Declares the subsection; the object must stay where it is until the
     * values are parsed. */
    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput naming parameter, value, allowed range and remedy;
     * looks at what the mechanism uses. */
    void validate() const;

    bool is_active() const
    {
      return mechanism != "none";
    }

    /** Whether the mechanism is thermal: its constants are in SI units. */
    bool needs_si() const
    {
      return is_active() && mechanism != "power law";
    }

    /** Whether the mechanism has a structural variable. */
    bool has_structure() const
    {
      return needs_si();
    }

    /** At the @p temperature [K], in the run's units. */
    PlasticFlowConstants constants(double temperature) const;
  };
} // namespace vitriflow
