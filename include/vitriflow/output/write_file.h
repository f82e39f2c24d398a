#pragma once

#include <deal.II/base/mpi.h>

#include <functional>
#include <ostream>
#include <string>

namespace vitriflow
{
  /**
   * Write a file by way of a temporary one beside it that is renamed at last:
   * under its name the file is complete or as it was before. Returns what went
   * wrong, path and reason; empty if nothing did.
   */
  std::string write_file(const std::string &path, const std::string &contents);

  /** The same of what @p write puts into a stream, never as a whole in
   * memory. */
  std::string write_file(const std::string &path,
                         const std::function<void(std::ostream &)> &write);

  /**
   * The failure, if any, of the lowest rank that has one, on all ranks;
   * collective.
   */
  std::string first_failure(const std::string &failure, const MPI_Comm &comm);

  /** Runs an action on rank 0; throws ComputationStopped on all ranks if it
   * throws. Collective. */
  void on_root(const MPI_Comm &comm, const std::function<void()> &action);
} // namespace vitriflow
