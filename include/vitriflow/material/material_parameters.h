#pragma once

#include <deal.II/base/parameter_handler.h>

#include <vitriflow/material/plastic_flow_parameters.h>
#include <vitriflow/material/relaxation_modes.h>

#include <cmath>
#include <map>
#include <string>

namespace vitriflow
{
  /**
   * The few numbers a run needs of a material, at its temperature and at the
   * reference density, in the run's units (SI, or the user's reduced ones).
   */
  struct MaterialConstants
  {
    /** rho0 [kg/m^3]. */
    double density;

    /** K_eos = rho dp/drho [Pa]. */
    double bulk_modulus;

    /** G0 [Pa]. */
    double shear_modulus;

    /** tau0 [s]; infinite without Maxwell relaxation. */
    double relaxation_time;

    /** ell [m], of the gradient energy C = K_eos ell^2/rho0^2. */
    double gradient_length;

    /** a = d ln tau/d ln rho. */
    double relaxation_time_exponent;

    /** b = d ln G/d ln rho. */
    double shear_modulus_exponent;

    /** Shares of G0 and ratios to tau0; one ordinary mode by default. */
    RelaxationModes modes = {RelaxationMode()};

    /** Whether any stress relaxes by itself. */
    bool relaxes() const
    {
      return std::isfinite(relaxation_time);
    }

    /** eta0 = G0 tau0 [Pa s], times sum_i g_i f_i of several modes; infinite
     * without Maxwell relaxation. */
    double viscosity() const
    {
      return relaxes()
               ? shear_modulus * relaxation_time * mean_time_ratio(modes)
               : relaxation_time;
    }
  };

  /**
   * Shear rate above which the steadily flowing liquid is unstable, to leading
   * order: gdot_c = (d eta/dp)^-1 = K_eos/((a + b) G0 tau0), that is
   * Wi_c = kappa/(a + b) (Furukawa & Tanaka, Nature Materials 8, 601 (2009)).
   * Infinite if viscosity does not rise with density. Several modes enter by
   * their common viscosity; with an elastic one there is no steady flow.
   */
  double critical_rate(const MaterialConstants &material);

  /**
   * Shear rate above which the unrelaxed solid is unstable:
   * gdot = (tau0 dG/dp)^-1 = K_eos/(b G0 tau0), that is Wi = kappa/b.
   * Infinite if the modulus does not rise with density.
   */
  double solid_rate(const MaterialConstants &material);

  /**
   * Time after start-up at which the softening of tau overtakes that of G:
   * t_x = tau0 b/a to leading order in t, with several modes
   * tau0 b/(a sum_i g_i/f_i). Infinite if tau does not rise with density.
   */
  double crossover_time(const MaterialConstants &material);

  /**
   * Section "Material" of the parameter file: the values as the user gives
   * them, in the run's units. What each one means is said once, in add_to(),
   * from where the program prints it.
   */
  struct MaterialParameters
  {
    std::string preset = "none";

    std::string equation_of_state = "quadratic";
    double bulk_modulus           = 3.;
    double shear_modulus          = 1.;
    double relaxation_time        = 1.;
    double density                = 1.;
    double gradient_length        = 1.;
    double gas_density            = 0.2;
    double inertia_number         = 1e-3;

    double relaxation_time_exponent         = 60.;
    double shear_modulus_exponent           = 2.;
    std::string relaxation_time_density_law = "bounded";
    std::string shear_modulus_density_law   = "bounded";
    double relaxation_time_bound            = 1000.;
    double shear_modulus_bound              = 10.;

    RelaxationModeParameters modes;
    PlasticFlowParameters plastic_flow;

    std::string stress_rate   = "upper-convected";
    std::string stress_source = "full";

    double temperature                      = 300.;
    std::string relaxation_time_model       = "constant";
    double vft_prefactor                    = 4e-5;
    double vft_strength                     = 18.5;
    double vft_temperature                  = 412.5;
    double fragility                        = 50.;
    double glass_transition_temperature     = 623.;
    double high_temperature_relaxation_time = 1e-14;
    double fictive_temperature              = 0.;
    double activation_energy                = 0.;

    double shear_modulus_slope   = 0.;
    double bulk_modulus_slope    = 0.;
    double reference_temperature = 300.;

    std::string density_coupling           = "exponent";
    double activation_volume               = 0.;
    double glass_transition_pressure_shift = 0.;

    /**
     * Declares section "Material". Values set or parsed later are written into
     * this object, which must stay where it is until then.
     */
    void add_to(dealii::ParameterHandler &prm);

    /**
     * Throws BadInput naming parameter, value, allowed range and remedy at the
     * first value, or contradiction between values, that cannot be run.
     */
    void validate() const;

    /** Whether there is Maxwell relaxation. */
    bool relaxes() const
    {
      return relaxation_time_model != "none";
    }

    /** Those of "Modes"; without Maxwell relaxation one elastic mode. */
    RelaxationModes relaxation_modes() const;

    /**
     * Evaluates the temperature laws at "Temperature". What is not given by a
     * law is passed on unchanged. Call validate() first.
     *
     * Without Maxwell relaxation tau0 is infinite and the only mode elastic.
     *
     * tau0: as given; eta(T)/G0(T) with VFT's viscosity, over sum_i g_i f_i of
     * several modes; or tau(T) of vft_of_fragility(). Below the fictive
     * temperature the quantity that follows the equilibrium curve (eta, or tau)
     * continues by arrhenius().
     *
     * a: as given; from the activation volume V of relaxation,
     * d ln tau/dp = V/(k_B T), hence
     *
     *   a = K_eos V/(k_B T)
     *
     * (V is that of tau; since eta = G tau, a V measured from viscosities is
     * larger by b k_B T/K_eos); or from the shift of the glass transition by
     * pressure, along which the viscosity stays the same, hence
     *
     *   a = -K_eos (d ln eta/dT) (dTg/dp) - b,
     *
     * where b is subtracted because the shift concerns eta = G tau.
     */
    MaterialConstants constants() const;
  };

  /**
   * Values of a named material as full parameter paths ("Material/Density" ->
   * "6125"), to be set before those of the user's file. "none" gives an empty
   * map; throws BadInput for an unknown name.
   *
   * "Vitreloy 1": Zr41.2Ti13.8Cu12.5Ni10Be22.5 in SI units; see the numbers'
   * sources beside them. The temperature is that of fig. 73 of Qiao et al.,
   * Prog. Mater. Sci. (2019), 643 K.
   */
  std::map<std::string, std::string> material_preset(const std::string &name);

  /** Names material_preset() knows, separated by "|". */
  std::string material_preset_names();
} // namespace vitriflow
