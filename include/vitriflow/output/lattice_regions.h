#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace vitriflow
{
  /**
   * A connected set of nodes of a lattice that is periodic in all directions
   * but the second, and in that if asked for.
   */
  template <int dim>
  struct LatticeRegion
  {
    struct Node
    {
      /** Number of the node, first direction fastest. */
      std::size_t index;
      /** Where a path within the region leads to it, periods added up: the
       * region in one piece. */
      std::array<int, dim> position;
    };

    std::vector<Node> nodes;
    /** Smallest and largest second index of the positions. */
    std::array<int, 2> rows = {{0, 0}};
    /** Independent sets of periods after which the region closes on itself: of
     * the many ways round those that all others are made of. */
    std::vector<std::array<int, dim>> windings;

    /** Whether it closes on itself in all directions. */
    bool is_network() const
    {
      return windings.size() == dim;
    }
  };

  /** Regions of the nodes that are @p inside; nodes touch at edges and
   * corners. */
  template <int dim>
  std::vector<LatticeRegion<dim>>
  connected_regions(const std::array<unsigned int, dim> &n,
                    const bool periodic_in_second,
                    const std::vector<bool> &inside);
} // namespace vitriflow
