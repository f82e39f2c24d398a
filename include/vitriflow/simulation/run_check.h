#pragma once

#include <deal.II/base/mpi.h>

#include <vitriflow/simulation/parameters.h>

#include <iosfwd>

namespace vitriflow
{
  /**
   * What a run means, before it is computed (--check): dimensionless groups,
   * thresholds of model section 3, resolution, expected steps and memory.
   */
  void describe_run(std::ostream &out, const Parameters &parameters);

  /** Memory of all ranks together, measured on runs of this kind. */
  double expected_bytes(const Parameters &parameters);

  /** Throws BadInput if the machines of the ranks have not that much;
   * collective. */
  void reject_oversized(const Parameters &parameters, const MPI_Comm &comm);
} // namespace vitriflow
