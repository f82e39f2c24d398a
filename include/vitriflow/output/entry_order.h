#pragma once

#include <vitriflow/discretization/discretization.h>

#include <vector>

namespace vitriflow
{
  /**
   * Owned entries of the vectors of a State, sorted by the first cell they
   * belong to, in the order in which cells are shared out among ranks. One
   * rank after the other, this lists the entries of the whole mesh in an order
   * that does not depend on the number of ranks.
   *
   * The k-th number is the position of an entry in the vector.
   */
  struct EntryOrder
  {
    std::vector<unsigned int> velocity, density, stress;
  };

  template <int dim>
  EntryOrder entry_order(const Discretization<dim> &discretization);
} // namespace vitriflow
