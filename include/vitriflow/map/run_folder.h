#pragma once

#include <vitriflow/map/failure_mode.h>

#include <optional>
#include <string>

namespace vitriflow
{
  /** How far the run of an output folder has come. */
  enum class RunState
  {
    missing,     // nothing, or nothing to go on from
    failed,      // refused or given up without results
    interrupted, // can go on from its checkpoint
    stopped,     // had to stop before its end, and would again
    finished
  };

  std::string to_string(RunState state);

  /** An output folder as it is found. */
  struct RunFolder
  {
    RunState state = RunState::missing;

    /** Why a run has no results or stopped before its end. */
    std::string reason;

    /** Wall-clock seconds of the computation. */
    double seconds = 0.;

    /** Of runs that have finished or stopped. */
    std::optional<RunHistory> history;
  };

  /**
   * Reads run.json, summary.json and timeseries.csv of an output folder. Files
   * that are missing or damaged count as a run that is missing.
   *
   * @param resumable whether there is a checkpoint to go on from.
   * @param log_file what the program has said; tells why there are no results.
   * @param shear_modulus G0, in the unit of the stresses in the files.
   * @param density rho0, in the unit of the densities in the files.
   */
  RunFolder read_run_folder(const std::string &folder,
                            bool resumable,
                            const std::string &log_file,
                            double shear_modulus,
                            double density);
} // namespace vitriflow
