#include <vitriflow/material/density_law.h>
#include <vitriflow/material/equation_of_state.h>
#include <vitriflow/material/material_parameters.h>
#include <vitriflow/material/temperature_laws.h>

#include <limits>

namespace vitriflow
{
  namespace
  {
    using dealii::ParameterHandler;
    using dealii::Patterns::Double;
    using dealii::Patterns::Selection;

    // Ranges are left to validate(), whose messages say what to do.
    const Double any_number;

    void add_elasticity(MaterialParameters &p, ParameterHandler &prm)
    {
      prm.add_parameter(
        "Equation of state",
        p.equation_of_state,
        "Energy of the homogeneous glass, r = rho/rho0: quadratic, "
        "f = (K/2)(r-1)^2; logarithmic, p = K ln r; double well, "
        "f = K (r-1)^2 (r-rg)^2/(2(1-rg)^2), which cavitates in tension.",
        Selection(equation_of_state_names()));
      prm.add_parameter(
        "Bulk modulus",
        p.bulk_modulus,
        "K_eos = rho dp/drho at rho0 [Pa], > 0, at the reference temperature. "
        "For a measured bulk modulus K: K_eos = K with the deviatoric stress "
        "source, K - 2G/3 with the full one.",
        any_number);
      prm.add_parameter("Shear modulus",
                        p.shear_modulus,
                        "G0 [Pa], > 0, at the reference temperature.",
                        any_number);
      prm.add_parameter("Density",
                        p.density,
                        "rho0 [kg/m^3], > 0: density at zero pressure.",
                        any_number);
      prm.add_parameter(
        "Gradient length",
        p.gradient_length,
        "ell [m], >= 0, of the gradient energy (C/2)|grad rho|^2 with "
        "C = K_eos ell^2/rho0^2; interfaces are 2-3 ell wide. 0 switches it "
        "off; bands then depend on the mesh.",
        any_number);
      prm.add_parameter(
        "Gas density",
        p.gas_density,
        "rg [rho0], in (0, 1): density of the void in the double well.",
        any_number);
      prm.add_parameter(
        "Inertia number",
        p.inertia_number,
        "M = rho0 ell^2/(G0 tau0^2) [-], >= 0: inertia in reduced units, and "
        "used in reduced units only; keep it small. 0 is quasi-static.",
        any_number);
    }

    void add_stress_law(MaterialParameters &p, ParameterHandler &prm)
    {
      prm.add_parameter(
        "Stress rate",
        p.stress_rate,
        "Objective rate of sigma, L_ij = d_j v_i: upper-convected, "
        "Dsigma/Dt - L sigma - sigma L^T; Jaumann, Dsigma/Dt - W sigma + "
        "sigma W with the spin W.",
        Selection("upper-convected|Jaumann"));
      prm.add_parameter("Stress source",
                        p.stress_source,
                        "full: 2 G D, bulk modulus K_eos + 2G/3; deviatoric: "
                        "2 G (D - tr(D)/3 I), bulk modulus K_eos.",
                        Selection("full|deviatoric"));
    }

    void add_density_dependence(MaterialParameters &p, ParameterHandler &prm)
    {
      prm.add_parameter(
        "Relaxation time density exponent",
        p.relaxation_time_exponent,
        "a = d ln tau/d ln rho at rho0 [-]; see \"Density coupling\".",
        any_number);
      prm.add_parameter("Shear modulus density exponent",
                        p.shear_modulus_exponent,
                        "b = d ln G/d ln rho at rho0 [-].",
                        any_number);
      const std::string formula =
        ", n the exponent, r = rho/rho0: bounded, exp(L tanh(n (r-1)/L)) with "
        "L = ln(bound); exponential, exp(n (r-1)); power, r^n.";
      prm.add_parameter("Relaxation time density law",
                        p.relaxation_time_density_law,
                        "tau/tau0" + formula,
                        Selection(density_law_names()));
      prm.add_parameter("Shear modulus density law",
                        p.shear_modulus_density_law,
                        "G/G0" + formula,
                        Selection(density_law_names()));
      prm.add_parameter("Relaxation time bound",
                        p.relaxation_time_bound,
                        "Largest tau/tau0 of the bounded law, and its inverse "
                        "the smallest [-], > 1.",
                        any_number);
      prm.add_parameter("Shear modulus bound",
                        p.shear_modulus_bound,
                        "Largest G/G0 of the bounded law, and its inverse the "
                        "smallest [-], > 1.",
                        any_number);
      prm.add_parameter(
        "Density coupling",
        p.density_coupling,
        "Where a comes from: exponent, as given; activation volume, "
        "a = K_eos V/(k_B T); pressure shift, "
        "a = -K_eos (d ln eta/dT)(dTg/dp) - b. The last two need SI units.",
        Selection("exponent|activation volume|pressure shift"));
      prm.add_parameter("Activation volume",
                        p.activation_volume,
                        "V [m^3] of relaxation, d ln tau/dp = V/(k_B T).",
                        any_number);
      prm.add_parameter("Glass transition pressure shift",
                        p.glass_transition_pressure_shift,
                        "dTg/dp [K/Pa].",
                        any_number);
    }

    void add_relaxation_time(MaterialParameters &p, ParameterHandler &prm)
    {
      prm.add_parameter(
        "Relaxation time model",
        p.relaxation_time_model,
        "tau0(T): constant, \"Relaxation time\"; VFT, eta(T)/G0(T) with "
        "eta = eta0 exp(D* T0/(T-T0)); fragility, the VFT curve of tau with "
        "tau(Tg) = 100 s, fragility m and tau_inf; none, no relaxation but by "
        "\"Plastic flow\".",
        Selection("constant|VFT|fragility|none"));
      prm.add_parameter("Relaxation time",
                        p.relaxation_time,
                        "tau0 [s], > 0, of the model \"constant\".",
                        any_number);
      prm.add_parameter("VFT viscosity prefactor",
                        p.vft_prefactor,
                        "eta0 [Pa s], > 0.",
                        any_number);
      prm.add_parameter("VFT strength",
                        p.vft_strength,
                        "D* [-], > 0.",
                        any_number);
      prm.add_parameter("VFT temperature",
                        p.vft_temperature,
                        "T0 [K], > 0, below the temperature.",
                        any_number);
      prm.add_parameter(
        "Fragility",
        p.fragility,
        "m = d log10(eta)/d(Tg/T) at Tg [-], > log10(100 s/tau_inf).",
        any_number);
      prm.add_parameter("Glass transition temperature",
                        p.glass_transition_temperature,
                        "Tg [K], > 0, where tau = 100 s.",
                        any_number);
      prm.add_parameter("High-temperature relaxation time",
                        p.high_temperature_relaxation_time,
                        "tau_inf [s], in (0, 100).",
                        any_number);
      prm.add_parameter(
        "Fictive temperature",
        p.fictive_temperature,
        "Tf [K], >= 0: below it relaxation follows Arrhenius' law, "
        "exp[E/R (1/T - 1/Tf)], continuous at Tf. 0 switches it off.",
        any_number);
      prm.add_parameter(
        "Arrhenius activation energy",
        p.activation_energy,
        "E [J/mol], >= 0, below the fictive temperature; 0 keeps the slope of "
        "the equilibrium curve at Tf.",
        any_number);
    }

    void add_temperature(MaterialParameters &p, ParameterHandler &prm)
    {
      prm.add_parameter("Temperature",
                        p.temperature,
                        "T [K], > 0.",
                        any_number);
      prm.add_parameter("Reference temperature",
                        p.reference_temperature,
                        "Tr [K], > 0, of the moduli as given.",
                        any_number);
      prm.add_parameter("Shear modulus temperature slope",
                        p.shear_modulus_slope,
                        "G' [Pa/K] of G0(T) = G0 + G' (T - Tr).",
                        any_number);
      prm.add_parameter("Bulk modulus temperature slope",
                        p.bulk_modulus_slope,
                        "K' [Pa/K] of K_eos(T) = K_eos + K' (T - Tr).",
                        any_number);
    }

    /** A quantity at the run's temperature and d ln x/dT [1/K] there. */
    struct ValueAndSlope
    {
      double value;
      double log_slope;
    };

    /** eta of the model VFT or tau of the model fragility. */
    ValueAndSlope relaxing_quantity(const MaterialParameters &p)
    {
      const VogelFulcherTammann curve =
        p.relaxation_time_model == "VFT"
          ? VogelFulcherTammann{p.vft_prefactor,
                                p.vft_strength,
                                p.vft_temperature}
          : vft_of_fragility(p.fragility,
                             p.glass_transition_temperature,
                             p.high_temperature_relaxation_time);

      const double T  = p.temperature;
      const double Tf = p.fictive_temperature;
      if (T >= Tf)
        return {vft(curve, T), vft_log_slope(curve, T)};

      const double energy =
        p.activation_energy > 0.
          ? p.activation_energy
          : apparent_activation_energy(vft_log_slope(curve, Tf), Tf);
      return {arrhenius(vft(curve, Tf), Tf, energy, T),
              arrhenius_log_slope(energy, T)};
    }

    /** tau0 and d ln eta/dT. */
    ValueAndSlope
    relaxation_time_and_viscosity_slope(const MaterialParameters &p,
                                        const double shear_modulus)
    {
      if (!p.relaxes())
        return {std::numeric_limits<double>::infinity(), 0.};
      if (p.relaxation_time_model == "constant")
        return {p.relaxation_time, 0.};

      const ValueAndSlope x = relaxing_quantity(p);
      if (p.relaxation_time_model == "VFT")
        return {x.value / (shear_modulus * mean_time_ratio(p.modes.modes())),
                x.log_slope};
      return {x.value, x.log_slope + p.shear_modulus_slope / shear_modulus};
    }

    double ratio_or_infinity(const double numerator, const double denominator)
    {
      return denominator > 0. ? numerator / denominator
                              : std::numeric_limits<double>::infinity();
    }
  } // namespace

  void MaterialParameters::add_to(ParameterHandler &prm)
  {
    prm.enter_subsection("Material");
    prm.add_parameter(
      "Preset",
      preset,
      "Named material whose values, in SI units, stand in for the defaults of "
      "this section; what the file sets itself prevails. Of Vitreloy 1, "
      "viscosity, density, moduli at 300 K and the pressure shift of Tg are "
      "published values; estimates are: both temperature slopes, the density "
      "exponent of the shear modulus, the gradient length, the bulk modulus "
      "in the place of K_eos, and that pressure shifts the whole viscosity "
      "curve as it shifts Tg (the largest uncertainty).",
      Selection(material_preset_names()));
    add_elasticity(*this, prm);
    add_stress_law(*this, prm);
    add_density_dependence(*this, prm);
    add_relaxation_time(*this, prm);
    add_temperature(*this, prm);
    modes.add_to(prm);
    plastic_flow.add_to(prm);
    prm.leave_subsection();
  }

  RelaxationModes MaterialParameters::relaxation_modes() const
  {
    return relaxes()
             ? modes.modes()
             : RelaxationModes{{1., std::numeric_limits<double>::infinity()}};
  }

  MaterialConstants MaterialParameters::constants() const
  {
    MaterialConstants c;
    c.density                = density;
    c.gradient_length        = gradient_length;
    c.shear_modulus_exponent = shear_modulus_exponent;
    c.modes                  = relaxation_modes();
    c.bulk_modulus           = linear_modulus(bulk_modulus,
                                    bulk_modulus_slope,
                                    reference_temperature,
                                    temperature);
    c.shear_modulus          = linear_modulus(shear_modulus,
                                     shear_modulus_slope,
                                     reference_temperature,
                                     temperature);

    const ValueAndSlope relaxation =
      relaxation_time_and_viscosity_slope(*this, c.shear_modulus);
    c.relaxation_time = relaxation.value;

    if (density_coupling == "activation volume")
      c.relaxation_time_exponent =
        c.bulk_modulus * activation_volume / (boltzmann_constant * temperature);
    else if (density_coupling == "pressure shift")
      c.relaxation_time_exponent = -c.bulk_modulus * relaxation.log_slope *
                                     glass_transition_pressure_shift -
                                   shear_modulus_exponent;
    else
      c.relaxation_time_exponent = relaxation_time_exponent;
    return c;
  }

  double critical_rate(const MaterialConstants &material)
  {
    return ratio_or_infinity(material.bulk_modulus,
                             (material.relaxation_time_exponent +
                              material.shear_modulus_exponent) *
                               material.viscosity());
  }

  double solid_rate(const MaterialConstants &material)
  {
    return ratio_or_infinity(material.bulk_modulus,
                             material.shear_modulus_exponent *
                               material.viscosity());
  }

  double crossover_time(const MaterialConstants &material)
  {
    return ratio_or_infinity(material.relaxation_time *
                               material.shear_modulus_exponent,
                             material.relaxation_time_exponent *
                               mean_rate_ratio(material.modes));
  }
} // namespace vitriflow
