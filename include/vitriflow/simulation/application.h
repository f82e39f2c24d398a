#pragma once

#include <deal.II/base/mpi.h>

namespace vitriflow
{
  /**
   * The command `vitriflow`: arguments to exit status (0 done, 2 bad input,
   * 3 stopped, 128 + signal). Messages go to standard error of rank 0.
   */
  int run_application(const int argc,
                      const char *const *argv,
                      const MPI_Comm &comm);
} // namespace vitriflow
