#include <deal.II/base/numbers.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/output/time_series.h>

#include <cmath>
#include <iomanip>
#include <limits>
#include <sstream>
#include <vector>

namespace vitriflow
{
  namespace
  {
    using Column = NamedQuantity;

    constexpr double degrees = 180. / dealii::numbers::PI;

    /** Of all runs, in the order of the file. */
    std::vector<Column> common_columns()
    {
      using R = Record;
      using S = Scales;
      return {
        {"time", "s", [](const R &r, const S &s) { return r.time * s.time; }},
        {"strain", "-", [](const R &r, const S &) { return r.strain; }},
        {"shear_stress",
         "Pa",
         [](const R &r, const S &s) {
           return r.measurements.shear_stress * s.stress;
         }},
        {"pressure",
         "Pa",
         [](const R &r, const S &s) {
           return r.measurements.pressure * s.stress;
         }},
        {"normal_stress_difference",
         "Pa",
         [](const R &r, const S &s) {
           return r.measurements.normal_stress_difference * s.stress;
         }},
        {"mean_density",
         "kg/m^3",
         [](const R &r, const S &s) {
           return r.measurements.mean_density * s.density;
         }},
        {"density_std",
         "kg/m^3",
         [](const R &r, const S &s) {
           return r.measurements.density_std * s.density;
         }},
        {"min_density",
         "kg/m^3",
         [](const R &r, const S &s) {
           return r.measurements.min_density * s.density;
         }},
        {"max_density",
         "kg/m^3",
         [](const R &r, const S &s) {
           return r.measurements.max_density * s.density;
         }},
        {"participation_ratio",
         "-",
         [](const R &r, const S &) {
           return r.measurements.participation_ratio;
         }},
        {"max_rate_ratio",
         "-",
         [](const R &r, const S &) { return r.max_rate_ratio(); }},
        {"min_conformation_eigenvalue",
         "Pa",
         [](const R &r, const S &s) {
           return r.measurements.min_conformation_eigenvalue * s.stress;
         }},
        {"mass_error", "-", [](const R &r, const S &) { return r.mass_error; }},
        {"step", "-", [](const R &r, const S &) { return 1. * r.step; }},
        {"dt", "s", [](const R &r, const S &s) { return r.dt * s.time; }},
        {"linear_iterations",
         "-",
         [](const R &r, const S &) { return 1. * r.linear_iterations; }},
        {"corrections",
         "-",
         [](const R &r, const S &) { return 1. * r.corrections; }},
        {"shear_rate",
         "1/s",
         [](const R &r, const S &s) { return r.shear_rate * s.rate(); }},
        {"half_rate_volume",
         "-",
         [](const R &r, const S &) { return r.measurements.half_rate_volume; }},
        {"density_wave_angle",
         "deg",
         [](const R &r, const S &) {
           return r.measurements.density_wave_angle * degrees;
         }},
        {"energy",
         "J/m^3",
         [](const R &r, const S &s) {
           return r.measurements.energy * s.stress;
         }},
        {"energy_rate",
         "W/m^3",
         [](const R &r, const S &s) {
           return r.measurements.energy_rate * s.stress * s.rate();
         }},
        {"half_trace",
         "Pa",
         [](const R &r, const S &s) {
           return r.measurements.half_trace * s.stress;
         }},
        {"half_trace_rate", "Pa/s", [](const R &r, const S &s) {
           return r.measurements.half_trace_rate * s.stress * s.rate();
         }}};
    }

    constexpr unsigned int step_column = 13;

    const Column wall_column = {"wall_traction",
                                "Pa",
                                [](const Record &r, const Scales &s) {
                                  return r.wall_traction * s.stress;
                                }};

    /** Of plastic flow: its rate, and what it does to the structure. */
    std::vector<Column> plastic_columns(const PlasticFlow *flow)
    {
      using R = Record;
      using S = Scales;
      if (!flow)
        return {};
      std::vector<Column> list = {
        {"mean_plastic_rate",
         "1/s",
         [](const R &r, const S &s) {
           return r.measurements.plastic.mean_rate * s.rate();
         }},
        {"max_plastic_rate", "1/s", [](const R &r, const S &s) {
           return r.measurements.plastic.max_rate * s.rate();
         }}};
      if (!flow->has_structure())
        return list;
      const std::string name = flow->structure_name();
      const std::string unit = flow->structure_symbol();
      list.push_back({"mean_" + name, unit, [](const R &r, const S &s) {
                        return r.measurements.plastic.mean_structure *
                               s.structure;
                      }});
      list.push_back({"max_" + name, unit, [](const R &r, const S &s) {
                        return r.measurements.plastic.max_structure *
                               s.structure;
                      }});
      return list;
    }

    /** Of an indenter; loads and stiffnesses of plane strain are per length,
     * which leaves one unit of length less. */
    template <bool per_length>
    std::vector<Column> contact_columns()
    {
      using R = Record;
      using S = Scales;
      return {
        {"load",
         per_length ? "N/m" : "N",
         [](const R &r, const S &s) {
           return r.contact.load * s.stress * s.length *
                  (per_length ? 1. : s.length);
         }},
        {"depth",
         "m",
         [](const R &r, const S &s) { return r.contact.depth * s.length; }},
        {"contact_radius",
         "m",
         [](const R &r, const S &s) { return r.contact.radius * s.length; }},
        {"contact_stiffness",
         per_length ? "Pa" : "N/m",
         [](const R &r, const S &s) {
           return r.contact.stiffness * s.stress * (per_length ? 1. : s.length);
         }},
        {"mean_pressure",
         "Pa",
         [](const R &r, const S &s) {
           return r.contact.mean_pressure * s.stress;
         }},
        {"penetration", "m", [](const R &r, const S &s) {
           return r.contact.penetration * s.length;
         }}};
    }

    std::vector<Column> columns_of(const MeshParameters &mesh,
                                   const PlasticFlow *flow)
    {
      std::vector<Column> columns = common_columns();
      if (mesh.kind() == Geometry::channel)
        columns.push_back(wall_column);
      if (mesh.kind() == Geometry::indentation)
        {
          const auto more = mesh.is_plane() ? contact_columns<true>()
                                            : contact_columns<false>();
          columns.insert(columns.end(), more.begin(), more.end());
        }
      const auto more = plastic_columns(flow);
      columns.insert(columns.end(), more.begin(), more.end());
      return columns;
    }

    std::string header(const Column &column, const Scales &scales)
    {
      const std::string unit = column.si_unit;
      // angles and pure numbers have the same unit in both systems
      return column.name + "[" + (unit == "deg" ? unit : scales.unit(unit)) +
             "]";
    }

    std::string header_line(const Scales &scales,
                            const std::vector<Column> &columns)
    {
      std::string line;
      for (const Column &column : columns)
        line += (line.empty() ? "" : ",") + header(column, scales);
      return line;
    }
  } // namespace

  TimeSeries::TimeSeries(const std::string &directory,
                         const Scales &scales,
                         const MeshParameters &mesh,
                         const PlasticFlow *plastic_flow)
    : scales_(scales)
    , columns_(columns_of(mesh, plastic_flow))
    , file_(directory, "timeseries.csv", header_line(scales, columns_))
  {
  }

  void TimeSeries::create()
  {
    file_.create();
  }

  void TimeSeries::resume(const unsigned int last_step)
  {
    file_.resume(step_column, last_step);
  }

  void TimeSeries::write(const Record &record)
  {
    std::ostringstream line;
    line << std::setprecision(std::numeric_limits<double>::max_digits10);
    for (std::size_t i = 0; i < columns_.size(); ++i)
      {
        const double value = columns_[i].value(record, scales_);
        if (!std::isfinite(value))
          throw ComputationStopped(columns_[i].name +
                                   " is not a finite number at step " +
                                   std::to_string(record.step));
        line << (i == 0 ? "" : ",") << value;
      }
    line << "\n";
    file_.append(line.str());
  }
} // namespace vitriflow
