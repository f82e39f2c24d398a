#pragma once

#include <vitriflow/structure/gridded_field.h>

#include <cstdint>
#include <limits>
#include <vector>

namespace vitriflow
{
  /** Clusters of marked grid points which are nearest neighbours. */
  struct Components
  {
    static constexpr std::uint32_t none =
      std::numeric_limits<std::uint32_t>::max();

    /** Number of the cluster of each point, none outside clusters. Clusters
     * are numbered in the order of their first point. */
    std::vector<std::uint32_t> label;

    /** Points of each cluster. */
    std::vector<std::size_t> size;

    /** Number of the first of the largest clusters; none without any. */
    std::uint32_t largest() const;
  };

  /** Neighbours across the ends of periodic directions count. */
  template <int dim>
  Components connected_components(const Grid<dim> &grid,
                                  const std::vector<char> &marked);
} // namespace vitriflow
