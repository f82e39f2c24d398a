#pragma once

#include <vitriflow/discretization/state.h>
#include <vitriflow/output/entry_order.h>

#include <string>
#include <utility>
#include <vector>

namespace vitriflow
{
  /** What a run has to know besides its states to go on as if never stopped. */
  struct CheckpointData
  {
    unsigned int step           = 0;
    double previous_dt          = 0.;
    double next_dt              = 0.;
    std::size_t segment         = 0; // of the loading program
    double segment_strain_begin = 0.;
    double initial_mass         = 0.;
    double wall_seconds         = 0.;

    unsigned long long total_linear_iterations = 0;

    /** FieldOutput::records(). */
    std::vector<std::pair<double, std::string>> field_records;

    /** JSON text of the observers; not looked into. */
    std::string summary_state;

    /** Of the run that wrote it; filled in when written. */
    int n_ranks = 1;

    /** Whether the previous state is one, i.e. not before the first step. */
    bool has_history = false;
  };

  /**
   * Writes directory/checkpoint: `header.json`, the same for all ranks, and
   * `state_R.bin` of every rank R with the bits of its owned entries in the
   * given order, for machines of the same kind. An earlier checkpoint is given
   * up only when the new one is complete.
   *
   * Collective. Throws ComputationStopped on all ranks if a file cannot be
   * written; the earlier checkpoint is then still there.
   */
  void write_checkpoint(const std::string &directory,
                        const State &current,
                        const State &previous,
                        const CheckpointData &data,
                        const EntryOrder &order,
                        const MPI_Comm &comm);

  /** What read_checkpoint() returns, without the states. Collective. Throws
   * BadInput on all ranks. */
  CheckpointData read_checkpoint_data(const std::string &directory,
                                      const MPI_Comm &comm);

  /**
   * Reads directory/checkpoint, or checkpoint.old if writing was interrupted
   * between the two. The states have vectors of the right size already. The
   * number of ranks need not be that of the run that wrote it: each takes its
   * part of the entries from the files of several.
   *
   * Collective. Throws BadInput on all ranks, leaving the states as they
   * were, if there is none, if a file is damaged or of another version, or if
   * the numbers of unknowns are not those of this run.
   */
  CheckpointData read_checkpoint(const std::string &directory,
                                 State &current,
                                 State &previous,
                                 const EntryOrder &order,
                                 const MPI_Comm &comm);

  /** Whether there is something to read; looks at the file system only. */
  bool has_checkpoint(const std::string &directory);
} // namespace vitriflow
