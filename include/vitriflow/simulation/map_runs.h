#pragma once

#include <vitriflow/base/command_line.h>
#include <vitriflow/map/failure_map.h>
#include <vitriflow/map/job_pool.h>
#include <vitriflow/simulation/output_folder.h>

#include <filesystem>
#include <string>
#include <vector>

namespace vitriflow
{
  /** Folder of the runs in the folder of a map. */
  constexpr const char *map_runs_folder = "map_runs";

  /** A map before it is computed. */
  struct PlannedMap
  {
    /** Parameters of the map itself, written out. */
    std::string parameter_text;

    FailureMap map;

    /** Parameter files of the runs, without section Map. */
    std::vector<std::string> run_texts;
  };

  /**
   * Reads the parameter file and those of all points: bad input at any of them
   * is found here. Throws BadInput.
   *
   * @return the folder that the parameters name; may be empty.
   */
  std::string plan_map(const CommandLine &command, PlannedMap &plan);

  /** Throws BadInput if the folder holds a run of the same name whose
   * parameters are other ones. */
  void reject_other_map(const PlannedMap &plan,
                        const std::filesystem::path &folder);

  /** The process that computes a run, or goes on with it. */
  Job job_of(const MapRun &run, const std::filesystem::path &folder);

  /** Reads what a run has left and judges it. */
  void read_results(MapRun &run,
                    const PlannedMap &plan,
                    const std::filesystem::path &folder);

  /** A job array of the runs with these numbers, as files of the folder. */
  Files slurm_files(const PlannedMap &plan,
                    const std::vector<std::size_t> &runs,
                    const std::filesystem::path &folder);
} // namespace vitriflow
