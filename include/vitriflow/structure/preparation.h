#pragma once

#include <deal.II/base/parameter_handler.h>

namespace vitriflow
{
  /** What the history of the glass does to a drawn random field. */
  struct PreparationFactors
  {
    /** Multiplies its standard deviation. */
    double amplitude = 1.;
    /** Multiplies its correlation length. */
    double length = 1.;
  };

  /**
   * Thermal history, subsection Structure/Preparation. All temperatures in K;
   * times in the unit of the run.
   *
   * The history acts through one number, the concentration x of flow units
   * relative to that of the as-cast glass: x = 1 as cast, 0 fully annealed.
   */
  struct PreparationParameters
  {
    double glass_transition_temperature = 623.;

    double annealing_time        = 0.;
    double annealing_temperature = 573.;
    double annealing_a           = 3600.;
    double annealing_b           = 3600.;
    double annealing_exponent    = 0.5;

    double relative_cooling_rate = 1.;
    double fragility             = 44.;
    double formation_temperature = 21000.;

    double cryogenic_cycles     = 0.;
    double cryogenic_gain       = 0.25;
    double cryogenic_saturation = 10.;

    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput naming parameter, value and allowed range. */
    void validate() const;

    /** x of cooling, annealing and cycling, in this order. */
    double flow_units() const;

    /** Deviation and correlation length relative to the as-cast glass. */
    PreparationFactors factors() const;
  };

  /**
   * The share of a property's increase that annealing for the time @p t has
   * left to come, (M_inf - M(t))/(M_inf - M(0)), by eq. (4-1) of the review,
   *
   *   M(t) = M_inf/(1 + c(t)),   c(t) = [a/(b + t)]^beta,
   *
   * that is c(t)/(1 + c(t)) divided by its value at t = 0.
   */
  double unrelaxed_share(const double t,
                         const double a,
                         const double b,
                         const double beta);

  /**
   * Factor by which relaxation is slower at @p temperature than at Tg: that of
   * the slow beta relaxation, exp[E/R (1/T - 1/Tg)] with E = 26 R Tg (fig. 76
   * of the review). That annealing follows it is our assumption.
   */
  double annealing_shift(const double temperature, const double tg);

  /**
   * Fictive temperature after cooling at @p relative_rate times the rate that
   * freezes the glass at Tg: d ln q/d(1/Tf) = -E/R (C.T. Moynihan et al., J.
   * Am. Ceram. Soc. 59, 12 (1976)) with E/R = m ln(10) Tg, the slope which
   * defines the fragility m.
   */
  double fictive_temperature(const double relative_rate,
                             const double tg,
                             const double fragility);
} // namespace vitriflow
