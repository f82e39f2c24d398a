#include <vitriflow/map/failure_map.h>
#include <vitriflow/material/temperature_laws.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

namespace vitriflow
{
  using nlohmann::json;

  namespace
  {
    /** Energy of slow beta relaxation over R Tg, and its spread among metallic
     * glasses (Qiao et al., Prog. Mater. Sci. 104, 250 (2019), section 5.3). */
    constexpr double beta_energy        = 26.;
    constexpr double beta_energy_spread = 2.;

    constexpr unsigned int digits = 10;

    /** Empty cells for what is not known. */
    std::string cell(const std::optional<double> &value)
    {
      if (!value)
        return "";
      std::ostringstream out;
      out.precision(digits);
      out << *value;
      return out.str();
    }

    std::string quoted(const std::string &text)
    {
      std::string result = "\"";
      for (const char c : text)
        result += c == '"' ? std::string("\"\"") : std::string(1, c);
      return result + "\"";
    }

    std::string axes_header(const FailureMap &map)
    {
      return quoted(map.parameters.first.parameter) + "," +
             quoted(map.parameters.second.parameter);
    }

    /** Sums over the judged runs of a point. */
    struct PointAverages
    {
      unsigned int n_judged = 0, n_brittle = 0, n_failed = 0;
      std::map<FailureMode, unsigned int> modes;
      double strength = 0., strength_squared = 0., plastic_strain = 0.;

      void add(const MapRun &run)
      {
        const Failure &f   = *run.failure;
        const double value = f.strength * run.shear_modulus;
        ++n_judged;
        ++modes[f.mode];
        n_brittle += f.brittle;
        strength += value;
        strength_squared += value * value;
        if (f.strain)
          {
            ++n_failed;
            plastic_strain += f.plastic_strain;
          }
      }

      /** The most frequent mode; of equally frequent ones the mildest. */
      std::string mode() const
      {
        const auto most = std::max_element(modes.begin(),
                                           modes.end(),
                                           [](const auto &a, const auto &b) {
                                             return a.second < b.second;
                                           });
        return most == modes.end() ? "" : to_string(most->first);
      }

      std::optional<double> mean_strength() const
      {
        if (n_judged == 0)
          return {};
        return strength / n_judged;
      }

      /** Sample standard deviation over seeds. */
      std::optional<double> strength_deviation() const
      {
        if (n_judged < 2)
          return {};
        const double excess = strength_squared - strength * strength / n_judged;
        return std::sqrt(std::max(excess, 0.) / (n_judged - 1.));
      }

      std::optional<double> mean_plastic_strain() const
      {
        if (n_failed == 0)
          return {};
        return plastic_strain / n_failed;
      }
    };

    json quantity(const double value, const std::string &unit)
    {
      return {{"value", value}, {"unit", unit}};
    }

    json transitions_report(const std::vector<MapTransition> &transitions,
                            const bool logarithmic)
    {
      json list = json::array();
      for (const MapTransition &row : transitions)
        {
          json entry = {{"first", row.first},
                        {"judged", row.n_judged},
                        {"brittle", row.n_brittle},
                        {"second", nullptr},
                        {"standard_error", nullptr}};
          if (row.transition)
            {
              const double x          = row.transition->x;
              entry["second"]         = logarithmic ? std::exp(x) : x;
              entry["standard_error"] = row.transition->standard_error;
              entry["width"]          = row.transition->width;
            }
          list.push_back(entry);
        }
      return list;
    }

    json arrhenius_report(const std::optional<ArrheniusFit> &fit,
                          const MapParameters &parameters)
    {
      if (!fit)
        return nullptr;
      const std::string unit = "J/mol";
      json r;
      r["activation_energy"]   = quantity(fit->energy, unit);
      r["standard_error"]      = quantity(fit->standard_error, unit);
      r["log_prefactor"]       = fit->log_prefactor;
      r["degrees_of_freedom"]  = fit->degrees_of_freedom;
      r["reduced_chi_square"]  = fit->reduced_chi_square;
      r["confidence"]          = parameters.confidence;
      r["confidence_interval"] = nullptr;
      if (fit->interval)
        r["confidence_interval"] = {
          {"value", {fit->interval->lower, fit->interval->upper}},
          {"unit", unit}};
      const double scale =
        gas_constant * parameters.glass_transition_temperature;
      if (scale > 0.)
        {
          r["activation_energy_over_R_Tg"] = fit->energy / scale;
          if (fit->interval)
            r["confidence_interval_over_R_Tg"] = {fit->interval->lower / scale,
                                                  fit->interval->upper / scale};
          r["slow_beta_energy"]           = quantity(beta_energy * scale, unit);
          r["slow_beta_energy_over_R_Tg"] = beta_energy;
          r["slow_beta_energy_spread_over_R_Tg"] = beta_energy_spread;
        }
      return r;
    }

    json report_without_result(const FailureMap &map)
    {
      json list = json::array();
      for (const MapRun &run : map.runs)
        if (!map.has_result(run))
          list.push_back({{"run", run.name},
                          {"state", to_string(run.folder.state)},
                          {"reason", run.folder.reason}});
      return list;
    }
  } // namespace

  std::string map_csv(const FailureMap &map)
  {
    std::ostringstream out;
    out.precision(digits);
    out << "run," << axes_header(map) << ",seed,state,mode,brittle,strength["
        << map.stress_unit
        << "],peak_strain[-],failure_strain[-],plastic_strain[-],bands[-],"
           "wall[s],reason\n";
    for (const MapRun &run : map.runs)
      {
        out << run.name << ',' << run.first << ',' << run.second << ','
            << run.seed << ',' << to_string(run.folder.state) << ',';
        if (run.is_judged())
          {
            const Failure &f = *run.failure;
            out << to_string(f.mode) << ',' << f.brittle << ','
                << f.strength * run.shear_modulus << ',' << f.peak_strain << ','
                << cell(f.strain) << ',' << f.plastic_strain << ',' << f.n_bands
                << ',' << run.folder.seconds;
          }
        else
          out << ",,,,,,,";
        out << ',' << quoted(run.folder.reason) << '\n';
      }
    return out.str();
  }

  std::string map_points_csv(const FailureMap &map)
  {
    std::ostringstream out;
    out.precision(digits);
    out << axes_header(map) << ",judged,mode";
    for (const FailureMode mode : failure_modes())
      out << ',' << to_string(mode);
    out << ",brittle,strength[" << map.stress_unit << "],strength_deviation["
        << map.stress_unit << "],failed,plastic_strain_to_failure[-]\n";
    for (auto run = map.runs.begin(); run != map.runs.end();)
      {
        const double first = run->first, second = run->second;
        PointAverages point;
        for (; run != map.runs.end() && run->first == first &&
               run->second == second;
             ++run)
          if (run->is_judged())
            point.add(*run);
        out << first << ',' << second << ',' << point.n_judged << ','
            << point.mode();
        for (const FailureMode mode : failure_modes())
          out << ',' << point.modes[mode];
        out << ',' << point.n_brittle << ',' << cell(point.mean_strength())
            << ',' << cell(point.strength_deviation()) << ',' << point.n_failed
            << ',' << cell(point.mean_plastic_strain()) << '\n';
      }
    return out.str();
  }

  json map_report(const FailureMap &map)
  {
    const MapParameters &p = map.parameters;
    const auto transitions = find_transitions(map);
    const bool logarithmic = has_logarithmic_transition(map);
    json r;
    r["first_parameter"]  = p.first.parameter;
    r["second_parameter"] = p.second.parameter;
    r["runs"]             = map.runs.size();
    r["judged"] =
      std::count_if(map.runs.begin(), map.runs.end(), [](const MapRun &run) {
        return run.is_judged();
      });
    r["criterion"]     = {{"stress_drop", p.criterion.stress_drop},
                          {"brittle_plastic_strain",
                           p.criterion.brittle_plastic_strain},
                          {"cavity_density", p.criterion.cavity_density},
                          {"runaway_rate_ratio", p.criterion.runaway_rate_ratio},
                          {"single_band_number", p.criterion.single_band_number}};
    r["transition_of"] = logarithmic ? "ln(second)" : "second";
    r["transitions"]   = transitions_report(transitions, logarithmic);
    r["arrhenius"]     = arrhenius_report(fit_transitions(map, transitions), p);
    r["without_result"] = report_without_result(map);
    return r;
  }
} // namespace vitriflow
