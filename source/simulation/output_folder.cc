#include <vitriflow/base/exceptions.h>
#include <vitriflow/output/write_file.h>
#include <vitriflow/simulation/output_folder.h>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iterator>

namespace vitriflow
{
  namespace fs = std::filesystem;

  namespace
  {
    /** Beside field outputs and checkpoints. */
    const std::string result_files[] = {"timeseries.csv",
                                        "bands.csv",
                                        "events.csv",
                                        "run.json",
                                        "summary.json",
                                        "parameters.prm",
                                        "stability.json",
                                        "stability.csv",
                                        "stability_spectrum.csv",
                                        "phase_diagram.csv",
                                        "phase_curves.csv",
                                        "phase_diagram.png",
                                        "map.csv",
                                        "map_points.csv",
                                        "map.json",
                                        "map.slurm",
                                        "map.png",
                                        "map_runs"};

    bool holds_results(const fs::path &folder)
    {
      for (const char *name : {"timeseries.csv",
                               "run.json",
                               "fields.pvd",
                               "checkpoint",
                               "checkpoint.old",
                               "stability.json",
                               "map_runs",
                               "modes.json"})
        if (fs::exists(folder / name))
          return true;
      return false;
    }

    /** What stands at the path, or where it would have to be created. */
    fs::path nearest_existing(const fs::path &folder)
    {
      fs::path path = fs::absolute(folder);
      std::error_code error;
      while (!fs::exists(path, error) && path.has_relative_path())
        path = path.parent_path();
      return path;
    }
  } // namespace

  std::string subcommand_folder(const CommandLine &command,
                                const std::string &named_by_parameters,
                                const std::string &suffix)
  {
    if (!command.output_directory.empty())
      return command.output_directory;
    if (!named_by_parameters.empty())
      return named_by_parameters;
    const std::string stem = fs::path(command.parameter_file).stem().string();
    return (fs::path("output") / (stem + suffix)).string();
  }

  void write_files(const Files &files, const std::string &folder)
  {
    for (const auto &[name, contents] : files)
      {
        const std::string failure =
          write_file((fs::path(folder) / name).string(), contents);
        if (!failure.empty())
          throw ComputationStopped("cannot write " + failure);
      }
  }

  std::string refuse_folder(const std::string &folder,
                            const bool overwrite,
                            const bool resume)
  {
    const auto unusable = [&](const std::string &reason) {
      return "the output folder " + folder + " cannot be used: " + reason +
             "; choose another with --output.";
    };
    std::error_code error;
    const fs::path place = nearest_existing(folder);
    if (!fs::is_directory(place, error))
      return unusable(place.string() + " is not a folder");
    if (access(place.c_str(), W_OK | X_OK) != 0)
      return unusable(place.string() + ": " + std::strerror(errno));
    if (!resume && !overwrite && holds_results(folder))
      return folder + " already holds results; choose another " +
             "folder with --output, or replace them with --overwrite.";
    return "";
  }

  void clear_folder(const std::string &folder)
  {
    fs::create_directories(folder);
    for (const auto &entry : fs::directory_iterator(folder))
      {
        // .tmp: an interrupted run was writing it
        const fs::path file = entry.path().filename();
        const std::string name =
          (file.extension() == ".tmp" ? file.stem() : file).string();
        if (name.rfind("fields", 0) == 0 || name.rfind("contact", 0) == 0 ||
            name.rfind("modes.", 0) == 0 || name.rfind("checkpoint", 0) == 0 ||
            std::count(std::begin(result_files), std::end(result_files), name) >
              0)
          fs::remove_all(entry.path());
      }
  }
} // namespace vitriflow
