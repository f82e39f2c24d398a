#pragma once

namespace vitriflow
{
  /** R [J/(mol K)], exact by definition of the SI (2019). */
  constexpr double gas_constant = 8.31446261815324;

  /** k_B [J/K], exact by definition of the SI (2019). */
  constexpr double boltzmann_constant = 1.380649e-23;

  /**
   * Constants of the equation of Vogel, Fulcher & Tammann,
   *
   *   x(T) = prefactor exp(strength T0/(T - T0)),     T > T0,
   *
   * for a viscosity [Pa s] or a relaxation time [s]. The strength is Angell's
   * D*: about 20 for metallic glass formers, 100 for silica.
   */
  struct VogelFulcherTammann
  {
    double prefactor;
    double strength;
    /** T0 [K]. */
    double temperature;
  };

  /** x(T) in the unit of the prefactor; T [K] above T0. */
  double vft(const VogelFulcherTammann &constants, double T);

  /** d ln x/dT = -strength T0/(T - T0)^2 [1/K]. */
  double vft_log_slope(const VogelFulcherTammann &constants, double T);

  /**
   * Relaxation time [s] at the glass transition: tau(Tg) = 100 s defines Tg
   * (Angell, Science 267, 1924 (1995)).
   */
  constexpr double glass_transition_time = 100.;

  /**
   * The VFT curve of tau(T) [s] that passes through the glass transition,
   * tau(Tg) = 100 s, with fragility
   *
   *   m = d log10 tau/d(Tg/T) at Tg
   *
   * (Qiao et al., Prog. Mater. Sci. (2019), eq. (2-1), there for the
   * viscosity: the two differ by the temperature dependence of G, which is
   * below one unit of m) and the limit tau_inf at high temperature. With
   * A = log10(100 s/tau_inf) these three conditions give
   *
   *   T0 = Tg (1 - A/m),   strength T0 = ln(10) A^2 Tg/m.
   *
   * m = A would be Arrhenius' law; the fragility must exceed A so that T0 > 0.
   *
   * @param fragility m.
   * @param glass_transition_temperature Tg [K].
   * @param high_temperature_time tau_inf [s].
   */
  VogelFulcherTammann vft_of_fragility(double fragility,
                                       double glass_transition_temperature,
                                       double high_temperature_time);

  /** A = log10(100 s/tau_inf), the smallest fragility a VFT curve can have. */
  double smallest_fragility(double high_temperature_time);

  /**
   * Below the fictive temperature Tf the structure is frozen in and relaxation
   * is thermally activated, with a weaker temperature dependence than in
   * equilibrium:
   *
   *   x(T) = x(Tf) exp[E/R (1/T - 1/Tf)],
   *
   * continuous at Tf.
   *
   * @param value_at_fictive x(Tf), any unit.
   * @param fictive_temperature Tf [K].
   * @param activation_energy E [J/mol].
   * @param T temperature [K].
   */
  double arrhenius(double value_at_fictive,
                   double fictive_temperature,
                   double activation_energy,
                   double T);

  /** d ln x/dT = -E/(R T^2) [1/K]. */
  double arrhenius_log_slope(double activation_energy, double T);

  /**
   * E [J/mol] of the Arrhenius law with the slope d ln x/dT [1/K] at T [K]:
   * the apparent activation energy of a curve, E = -R T^2 d ln x/dT.
   */
  double apparent_activation_energy(double log_slope, double T);

  /**
   * Elastic modulus X(T) = X(Tr) + X' (T - Tr) [unit of X]; the slope X'
   * [that unit/K] is negative as a rule.
   */
  double linear_modulus(double reference_value,
                        double slope,
                        double reference_temperature,
                        double T);

  /** d ln X/dT = X'/X(T) [1/K]. */
  double linear_modulus_log_slope(double reference_value,
                                  double slope,
                                  double reference_temperature,
                                  double T);
} // namespace vitriflow
