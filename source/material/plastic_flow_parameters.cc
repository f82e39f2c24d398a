#include <vitriflow/base/exceptions.h>
#include <vitriflow/material/plastic_flow_parameters.h>
#include <vitriflow/material/temperature_laws.h>

#include <cmath>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    void require(const bool condition,
                 const std::string &name,
                 const double value,
                 const std::string &range,
                 const std::string &advice)
    {
      if (condition && std::isfinite(value))
        return;
      std::ostringstream message;
      message << "Material/Plastic flow/" << name << " = " << value
              << " cannot be used: it must be " << range << " and finite. "
              << advice;
      throw BadInput(message.str());
    }

    void require_positive(const std::string &name,
                          const double value,
                          const std::string &advice)
    {
      require(value > 0., name, value, "> 0", advice);
    }

    void add_power_law(PlasticFlowParameters &p, dealii::ParameterHandler &prm)
    {
      const dealii::Patterns::Double any_number;
      prm.add_parameter("Reference rate",
                        p.reference_rate,
                        "d_0 [1/s], > 0, of the power law: the rate at s_Y.",
                        any_number);
      prm.add_parameter("Exponent",
                        p.exponent,
                        "n [-], >= 1, of the power law; 100 is nearly "
                        "perfectly plastic.",
                        any_number);
    }

    void add_zones(PlasticFlowParameters &p, dealii::ParameterHandler &prm)
    {
      const dealii::Patterns::Double any_number;
      prm.add_parameter("Attempt time",
                        p.attempt_time,
                        "tau_0 [s], > 0, of a zone's vibrations.",
                        any_number);
      prm.add_parameter("Activation temperature",
                        p.activation_temperature,
                        "Delta [K], >= 0: barrier of a transformation over "
                        "Boltzmann's constant.",
                        any_number);
      prm.add_parameter("Zone volume",
                        p.zone_volume,
                        "Omega [m^3], > 0, of a zone.",
                        any_number);
      prm.add_parameter("Zone strain",
                        p.zone_strain,
                        "eps_0 [-], > 0: strain of a transformation. Stress "
                        "enters by Omega eps_0/(k_B T).",
                        any_number);
      prm.add_parameter("Formation temperature",
                        p.formation_temperature,
                        "e_z/k_B [K], > 0: formation energy of a zone over "
                        "Boltzmann's constant.",
                        any_number);
      prm.add_parameter("Effective temperature",
                        p.effective_temperature,
                        "chi before loading [K], > 0: its mean, which "
                        "Structure/Effective temperature varies in space.",
                        any_number);
      prm.add_parameter("Steady effective temperature",
                        p.steady_temperature,
                        "chi_inf [K], > 0, after long flow.",
                        any_number);
      prm.add_parameter("Effective heat capacity",
                        p.effective_heat_capacity,
                        "c_0 [-], > 0: c_0 Dchi/Dt = (D^pl:s/s_Y) "
                        "(chi_inf - chi).",
                        any_number);
      prm.add_parameter("Zone density",
                        p.zone_density,
                        "Lambda before loading [-], > 0, of the mechanism of "
                        "that name: its mean, which Structure/Effective "
                        "temperature varies in space.",
                        any_number);
    }

    void add_free_volume(PlasticFlowParameters &p,
                         dealii::ParameterHandler &prm)
    {
      const dealii::Patterns::Double any_number;
      prm.add_parameter("Free volume",
                        p.free_volume,
                        "v_f/(alpha v*) before loading [-], > 0, of the "
                        "mechanism of that name: its mean, which "
                        "Structure/Effective temperature varies in space.",
                        any_number);
      prm.add_parameter("Overlap factor",
                        p.overlap_factor,
                        "alpha [-], > 0, of free volume.",
                        any_number);
      prm.add_parameter("Dilatation stiffness",
                        p.dilatation_stiffness,
                        "beta [-], > 0: work to squeeze an atom in, over that "
                        "of the stress.",
                        any_number);
      prm.add_parameter("Annihilation jumps",
                        p.annihilation_jumps,
                        "n_D [-], > 0, of an atom to annihilate the free "
                        "volume v*.",
                        any_number);
    }
  } // namespace

  void PlasticFlowParameters::add_to(dealii::ParameterHandler &prm)
  {
    prm.enter_subsection("Plastic flow");
    prm.add_parameter(
      "Mechanism",
      mechanism,
      "Flow D^pl = d s/sbar of the deviator s, sbar = sqrt(s:s/2), beside "
      "relaxation by \"Relaxation time model\" (with the model none: alone). "
      "power law: d = d_0 (sbar/s_Y)^n. shear-transformation zones: d = "
      "exp(-e_z/(k_B chi) - Delta/T) cosh(Omega eps_0 sbar/(k_B T)) "
      "(1 - s_Y/sbar)/tau_0 above s_Y, with an effective temperature chi that "
      "flow heats. zone density: the same with Lambda instead of "
      "exp(-e_z/(k_B chi)), DLambda/Dt = (D^pl:s/(c_0 s_Y)) "
      "Lambda/(1 + Lambda). free volume: Spaepen's, d = exp(-1/w - Delta/T) "
      "sinh(Omega eps_0 sbar/(k_B T))/tau_0 (eps_0 = 1/2 is his) without yield "
      "stress.",
      dealii::Patterns::Selection(plastic_flow_names()));
    prm.add_parameter("Yield stress",
                      yield_stress,
                      "s_Y [Pa], > 0, in terms of sbar: sigma_xy in shear.",
                      dealii::Patterns::Double());
    add_power_law(*this, prm);
    add_zones(*this, prm);
    add_free_volume(*this, prm);
    prm.add_parameter("Diffusion length",
                      diffusion_length,
                      "l [m], >= 0: flow also spreads the structural variable, "
                      "c_0 Dchi/Dt = ... + div(l^2 d grad chi) (of free volume "
                      "without c_0), which gives bands their width. With 0 "
                      "they become as thin as the mesh allows.",
                      dealii::Patterns::Double());
    prm.leave_subsection();
  }

  void PlasticFlowParameters::validate() const
  {
    if (!is_active())
      return;
    require_positive("Yield stress",
                     yield_stress,
                     "Give about G0/40 for metallic glasses.");
    if (mechanism == "power law")
      {
        require_positive("Reference rate",
                         reference_rate,
                         "Give about half the applied shear rate.");
        require(exponent >= 1.,
                "Exponent",
                exponent,
                ">= 1",
                "Give 1 for a Newtonian liquid, 100 for a nearly perfectly "
                "plastic solid.");
        return;
      }
    require_positive("Attempt time", attempt_time, "Give about 1e-13 s.");
    require(activation_temperature >= 0.,
            "Activation temperature",
            activation_temperature,
            ">= 0",
            "Give it in kelvin, some thousands.");
    require_positive("Zone volume", zone_volume, "Give about 3e-28 m^3.");
    require_positive("Zone strain", zone_strain, "Give about 0.3.");
    require_positive("Zone density",
                     zone_density,
                     "Give e^{-e_z/(k_B chi)}, about 1e-15.");
    require_positive("Free volume", free_volume, "Give about 0.05.");
    require_positive("Overlap factor", overlap_factor, "Give about 0.15.");
    require_positive("Dilatation stiffness",
                     dilatation_stiffness,
                     "Give a number of order one.");
    require_positive("Annihilation jumps", annihilation_jumps, "Give about 3.");
    require_positive("Formation temperature",
                     formation_temperature,
                     "Give it in kelvin, about 20000.");
    require_positive("Effective temperature",
                     effective_temperature,
                     "Give it in kelvin, near the glass transition.");
    require_positive("Steady effective temperature",
                     steady_temperature,
                     "Give it in kelvin, above the glass transition.");
    require_positive("Effective heat capacity",
                     effective_heat_capacity,
                     "Give a number of order one.");
    require(diffusion_length >= 0.,
            "Diffusion length",
            diffusion_length,
            ">= 0",
            "Give some cell sizes, or 0 for no diffusion.");
  }

  PlasticFlowConstants
  PlasticFlowParameters::constants(const double temperature) const
  {
    PlasticFlowConstants c;
    c.mechanism    = mechanism;
    c.yield_stress = yield_stress;
    c.exponent     = exponent;
    c.rate         = reference_rate;
    if (mechanism == "power law" || !is_active())
      return c;
    c.rate = std::exp(-activation_temperature / temperature) / attempt_time;
    c.stress_sensitivity =
      zone_volume * zone_strain / (boltzmann_constant * temperature);
    c.heat_capacity = effective_heat_capacity;
    c.diffusion     = diffusion_length * diffusion_length /
                  (mechanism == "free volume" ? 1. : effective_heat_capacity);
    c.overlap_factor       = overlap_factor;
    c.dilatation_stiffness = dilatation_stiffness;
    c.annihilation_jumps   = annihilation_jumps;
    if (mechanism == "zone density")
      c.initial_structure = zone_density;
    else if (mechanism == "free volume")
      c.initial_structure = free_volume;
    else
      {
        c.structure_unit    = formation_temperature;
        c.initial_structure = effective_temperature / formation_temperature;
        c.steady_structure  = steady_temperature / formation_temperature;
      }
    return c;
  }
} // namespace vitriflow
