#include <vitriflow/base/exceptions.h>
#include <vitriflow/base/nearest_name.h>
#include <vitriflow/base/parameter_table.h>
#include <vitriflow/output/checkpoint.h>
#include <vitriflow/simulation/map_runs.h>
#include <vitriflow/simulation/parameters.h>
#include <vitriflow/simulation/run_check.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace vitriflow
{
  using namespace dealii;
  namespace fs = std::filesystem;

  namespace
  {
    /** More were asked for by mistake. */
    constexpr double most_runs = 1e5;

    /** Enough digits to tell all values of an axis apart. */
    std::string number(const double value)
    {
      char text[32];
      std::snprintf(text, sizeof(text), "%.12g", value);
      return text;
    }

    std::string setting(const std::string &path, const double value)
    {
      return path + "=" + number(value);
    }

    /** All of section Map at its defaults: a run is not a map. */
    std::vector<std::string> without_map(const ParameterHandler &prm)
    {
      std::vector<std::string> settings;
      for (const ParameterEntry &entry : parameter_table(prm))
        if (entry.section.front() == "Map")
          settings.push_back(entry.path() + "=" + entry.default_value);
      return settings;
    }

    /** Throws BadInput unless the path is that of a parameter. */
    std::string value_of(const ParameterHandler &prm,
                         const std::string &path,
                         const std::string &wanted_by)
    {
      for (const ParameterEntry &entry : parameter_table(prm))
        if (entry.path() == path)
          return entry.value;
      throw BadInput(wanted_by + " = '" + path +
                     "': there is no such parameter. Did you mean '" +
                     nearest_path(path, parameter_paths(prm)) +
                     "'? 'vitriflow --defaults' lists all parameters.");
    }

    unsigned int first_seed(const ParameterHandler &prm,
                            const MapParameters &map)
    {
      const std::string value =
        value_of(prm, map.seed_parameter, "Map/Seed parameter");
      if (value.empty() ||
          value.find_first_not_of("0123456789") != std::string::npos)
        throw BadInput("Map/Seed parameter = '" + map.seed_parameter +
                       "': its value '" + value +
                       "' is no whole number to count up from.");
      return std::stoul(value);
    }

    /** What the second axis counts in, of the material at one value of the
     * first. */
    double unit_of_second(const MapParameters &map,
                          const MaterialConstants &material)
    {
      if (map.second_unit == "1")
        return 1.;
      const double unit = map.second_unit == "critical rate"
                            ? critical_rate(material)
                            : 1. / material.relaxation_time;
      if (!std::isfinite(unit))
        throw BadInput("Map/Second axis/Unit = " + map.second_unit +
                       ": this material has none; set it to 1.");
      return unit;
    }

    /** A run's parameters, read like those of a file. */
    struct PointParameters
    {
      PointParameters(const std::string &file,
                      const std::vector<std::string> &settings)
      {
        try
          {
            read_run(parameters, prm, file, settings);
            parameters.reject_unused_structure();
          }
        catch (const BadInput &error)
          {
            std::string point;
            for (const std::string &s : settings)
              if (s.rfind("Map/", 0) != 0)
                point += (point.empty() ? "" : ", ") + s;
            throw BadInput("a point of the map (" + point +
                           "): " + error.what());
          }
      }

      ParameterHandler prm;
      Parameters parameters;
    };

    std::string run_name(const std::size_t first,
                         const std::size_t second,
                         const unsigned int seed)
    {
      char name[64];
      std::snprintf(name, sizeof(name), "%02zu_%02zu_s%u", first, second, seed);
      return name;
    }

    class Planner
    {
    public:
      Planner(const CommandLine &command, PlannedMap &plan)
        : file_(command.parameter_file)
        , plan_(plan)
      {
        read_run(base_, prm_, file_, command.overrides);
        if (!base_.map.requested())
          throw BadInput(file_ +
                         " has no section Map; 'vitriflow --defaults' shows "
                         "it, prm/map/ has examples.");
        settings_ = command.overrides;
        for (const std::string &s : without_map(prm_))
          settings_.push_back(s);
        plan.map.parameters  = base_.map;
        plan.map.stress_unit = base_.si() ? "Pa" : "-";
        plan.map.judges      = base_.mesh.kind() != Geometry::indentation;
        std::ostringstream text;
        write_parameters(text, prm_);
        plan.parameter_text = text.str();
      }

      void plan_all()
      {
        const MapParameters &map = base_.map;
        value_of(prm_, map.first.parameter, "Map/First axis/Parameter");
        value_of(prm_, map.second.parameter, "Map/Second axis/Parameter");
        const unsigned int seed = first_seed(prm_, map);
        const auto first        = map.first.numbers("First axis");
        const auto second       = map.second.numbers("Second axis");
        const double n_runs = 1. * first.size() * second.size() * map.n_seeds;
        if (n_runs > most_runs)
          throw BadInput(
            "Map: these axes and Map/Seeds = " + std::to_string(map.n_seeds) +
            " make " + number(n_runs) + " runs; at most " + number(most_runs) +
            " are allowed.");
        for (std::size_t i = 0; i < first.size(); ++i)
          for (std::size_t j = 0; j < second.size(); ++j)
            for (unsigned int s = 0; s < map.n_seeds; ++s)
              plan_run(run_name(i, j, seed + s), first[i], second[j], seed + s);
      }

      const std::string &output_directory() const
      {
        return base_.output.directory;
      }

    private:
      void plan_run(const std::string &name,
                    const double first,
                    const double multiple,
                    const unsigned int seed)
      {
        const MapParameters &map = base_.map;
        auto settings            = settings_;
        settings.push_back(setting(map.first.parameter, first));
        if (first != unit_at_)
          {
            unit_ = unit_of_second(
              map,
              PointParameters(file_, settings).parameters.material.constants());
            unit_at_ = first;
          }
        settings.push_back(setting(map.second.parameter, multiple * unit_));
        settings.push_back(setting(map.seed_parameter, seed));
        const PointParameters point(file_, settings);
        if (plan_.map.runs.empty())
          reject_oversized(point.parameters, MPI_COMM_SELF);
        const auto constants = point.parameters.material.constants();
        std::ostringstream text;
        write_parameters(text, point.prm);
        plan_.run_texts.push_back(text.str());
        plan_.map.runs.push_back({name,
                                  first,
                                  multiple * unit_,
                                  seed,
                                  constants.shear_modulus,
                                  constants.density,
                                  {},
                                  {}});
      }

      std::string file_;
      PlannedMap &plan_;
      ParameterHandler prm_;
      Parameters base_;
      std::vector<std::string> settings_;
      double unit_    = 1.;
      double unit_at_ = std::nan("");
    };

    fs::path log_of(const MapRun &run, const fs::path &folder)
    {
      return folder / map_runs_folder / (run.name + ".log");
    }
  } // namespace

  std::string plan_map(const CommandLine &command, PlannedMap &plan)
  {
    Planner planner(command, plan);
    planner.plan_all();
    return planner.output_directory();
  }

  void reject_other_map(const PlannedMap &plan, const fs::path &folder)
  {
    for (std::size_t i = 0; i < plan.map.runs.size(); ++i)
      {
        const fs::path file =
          folder / map_runs_folder / (plan.map.runs[i].name + ".prm");
        std::ifstream in(file);
        if (!in)
          continue;
        std::ostringstream text;
        text << in.rdbuf();
        if (text.str() != plan.run_texts[i])
          throw BadInput(file.string() +
                         " belongs to a map with other parameters; choose "
                         "another folder with --output, or begin anew with "
                         "--overwrite.");
      }
  }

  Job job_of(const MapRun &run, const fs::path &folder)
  {
    const fs::path runs       = folder / map_runs_folder;
    const std::string results = (runs / run.name).string();
    const std::string program = fs::read_symlink("/proc/self/exe").string();
    const std::string log     = log_of(run, folder).string();
    if (run.folder.state == RunState::interrupted)
      return {{program, "--restart", results}, log};
    return {{program,
             (runs / (run.name + ".prm")).string(),
             "--output",
             results,
             "--overwrite"},
            log};
  }

  void read_results(MapRun &run, const PlannedMap &plan, const fs::path &folder)
  {
    const std::string results = (folder / map_runs_folder / run.name).string();
    run.folder                = read_run_folder(results,
                                 has_checkpoint(results),
                                 log_of(run, folder).string(),
                                 run.shear_modulus,
                                 run.density);
    run.failure.reset();
    if (run.folder.history && plan.map.judges)
      run.failure = judge(*run.folder.history, plan.map.parameters.criterion);
  }

  Files slurm_files(const PlannedMap &plan,
                    const std::vector<std::size_t> &runs,
                    const fs::path &folder)
  {
    const fs::path place = fs::absolute(folder) / map_runs_folder;
    std::ostringstream names, script;
    for (const std::size_t i : runs)
      names << plan.map.runs[i].name << "\n";
    script << "#!/bin/bash\n"
              "#SBATCH --job-name=vitriflow-map\n"
              "#SBATCH --ntasks=1\n"
              "#SBATCH --output=/dev/null\n"
           << "#SBATCH --array=0-" << runs.size() - 1 << "\n";
    if (!plan.map.parameters.slurm_options.empty())
      script << "#SBATCH " << plan.map.parameters.slurm_options << "\n";
    script
      << "# One run for every line of map_runs/to_do.txt.\n"
      << "program='" << fs::read_symlink("/proc/self/exe").string()
      << "'\nruns='" << place.string() << "'\n"
      << R"(name=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" "$runs/to_do.txt")
export OMP_NUM_THREADS=1 VITRIFLOW_PROGRESS=plain
if [ -e "$runs/$name/checkpoint" ]; then
  arguments=(--restart "$runs/$name")
else
  arguments=("$runs/$name.prm" --output "$runs/$name" --overwrite)
fi
exec "$program" "${arguments[@]}" >>"$runs/$name.log" 2>&1 </dev/null
)";
    return {{"map.slurm", script.str()},
            {std::string(map_runs_folder) + "/to_do.txt", names.str()}};
  }
} // namespace vitriflow
