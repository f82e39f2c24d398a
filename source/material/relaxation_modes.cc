#include <vitriflow/base/exceptions.h>
#include <vitriflow/material/relaxation_modes.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    constexpr char shares_name[] = "Material/Modes/Shares";
    constexpr char ratios_name[] = "Material/Modes/Relaxation time ratios";

    /** Rounding of a sum of typed decimal numbers. */
    constexpr double sum_tolerance = 1e-12;

    [[noreturn]] void reject(const std::string &name,
                             const std::string &value,
                             const std::string &range,
                             const std::string &advice)
    {
      throw BadInput(name + " = " + value + " cannot be used: it must be " +
                     range + ". " + advice);
    }

    std::string text_of(const double value)
    {
      std::ostringstream text;
      text << value;
      return text.str();
    }

    /** NaN for what is neither a number nor "inf". */
    double ratio_of(const std::string &text)
    {
      if (text == "inf")
        return std::numeric_limits<double>::infinity();
      std::istringstream stream(text);
      double value = 0.;
      stream >> value;
      return !stream.fail() && (stream >> std::ws).eof()
               ? value
               : std::numeric_limits<double>::quiet_NaN();
    }

    void validate_shares(const std::vector<double> &shares)
    {
      double sum = 0.;
      for (const double share : shares)
        {
          if (!(share > 0. && share <= 1.))
            reject(shares_name,
                   text_of(share),
                   "in (0, 1]",
                   "Give the share of every mode in the shear modulus.");
          sum += share;
        }
      if (!(std::abs(sum - 1.) <= sum_tolerance))
        {
          std::ostringstream found;
          found.precision(15);
          found << "... with the sum " << sum;
          reject(shares_name,
                 found.str(),
                 "a list with the sum 1",
                 "Material/Shear modulus is that of all modes together; "
                 "divide the shares by their sum.");
        }
    }

    void validate_ratios(const std::vector<std::string> &ratios)
    {
      bool relaxes = false;
      for (const std::string &text : ratios)
        {
          const double ratio = ratio_of(text);
          if (!(ratio > 0.))
            reject(ratios_name,
                   "'" + text + "'",
                   "> 0, or inf",
                   "Give the relaxation time of every mode over "
                   "Material/Relaxation time, inf for an elastic mode.");
          relaxes |= std::isfinite(ratio);
        }
      if (!relaxes)
        reject(ratios_name,
               "inf",
               "finite for one mode at least",
               "For a solid that does not relax give a ratio that is large "
               "against the run's duration.");
    }

    template <typename Term>
    double sum_over(const RelaxationModes &modes, const Term &term)
    {
      double sum = 0.;
      for (const RelaxationMode &mode : modes)
        if (!mode.is_elastic())
          sum += mode.share * term(mode);
      return sum;
    }
  } // namespace

  void RelaxationModeParameters::add_to(dealii::ParameterHandler &prm)
  {
    using namespace dealii::Patterns;
    prm.enter_subsection("Modes");
    prm.add_parameter(
      "Shares",
      shares,
      "Several relaxation modes: stress = sum of Maxwell stresses, that of "
      "mode "
      "i with the modulus g_i G. The list of the g_i [-], > 0 with the sum 1.",
      List(Double(), 1, max_relaxation_modes));
    prm.add_parameter(
      "Relaxation time ratios",
      time_ratios,
      "The list of the f_i [-], > 0: mode i relaxes with the time f_i tau, tau "
      "as all of section Material says. inf is an elastic mode, as in a "
      "standard linear solid. With the model VFT the viscosity is that of all "
      "modes that relax.",
      List(Anything(), 1, max_relaxation_modes));
    prm.leave_subsection();
  }

  void RelaxationModeParameters::validate() const
  {
    validate_shares(shares);
    validate_ratios(time_ratios);
    if (shares.size() != time_ratios.size())
      reject(ratios_name,
             "a list of " + std::to_string(time_ratios.size()),
             "as long as " + std::string(shares_name) + ", a list of " +
               std::to_string(shares.size()),
             "Give one share and one ratio for every mode.");
    if (shares.size() > max_relaxation_modes)
      reject(shares_name,
             "a list of " + std::to_string(shares.size()),
             "of " + std::to_string(max_relaxation_modes) + " modes at most",
             "One mode per decade of time represents a broad spectrum.");
  }

  RelaxationModes RelaxationModeParameters::modes() const
  {
    RelaxationModes modes;
    for (std::size_t i = 0; i < shares.size(); ++i)
      modes.push_back({shares[i], ratio_of(time_ratios[i])});
    return modes;
  }

  bool has_elastic_mode(const RelaxationModes &modes)
  {
    return std::any_of(modes.begin(), modes.end(), [](const auto &mode) {
      return mode.is_elastic();
    });
  }

  double shortest_time_ratio(const RelaxationModes &modes)
  {
    double shortest = std::numeric_limits<double>::infinity();
    for (const RelaxationMode &mode : modes)
      shortest = std::min(shortest, mode.time_ratio);
    return shortest;
  }

  double longest_time_ratio(const RelaxationModes &modes)
  {
    double longest = 0.;
    for (const RelaxationMode &mode : modes)
      if (!mode.is_elastic())
        longest = std::max(longest, mode.time_ratio);
    return longest;
  }

  double mean_time_ratio(const RelaxationModes &modes)
  {
    return sum_over(modes, [](const auto &mode) { return mode.time_ratio; });
  }

  double mean_rate_ratio(const RelaxationModes &modes)
  {
    return sum_over(modes, [](const auto &mode) { return mode.rate_ratio(); });
  }
} // namespace vitriflow
