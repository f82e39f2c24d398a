#pragma once

#include <deal.II/base/parameter_handler.h>

#include <limits>
#include <string>
#include <vector>

namespace vitriflow
{
  /**
   * One Maxwell element of sigma = sum_i sigma_i: modulus share * G(rho) and
   * relaxation time time_ratio * tau(rho). The sum of the shares is one, so
   * that G is the modulus of a sudden strain. Several of them represent the
   * alpha, slow beta and fast beta' relaxation of a glass, sections 2 and 3 of
   * Qiao et al., Prog. Mater. Sci. (2019), eqs. (2-2) to (2-8).
   */
  struct RelaxationMode
  {
    double share = 1.;
    /** Infinite for an elastic mode, the spring of a standard linear solid. */
    double time_ratio = 1.;

    bool is_elastic() const
    {
      return time_ratio == std::numeric_limits<double>::infinity();
    }

    /** Relaxation rate over 1/tau; zero for an elastic mode. */
    double rate_ratio() const
    {
      return 1. / time_ratio;
    }
  };

  using RelaxationModes = std::vector<RelaxationMode>;

  /** Every mode costs a stress field of its own; a mode per decade of time
   * represents a broad spectrum. */
  constexpr unsigned int max_relaxation_modes = 8;

  /** Subsection Material/Modes. */
  struct RelaxationModeParameters
  {
    std::vector<double> shares           = {1.};
    std::vector<std::string> time_ratios = {"1"};

    /** Declares the subsection; see MaterialParameters::add_to(). */
    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput naming parameter, value, allowed range and remedy. */
    void validate() const;

    /** Call validate() first. */
    RelaxationModes modes() const;
  };

  bool has_elastic_mode(const RelaxationModes &modes);

  /** Smallest and largest time ratio of the modes that relax. */
  double shortest_time_ratio(const RelaxationModes &modes);
  double longest_time_ratio(const RelaxationModes &modes);

  /** sum_i share_i time_ratio_i of those: the viscosity over G0 tau0. */
  double mean_time_ratio(const RelaxationModes &modes);

  /** sum_i share_i/time_ratio_i: the initial relaxation rate times tau0. */
  double mean_rate_ratio(const RelaxationModes &modes);
} // namespace vitriflow
