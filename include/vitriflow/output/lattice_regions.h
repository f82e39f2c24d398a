#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace vitriflow
{
  /**
   * A connected set of nodes of a plane lattice that is periodic along its
   * first direction, and along the second if asked for.
   */
  struct LatticeRegion
  {
    struct Node
    {
      /** Number of the node, first direction fastest. */
      std::size_t index;
      /** Where a path within the region leads to it, periods added up: the
       * region in one piece. */
      std::array<int, 2> position;
    };

    std::vector<Node> nodes;
    /** Smallest and largest second index of the positions. */
    std::array<int, 2> rows = {{0, 0}};
    /** Periods along both directions after which the region closes on itself;
     * zero if it does not. */
    std::array<int, 2> winding = {{0, 0}};
    /** Whether it closes on itself in two directions. */
    bool is_network = false;

    bool is_periodic() const
    {
      return winding[0] != 0 || winding[1] != 0;
    }
  };

  /** Regions of the nodes that are @p inside; nodes touch at edges and
   * corners. */
  std::vector<LatticeRegion>
  connected_regions(const std::array<unsigned int, 2> &n,
                    const bool periodic_in_second,
                    const std::vector<bool> &inside);
} // namespace vitriflow
