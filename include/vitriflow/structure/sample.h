#pragma once

#include <vitriflow/structure/field.h>
#include <vitriflow/structure/gridded_field.h>

#include <vector>

namespace vitriflow
{
  /** A periodic grid over the box with @p n_longest points along its longest
   * side and about the same spacing along the others. */
  template <int dim>
  Grid<dim> sampling_grid(const std::array<double, dim> &box_size,
                          const unsigned int n_longest);

  /** Makes a periodic direction one with ends: the points stay where they are
   * and become those of the shorter box that they span. */
  template <int dim>
  void make_open(Grid<dim> &grid, const int direction);

  /** Values at the points first, ..., last-1 of a grid, x fastest. */
  template <int dim>
  std::vector<double> sample(const Field<dim> &field,
                             const Grid<dim> &grid,
                             const std::size_t first,
                             const std::size_t last);
} // namespace vitriflow
