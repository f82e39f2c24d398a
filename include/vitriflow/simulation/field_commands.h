#pragma once

#include <deal.II/base/mpi.h>

#include <string>

namespace vitriflow
{
  /** Whether @p word names one of the commands below. */
  bool is_field_command(const std::string &word);

  /**
   * The commands `vitriflow structure FILE.prm`, which draws the fields of a
   * parameter file, and `vitriflow statistics PATH`, which measures fields;
   * argv[0] is the name of the command. Returns the exit status; throws
   * BadInput.
   */
  int run_field_command(const int argc,
                        const char *const *argv,
                        const MPI_Comm &comm);
} // namespace vitriflow
