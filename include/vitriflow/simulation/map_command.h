#pragma once

#include <deal.II/base/mpi.h>

#include <string>

namespace vitriflow
{
  /** Whether an argument is the name of the subcommand `map`. */
  bool is_map_command(const std::string &argument);

  /**
   * Runs `map FILE.prm [options]`: simulations over two parameters and several
   * seeds, each a process of this program, and what they say about the way the
   * sample fails. Runs that are finished are not repeated, interrupted ones go
   * on from their checkpoint.
   *
   * @param argv begins with the name of the subcommand.
   * @return the exit status: 0 done, 3 if no run has a result, 128 + n after
   *   signal n.
   *
   * Throws BadInput, also on more than one rank, and ComputationStopped.
   */
  int run_map_command(int argc, const char *const *argv, const MPI_Comm &comm);
} // namespace vitriflow
