#pragma once

#include <mpi.h>

#include <complex>
#include <functional>
#include <vector>

namespace vitriflow
{
  /** An eigenvalue and its vector, of which each rank holds a part. */
  struct Eigenpair
  {
    std::complex<double> value;
    std::vector<double> real, imaginary;
    /** |A x - value x|/|value x|. */
    double residual;
  };

  /** A linear map on distributed vectors, given by its action on the part of
   * each rank. Collective. */
  using LinearMap = std::function<void(const double *source, double *result)>;

  /**
   * Eigenvalues of largest magnitude, largest first, of a real map that need
   * not be symmetric: Krylov-Schur iteration of SLEPc. Of a complex pair both
   * are listed, the one with positive imaginary part first; a pair is not torn
   * apart, so that there may be one more than wanted. Collective.
   *
   * Rethrows what the map throws, on the ranks that throw it, and throws
   * ComputationStopped if not even one pair has converged.
   *
   * @param start vector that is not orthogonal to the wanted ones.
   * @param tolerance of Eigenpair::residual.
   */
  std::vector<Eigenpair> largest_eigenpairs(const LinearMap &map,
                                            const std::vector<double> &start,
                                            unsigned int n_wanted,
                                            double tolerance,
                                            const MPI_Comm &comm);
} // namespace vitriflow
