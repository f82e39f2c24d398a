#pragma once

#include <deal.II/base/mpi.h>

#include <string>

namespace vitriflow
{
  /** Whether the first argument asks for linear stability analysis. */
  bool is_stability_command(const std::string &argument);

  /**
   * The command `vitriflow stability FILE.prm [options]`: linear stability of
   * homogeneous flow, without a mesh. Arguments begin with "stability".
   * Returns the exit status; throws BadInput before anything is written.
   */
  int run_stability_command(const int argc,
                            const char *const *argv,
                            const MPI_Comm &comm);
} // namespace vitriflow
