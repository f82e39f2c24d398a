#include <vitriflow/output/lattice_regions.h>

#include <algorithm>
#include <cstdlib>

namespace vitriflow
{
  namespace
  {
    using Pair = std::array<int, 2>;

    /** Notes that the region comes back to a node after these periods. */
    void add_winding(LatticeRegion &region, const Pair &periods)
    {
      Pair &known = region.winding;
      if (periods[0] == 0 && periods[1] == 0)
        return;
      if (known[0] * periods[1] != known[1] * periods[0])
        region.is_network = true;
      // of parallel ways round, one round
      const auto size = [](const Pair &p) {
        return std::abs(p[0]) + std::abs(p[1]);
      };
      if (!region.is_periodic() || size(periods) < size(known))
        known = periods;
    }

    /** Collects regions one after the other. */
    class Search
    {
    public:
      Search(const std::array<unsigned int, 2> &n,
             const bool periodic_in_second,
             const std::vector<bool> &inside)
        : n_({{int(n[0]), int(n[1])}})
        , periodic_in_second_(periodic_in_second)
        , inside_(inside)
        , seen_(inside.size(), false)
        , position_(inside.size())
      {
      }

      bool is_new(const std::size_t index) const
      {
        return inside_[index] && !seen_[index];
      }

      LatticeRegion region(const std::size_t first)
      {
        LatticeRegion region;
        visit(region, first, {{int(first) % n_[0], int(first) / n_[0]}});
        // grows while it is read
        for (std::size_t i = 0; i < region.nodes.size(); ++i)
          for (int dy = -1; dy <= 1; ++dy)
            for (int dx = -1; dx <= 1; ++dx)
              {
                const Pair at = region.nodes[i].position;
                look_at(region, {{at[0] + dx, at[1] + dy}});
              }
        region.rows = {
          {region.nodes[0].position[1], region.nodes[0].position[1]}};
        for (const auto &node : region.nodes)
          {
            region.rows[0] = std::min(region.rows[0], node.position[1]);
            region.rows[1] = std::max(region.rows[1], node.position[1]);
          }
        return region;
      }

    private:
      static int wrap(const int i, const int n)
      {
        return ((i % n) + n) % n;
      }

      void visit(LatticeRegion &region,
                 const std::size_t index,
                 const Pair &position)
      {
        seen_[index]     = true;
        position_[index] = position;
        region.nodes.push_back({index, position});
      }

      void look_at(LatticeRegion &region, const Pair &position)
      {
        if (!periodic_in_second_ && (position[1] < 0 || position[1] >= n_[1]))
          return;
        const std::size_t index =
          wrap(position[1], n_[1]) * n_[0] + wrap(position[0], n_[0]);
        if (!inside_[index])
          return;
        if (!seen_[index])
          visit(region, index, position);
        else
          add_winding(region,
                      {{(position[0] - position_[index][0]) / n_[0],
                        (position[1] - position_[index][1]) / n_[1]}});
      }

      Pair n_;
      bool periodic_in_second_;
      const std::vector<bool> &inside_;
      std::vector<bool> seen_;
      std::vector<Pair> position_;
    };
  } // namespace

  std::vector<LatticeRegion>
  connected_regions(const std::array<unsigned int, 2> &n,
                    const bool periodic_in_second,
                    const std::vector<bool> &inside)
  {
    Search search(n, periodic_in_second, inside);
    std::vector<LatticeRegion> regions;
    for (std::size_t i = 0; i < inside.size(); ++i)
      if (search.is_new(i))
        regions.push_back(search.region(i));
    return regions;
  }
} // namespace vitriflow
