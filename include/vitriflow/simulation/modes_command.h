#pragma once

#include <deal.II/base/mpi.h>

#include <string>

namespace vitriflow
{
  /** Whether an argument is the name of the subcommand `modes`. */
  bool is_modes_command(const std::string &argument);

  /**
   * Runs `modes DIR [options]`: the modes that grow fastest about the state in
   * the checkpoint of an output folder. Collective.
   *
   * @param argv begins with the name of the subcommand.
   * @return the exit status. Throws BadInput and ComputationStopped.
   */
  int
  run_modes_command(int argc, const char *const *argv, const MPI_Comm &comm);
} // namespace vitriflow
