#include <vitriflow/base/version.h>
#include <vitriflow/output/stability_report.h>

#include <deal.II/base/numbers.h>

#include <nlohmann/json.hpp>

#include <cmath>
#include <iomanip>
#include <limits>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    constexpr double degrees  = 180. / dealii::numbers::PI;
    constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

    /** Digits that reproduce a double. */
    constexpr int all_digits = std::numeric_limits<double>::max_digits10;

    std::ostringstream csv()
    {
      std::ostringstream out;
      out << std::setprecision(all_digits);
      return out;
    }

    /** A number, or an empty field. */
    std::string field(const std::optional<double> &value)
    {
      auto out = csv();
      if (value)
        out << *value;
      return out.str();
    }

    /** A threshold or time of Maxwell relaxation, if there is such. */
    double if_relaxing(const MaterialConstants &c, const double value)
    {
      return c.relaxes() ? value : no_value;
    }

    std::string name_of(const Disturbance disturbance)
    {
      return disturbance == Disturbance::structure ? "structure" : "density";
    }

    Scales scales_of(const StabilityCase &sample, const bool si)
    {
      const MaterialConstants &c = sample.constants;
      Scales scales;
      scales.length  = c.gradient_length;
      scales.time    = sample.time_scale;
      scales.stress  = c.shear_modulus;
      scales.density = c.density;
      scales.si      = si;
      return scales;
    }
  } // namespace

  /** A number of the report; NaN or infinite where there is none. */
  struct StabilityReport::Result
  {
    std::string key;
    double value;
    std::string unit;
    std::string meaning;
  };

  StabilityReport::StabilityReport(const StabilityCase &sample,
                                   const StabilityAnalysis &analysis,
                                   const double shear_rate,
                                   const bool si)
    : sample_(sample)
    , analysis_(analysis)
    , shear_rate_(shear_rate)
    , scales_(scales_of(sample, si))
  {
  }

  std::vector<StabilityReport::Result> StabilityReport::results() const
  {
    const MaterialConstants &c = sample_.constants;
    const std::string s = scales_.unit("s"), rate = scales_.unit("1/s");
    const auto &history      = analysis_.history;
    const auto &onset        = history.onset;
    const auto &steady       = analysis_.steady;
    const GrowthRecord &peak = history.peak();
    return {{"shear_rate", shear_rate_ * scales_.rate(), rate, "applied"},
            {"weissenberg_number",
             if_relaxing(c, shear_rate_),
             "-",
             "shear rate x tau0"},
            {"critical_rate",
             if_relaxing(c, critical_rate(c)),
             rate,
             "(d eta/dp)^-1: liquid unstable above, to leading order"},
            {"critical_rate_numerical",
             analysis_.critical_rate_numerical.value_or(no_value) *
               scales_.rate(),
             rate,
             "the same from eigenvalues"},
            {"relaxation_rate",
             if_relaxing(c, scales_.rate() / sample_.relaxation_time()),
             rate,
             "1/tau0 (of several modes: of the slowest)"},
            {"solid_rate",
             if_relaxing(c, solid_rate(c)),
             rate,
             "(tau0 dG/dp)^-1: unrelaxed solid unstable above"},
            {"crossover_time",
             if_relaxing(c, crossover_time(c)),
             s,
             "t_x: softening of tau overtakes that of G"},
            {"growth_rate",
             steady ? steady->growth_rate * scales_.rate() : no_value,
             rate,
             "of the fastest long wave on the steady flow"},
            {"wave_angle_deg",
             steady ? steady->angle * degrees : no_value,
             "deg",
             "its wave vector from the flow"},
            {"onset_time",
             onset ? onset->time * scales_.time : no_value,
             s,
             "t*: the best wave has grown to visible size"},
            {"onset_strain",
             onset ? onset->time * shear_rate_ : no_value,
             "-",
             "shear strain by then"},
            {"onset_wave_angle_deg",
             onset ? onset->initial_angle * degrees : no_value,
             "deg",
             "initial wave vector of that wave from the flow"},
            {"onset_plastic_share",
             onset ? onset->plastic_share : no_value,
             "-",
             "of the shear rate at t*, carried by plastic flow"},
            {"log_amplification",
             peak.log_amplification,
             "-",
             "of the wave that grows most, ln |rho/rho(0)|"},
            {"log_amplification_strain",
             peak.time * shear_rate_,
             "-",
             "shear strain where it is reached"},
            {"peak_stress",
             history.stress_peak.shear_stress * scales_.stress,
             scales_.unit("Pa"),
             "largest shear stress of the homogeneous flow"},
            {"peak_strain",
             history.stress_peak.time * shear_rate_,
             "-",
             "where it is reached"},
            {"inertia_number",
             sample_.wave_inertia(shear_rate_),
             "-",
             "M of the waves; 0 is quasi-static"}};
  }

  std::optional<std::string> StabilityReport::onset_wave() const
  {
    const auto &onset = analysis_.history.onset;
    return onset ? std::make_optional(name_of(onset->disturbance))
                 : std::nullopt;
  }

  std::string StabilityReport::table() const
  {
    std::ostringstream out;
    out << "type: " << to_string(analysis_.type) << "\n";
    if (onset_wave())
      out << "  first wave to grow: of the " << *onset_wave() << "\n";
    for (const Result &r : results())
      {
        std::ostringstream value;
        if (std::isnan(r.value))
          value << "none";
        else
          value << r.value << (r.unit == "-" ? "" : " " + r.unit);
        out << "  " << std::left << std::setw(26) << r.key << std::setw(18)
            << value.str() << r.meaning << "\n";
      }
    return out.str();
  }

  std::string StabilityReport::json() const
  {
    using nlohmann::ordered_json;
    ordered_json report;
    report["program"]              = "Vitriflow";
    report["version"]              = version;
    report["type"]                 = to_string(analysis_.type);
    const auto wave                = onset_wave();
    report["onset_wave"]           = wave ? ordered_json(*wave) : nullptr;
    const std::vector<Result> list = results();
    for (const Result &r : list)
      if (std::isfinite(r.value))
        report[r.key] = r.value;
      else
        report[r.key] = nullptr;
    for (const Result &r : list)
      report["units"][r.key] = r.unit;
    return report.dump(2) + "\n";
  }

  std::string StabilityReport::growth_csv() const
  {
    const std::string s = scales_.unit("s"), pa = scales_.unit("Pa");
    auto out = csv();
    out << "time[" << s << "],strain[-],shear_stress[" << pa
        << "],normal_stress_difference[" << pa
        << "],log_amplification[-],initial_wave_angle[deg],wave_angle[deg],"
           "wave,plastic_share[-],structure[-]\n";
    for (const GrowthRecord &r : analysis_.history.records)
      out << r.time * scales_.time << ',' << r.time * shear_rate_ << ','
          << r.shear_stress * scales_.stress << ','
          << r.normal_stress_difference * scales_.stress << ','
          << r.log_amplification << ',' << r.initial_angle * degrees << ','
          << r.angle * degrees << ',' << name_of(r.disturbance) << ','
          << r.plastic_share << ',' << r.structure << '\n';
    return out.str();
  }

  std::string StabilityReport::spectrum_csv() const
  {
    auto out = csv();
    out << "wave_number[-],time[" << scales_.unit("s")
        << "],wave_angle[deg],growth_rate[" << scales_.unit("1/s") << "]\n";
    for (const SpectrumRow &r : analysis_.spectrum)
      out << r.wave_number << ',' << r.time * scales_.time << ','
          << r.fastest.angle * degrees << ','
          << r.fastest.growth_rate * scales_.rate() << '\n';
    return out.str();
  }

  std::string phase_diagram_csv(const PhaseDiagram &diagram)
  {
    auto out = csv();
    out << "temperature[K],shear_rate[1/s],type,onset_time[s],"
           "onset_strain[-]\n";
    for (const PhasePoint &p : diagram.points)
      {
        std::optional<double> strain;
        if (p.onset_time)
          strain = *p.onset_time * p.rate;
        out << p.temperature << ',' << p.rate << ','
            << (p.type ? to_string(*p.type) : "undetermined") << ','
            << field(p.onset_time) << ',' << field(strain) << '\n';
      }
    return out.str();
  }

  std::string phase_curves_csv(const PhaseDiagram &diagram)
  {
    auto out = csv();
    out << "temperature[K],viscosity[Pa s],shear_modulus[Pa],bulk_modulus[Pa],"
           "bulk_to_shear_modulus[-],relaxation_time_exponent[-],"
           "shear_modulus_exponent[-],relaxation_time[s],"
           "viscosity_pressure_slope[1/Pa],activation_volume[m^3],"
           "critical_rate[1/s],critical_rate_numerical[1/s],"
           "relaxation_rate[1/s],solid_rate[1/s],solid_efold_rate[1/s],"
           "crossover_time[s]\n";
    for (const PhaseCurves &row : diagram.curves)
      {
        const MaterialConstants &c = row.constants;
        const auto maxwell         = [&](const double value) {
          return field(c.relaxes() ? std::optional<double>(value)
                                   : std::nullopt);
        };
        out << row.temperature << ',' << c.viscosity() << ',' << c.shear_modulus
            << ',' << c.bulk_modulus << ',' << c.bulk_modulus / c.shear_modulus
            << ',' << c.relaxation_time_exponent << ','
            << c.shear_modulus_exponent << ',' << c.relaxation_time << ','
            << row.viscosity_pressure_slope() << ',' << row.activation_volume()
            << ',' << maxwell(critical_rate(c)) << ','
            << field(row.critical_rate_numerical) << ','
            << maxwell(1. / (c.relaxation_time * longest_time_ratio(c.modes)))
            << ',' << maxwell(solid_rate(c)) << ','
            << maxwell(row.solid_efold_rate()) << ','
            << maxwell(crossover_time(c)) << '\n';
      }
    return out.str();
  }
} // namespace vitriflow
