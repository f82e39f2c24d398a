#pragma once

#include <optional>
#include <vector>

namespace vitriflow
{
  /** One run of a series at different values x of a parameter. */
  struct Trial
  {
    double x;
    bool brittle;
  };

  /** Where half of the samples are brittle. */
  struct Transition
  {
    double x;
    double standard_error;
    /** Range of x over which the share of brittle samples rises from 1/4 to
     * 3/4, divided by 2 ln 3: the scale of the logistic curve. */
    double width;
  };

  /**
   * The transition from ductile (small x) to brittle (large x) by logistic
   * regression, P(brittle) = 1/(1 + exp(-(x - x_t)/width)). The likelihood is
   * penalised by Jeffreys' prior (Firth, Biometrika 80, 27 (1993)), so that the
   * estimate is finite also where all samples are ductile below and brittle
   * above some x, which is the rule when seeds hardly matter (Heinze &
   * Schemper, Statistics in Medicine 21, 2409 (2002)); x_t then lies between
   * the two. The standard error is that of linearised propagation.
   *
   * Empty if all trials have the same outcome, or brittleness does not rise
   * with x.
   */
  std::optional<Transition> find_transition(const std::vector<Trial> &trials);

  /** A transition rate at a temperature. */
  struct RateAtTemperature
  {
    /** [K], > 0. */
    double temperature;
    /** Natural logarithm of the rate. */
    double log_rate;
    /** Of log_rate, > 0. */
    double standard_error;
  };

  /** rate = exp(log_prefactor - energy/(R T)). */
  struct ArrheniusFit
  {
    /** [J/mol]. */
    double energy;
    double standard_error;
    double log_prefactor;

    /** Points less two. */
    unsigned int degrees_of_freedom;

    /** chi^2 per degree of freedom; 0 without any. */
    double reduced_chi_square;

    /** Ends of the confidence interval of the energy [J/mol] by Student's t
     * distribution; empty without degrees of freedom. */
    struct Interval
    {
      double lower, upper;
    };
    std::optional<Interval> interval;
  };

  /**
   * Weighted linear regression of ln rate on 1/T, weights 1/standard_error^2.
   * The standard error is scaled up by sqrt(chi^2/degrees of freedom) where the
   * points scatter more than their own errors allow, and not scaled down where
   * they scatter less.
   *
   * Empty for fewer than two different temperatures.
   *
   * @param confidence of the interval, in (0, 1).
   */
  std::optional<ArrheniusFit>
  fit_arrhenius(const std::vector<RateAtTemperature> &points,
                double confidence);
} // namespace vitriflow
