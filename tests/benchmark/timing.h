#pragma once

#include <deal.II/base/mpi.h>

#include <algorithm>
#include <ctime>
#include <limits>

namespace vitriflow
{
  namespace benchmark
  {
    /** Processor time of this rank: other users of the machine count less. */
    inline double seconds()
    {
      MPI_Barrier(MPI_COMM_WORLD);
      return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
    }

    /** Processor time of the slowest rank. */
    template <typename Operation>
    double time_of(const Operation &operation)
    {
      const double begin = seconds();
      operation();
      return dealii::Utilities::MPI::max(seconds() - begin, MPI_COMM_WORLD);
    }

    /** Shortest time of one call, in at least half a second of calls. */
    template <typename Operation>
    double shortest(const Operation &operation)
    {
      constexpr double least = 0.5;
      operation();
      double best = std::numeric_limits<double>::max(), spent = 0.;
      for (unsigned int i = 0; i < 3 || spent < least; ++i)
        {
          const double elapsed = time_of(operation);
          best                 = std::min(best, elapsed);
          spent += elapsed;
        }
      return best;
    }
  } // namespace benchmark
} // namespace vitriflow
