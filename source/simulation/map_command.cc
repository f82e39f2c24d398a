#include <vitriflow/base/command_line.h>
#include <vitriflow/base/exceptions.h>
#include <vitriflow/map/failure_map.h>
#include <vitriflow/map/job_pool.h>
#include <vitriflow/simulation/map_command.h>
#include <vitriflow/simulation/map_runs.h>
#include <vitriflow/simulation/output_folder.h>
#include <vitriflow/simulation/progress.h>

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <sstream>

namespace vitriflow
{
  using namespace dealii;
  namespace fs = std::filesystem;

  namespace
  {
    const char *const usage_text =
      R"(Usage: vitriflow map FILE.prm [options]

Simulates FILE.prm over the two parameters and the seeds of its section "Map",
each run a process on one core, and says how the sample fails in each (not of
indents). Writes
  map.csv         one row per run: mode of failure, strength, plastic strain
  map_points.csv  one row per point of the map: counts and means over seeds
  map.json        transitions from ductile to brittle, activation energy
  map_runs/       the runs themselves: parameter file, output folder, log
The same command again goes on where an earlier one ended: runs that are done
stay, interrupted ones continue, failed ones are tried again.

Options:
  --slurm                         write the parameter files and map.slurm, a
                                  job array of the runs still to do; run none
  --collect                       gather the results there are; run none
  --set "Section/Sub/Name=value"  override a parameter; may be repeated
  --output DIR                    folder of the results
  --overwrite                     remove all results that are already there
  --check                         print the points of the map, write nothing
  -h, --help                      print this text
)";

    /** Exit status of a run that refuses its input. */
    constexpr int unusable = 2;

    struct MapOptions
    {
      CommandLine command;
      bool slurm   = false;
      bool collect = false;
    };

    MapOptions parse_options(const int argc, const char *const *argv)
    {
      MapOptions options;
      std::vector<const char *> rest;
      for (int i = 0; i < argc; ++i)
        if (std::strcmp(argv[i], "--slurm") == 0)
          options.slurm = true;
        else if (std::strcmp(argv[i], "--collect") == 0)
          options.collect = true;
        else
          rest.push_back(argv[i]);
      options.command      = parse_command_line(rest.size(), rest.data());
      const CommandLine &c = options.command;
      if (!c.restart_directory.empty() || c.defaults || c.version)
        throw BadInput("'vitriflow map' knows neither --restart nor --defaults "
                       "nor --version; the same command again goes on with a "
                       "map. 'vitriflow map --help' lists its options.");
      if (options.slurm && options.collect)
        throw BadInput("--slurm prepares runs and --collect gathers their "
                       "results: give one of them.");
      if (options.collect && c.overwrite)
        throw BadInput("--overwrite would remove what --collect gathers: give "
                       "one of them.");
      return options;
    }

    /** Keeps two processes from computing one map. Held until this process and
     * all runs that it has started have ended. */
    void lock(const fs::path &folder)
    {
      const int file =
        open((folder / "map.lock").c_str(), O_CREAT | O_RDWR, 0666);
      if (file < 0)
        throw ComputationStopped("cannot write " +
                                 (folder / "map.lock").string() + ": " +
                                 std::strerror(errno));
      if (flock(file, LOCK_EX | LOCK_NB) != 0)
        throw BadInput("the map in " + folder.string() +
                       " is being computed by another process; wait for it, "
                       "or choose another folder with --output.");
    }

    void prepare_folder(const PlannedMap &plan,
                        const fs::path &folder,
                        const bool overwrite)
    {
      const bool resume = fs::exists(folder / map_runs_folder);
      const std::string refusal =
        refuse_folder(folder.string(), overwrite, resume);
      if (!refusal.empty())
        throw BadInput(refusal);
      if (resume && !overwrite)
        reject_other_map(plan, folder);
      try
        {
          fs::create_directories(folder);
          lock(folder);
          if (overwrite)
            clear_folder(folder.string());
          fs::create_directories(folder / map_runs_folder);
        }
      catch (const fs::filesystem_error &error)
        {
          throw ComputationStopped(error.what());
        }
      write_files({{"parameters.prm", plan.parameter_text}}, folder.string());
      for (std::size_t i = 0; i < plan.map.runs.size(); ++i)
        write_files({{plan.map.runs[i].name + ".prm", plan.run_texts[i]}},
                    (folder / map_runs_folder).string());
    }

    std::string outcome(const MapRun &run)
    {
      if (run.is_judged())
        return to_string(run.failure->mode) +
               (run.failure->brittle ? ", brittle" : ", ductile");
      return to_string(run.folder.state) +
             (run.folder.reason.empty() ? "" : ": " + run.folder.reason);
    }

    void describe(std::ostream &out, const PlannedMap &plan)
    {
      const FailureMap &map = plan.map;
      out << map.runs.size() << " runs, " << map.parameters.n_seeds
          << " at every point\nname  " << map.parameters.first.parameter << "  "
          << map.parameters.second.parameter << "\n";
      for (const MapRun &run : map.runs)
        out << run.name << "  " << run.first << "  " << run.second << "\n";
      out << std::flush;
    }

    void report(const FailureMap &map, const std::string &folder)
    {
      const nlohmann::json results = map_report(map);
      write_files({{"map.csv", map_csv(map)},
                   {"map_points.csv", map_points_csv(map)},
                   {"map.json", results.dump(2) + "\n"}},
                  folder);
      for (const auto &row : results["transitions"])
        if (!row["second"].is_null())
          std::cout << "brittle above " << map.parameters.second.parameter
                    << " = " << row["second"].get<double>() << " at "
                    << map.parameters.first.parameter << " = "
                    << row["first"].get<double>() << "\n";
      if (!results["arrhenius"].is_null())
        std::cout
          << "activation energy of the transition: "
          << results["arrhenius"]["activation_energy"]["value"].get<double>() /
               1e3
          << " kJ/mol\n";
      unsigned int n_results = 0;
      for (const MapRun &run : map.runs)
        if (map.has_result(run))
          ++n_results;
        else
          std::cout << run.name << " " << outcome(run) << "\n";
      std::cout << n_results << " of " << map.runs.size()
                << " runs have a result; results in " << folder << std::endl;
    }

    /** The runs still to do, seed by seed, so that the whole map shows early.*/
    std::vector<std::size_t> runs_to_do(const FailureMap &map)
    {
      std::vector<std::size_t> result;
      for (std::size_t i = 0; i < map.runs.size(); ++i)
        if (map.runs[i].folder.state != RunState::finished &&
            map.runs[i].folder.state != RunState::stopped)
          result.push_back(i);
      std::stable_sort(result.begin(),
                       result.end(),
                       [&](const std::size_t a, const std::size_t b) {
                         return map.runs[a].seed < map.runs[b].seed;
                       });
      return result;
    }

    /** @return the signal that ended the work early. */
    int compute(PlannedMap &plan, const fs::path &folder)
    {
      const std::vector<std::size_t> todo = runs_to_do(plan.map);
      std::vector<Job> jobs;
      for (const std::size_t i : todo)
        jobs.push_back(job_of(plan.map.runs[i], folder));
      const unsigned int n          = plan.map.runs.size();
      unsigned int done             = n - todo.size();
      const unsigned int n_parallel = plan.map.parameters.jobs > 0
                                        ? plan.map.parameters.jobs
                                        : n_usable_cores();
      std::cout << n << " runs, " << done << " of them done; " << n_parallel
                << " at a time" << std::endl;
      return run_jobs(
        jobs, n_parallel, &caught_signal, [&](std::size_t job, int status) {
          MapRun &run = plan.map.runs[todo[job]];
          // a checkpoint that cannot be read is no good the next time either
          if (status == unusable && run.folder.state == RunState::interrupted)
            fs::remove_all(folder / map_runs_folder / run.name);
          read_results(run, plan, folder);
          std::cout << ++done << "/" << n << " " << run.name << " "
                    << plan.map.parameters.first.parameter << " = " << run.first
                    << ", " << plan.map.parameters.second.parameter << " = "
                    << run.second << ": " << outcome(run);
          if (status != 0)
            std::cout << " (exit status " << status << ")";
          std::cout << std::endl;
        });
    }

    void write_slurm(const PlannedMap &plan, const fs::path &folder)
    {
      const std::vector<std::size_t> todo = runs_to_do(plan.map);
      if (todo.empty())
        {
          std::cout << "all runs are done; --collect gathers their results"
                    << std::endl;
          return;
        }
      write_files(slurm_files(plan, todo, folder), folder.string());
      std::cout << todo.size() << " runs to do. Submit them with\n  sbatch "
                << (folder / "map.slurm").string()
                << "\nand gather the results with the same command and "
                   "--collect in the place of --slurm."
                << std::endl;
    }
  } // namespace

  bool is_map_command(const std::string &argument)
  {
    return argument == "map";
  }

  int
  run_map_command(const int argc, const char *const *argv, const MPI_Comm &comm)
  {
    const bool root          = Utilities::MPI::this_mpi_process(comm) == 0;
    const MapOptions options = parse_options(argc, argv);
    if (options.command.help)
      {
        if (root)
          std::cout << usage_text;
        return 0;
      }
    if (Utilities::MPI::n_mpi_processes(comm) > 1)
      throw BadInput("'vitriflow map' starts its runs itself, one on a core; "
                     "leave out mpirun and set Map/Jobs.");
    PlannedMap plan;
    const std::string named = plan_map(options.command, plan);
    if (options.command.check)
      {
        describe(std::cout, plan);
        return 0;
      }
    const fs::path folder = subcommand_folder(options.command, named, "_map");
    if (options.collect && !fs::exists(folder / map_runs_folder))
      throw BadInput(folder.string() +
                     " holds no runs of a map; name their folder with "
                     "--output.");
    if (options.collect)
      reject_other_map(plan, folder);
    else
      prepare_folder(plan, folder, options.command.overwrite);
    for (MapRun &run : plan.map.runs)
      read_results(run, plan, folder);
    if (options.slurm)
      {
        write_slurm(plan, folder);
        return 0;
      }
    int signal = 0;
    if (!options.collect)
      {
        catch_signals();
        signal = compute(plan, folder);
      }
    report(plan.map, folder.string());
    if (signal != 0)
      {
        std::cerr << "stopped: signal " << signal
                  << "; the same command again goes on" << std::endl;
        return 128 + signal;
      }
    const bool some =
      std::any_of(plan.map.runs.begin(),
                  plan.map.runs.end(),
                  [&](const MapRun &run) { return plan.map.has_result(run); });
    return some ? 0 : 3;
  }
} // namespace vitriflow
