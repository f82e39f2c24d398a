#include <vitriflow/map/run_folder.h>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace vitriflow
{
  namespace fs = std::filesystem;
  using nlohmann::json;

  namespace
  {
    json read_json(const fs::path &file)
    {
      std::ifstream in(file);
      if (!in)
        throw std::runtime_error(file.string() + " cannot be read");
      return json::parse(in);
    }

    /** Columns by their names without units. */
    std::map<std::string, std::vector<double>>
    read_columns(const fs::path &file)
    {
      std::ifstream in(file);
      std::string line, cell;
      std::getline(in, line);
      std::vector<std::string> names;
      std::istringstream heads(line);
      while (std::getline(heads, cell, ','))
        names.push_back(cell.substr(0, cell.find('[')));
      std::map<std::string, std::vector<double>> columns;
      while (std::getline(in, line))
        {
          std::istringstream cells(line);
          for (const std::string &name : names)
            {
              if (!std::getline(cells, cell, ','))
                throw std::runtime_error(file.string() + " has a short row");
              columns[name].push_back(std::stod(cell));
            }
        }
      return columns;
    }

    std::vector<double> in_units_of(std::vector<double> values,
                                    const double unit)
    {
      for (double &value : values)
        value /= unit;
      return values;
    }

    /** Flow is localised below this participation ratio; the same number as in
     * the runs. */
    constexpr double localised = 0.5;

    /** Of bands that have been followed; else those of the last state, which
     * then carry what they carry there. */
    std::vector<BandLife> read_bands(const json &summary,
                                     const double end_strain)
    {
      const auto number = [](const json &band, const char *name) {
        return band.at(name).at("value").get<double>();
      };
      std::vector<BandLife> bands;
      double sum = 0.;
      for (const json &band : summary.value("band_history", json::array()))
        {
          bands.push_back(
            {number(band, "last_strain"),
             number(band, "strain_share") * number(band, "lifetime_strain")});
          sum += bands.back().carried_strain;
        }
      if (sum > 0.)
        return bands;
      bands.clear();
      for (const json &band : summary.value("bands", json::array()))
        bands.push_back({end_strain, number(band, "strain_rate_share")});
      return bands;
    }

    RunHistory read_history(const fs::path &folder,
                            const double shear_modulus,
                            const double density)
    {
      const auto columns = read_columns(folder / "timeseries.csv");
      const json summary = read_json(folder / "summary.json");
      RunHistory history;
      history.strain = columns.at("strain");
      history.stress = in_units_of(columns.at("shear_stress"), shear_modulus);
      history.min_density    = in_units_of(columns.at("min_density"), density);
      history.max_rate_ratio = columns.at("max_rate_ratio");
      const auto &participation = columns.at("participation_ratio");
      for (std::size_t i = 0; i < participation.size(); ++i)
        if (participation[i] < localised && !history.localisation_strain)
          history.localisation_strain = history.strain[i];
      history.bands = read_bands(summary, history.strain.back());
      return history;
    }

    /** By the last line of the log that is not empty. */
    void explain_missing(RunFolder &run, const std::string &log_file)
    {
      std::ifstream in(log_file);
      std::string last;
      for (std::string line; std::getline(in, line);)
        if (!line.empty())
          last = line;
      if (last.rfind("error:", 0) == 0 || last.rfind("stopped:", 0) == 0)
        {
          run.state  = RunState::failed;
          run.reason = last;
        }
      else if (in.is_open())
        run.reason = "ended without a result; see " + log_file;
    }
  } // namespace

  std::string to_string(const RunState state)
  {
    switch (state)
      {
        case RunState::missing:
          return "missing";
        case RunState::failed:
          return "failed";
        case RunState::interrupted:
          return "interrupted";
        case RunState::stopped:
          return "stopped";
        default:
          return "finished";
      }
  }

  RunFolder read_run_folder(const std::string &folder,
                            const bool resumable,
                            const std::string &log_file,
                            const double shear_modulus,
                            const double density)
  {
    RunFolder run;
    const fs::path path(folder);
    if (resumable && fs::exists(path / "parameters.prm"))
      run.state = RunState::interrupted;
    else
      explain_missing(run, log_file);
    try
      {
        const json result        = read_json(path / "run.json");
        const std::string status = result.at("status");
        if (status.rfind("stopped: signal", 0) == 0)
          return run;
        const double seconds = result.at("wall_seconds");
        return {status == "finished" ? RunState::finished : RunState::stopped,
                status == "finished" ? "" : status,
                seconds,
                read_history(path, shear_modulus, density)};
      }
    catch (const std::exception &)
      {
        return run; // not ended: goes on or begins anew
      }
  }
} // namespace vitriflow
