#include <vitriflow/output/lattice_regions.h>

#include <algorithm>
#include <utility>

namespace vitriflow
{
  namespace
  {
    /**
     * Integer combinations of vectors, kept as rows in echelon form: adding one
     * more eliminates it by Euclid's algorithm, column by column.
     */
    template <int dim>
    class IntegerSpan
    {
    public:
      using Row = std::array<int, dim>;

      void add(Row row)
      {
        for (unsigned int d = 0; d < dim; ++d)
          while (row[d] != 0)
            {
              Row &pivot = rows_[d];
              if (pivot[d] == 0)
                {
                  pivot = row;
                  return;
                }
              const int factor = row[d] / pivot[d];
              for (unsigned int e = d; e < dim; ++e)
                row[e] -= factor * pivot[e];
              if (row[d] != 0)
                std::swap(row, pivot);
            }
      }

      /** Independent rows that span the same. */
      std::vector<Row> basis() const
      {
        std::vector<Row> result;
        for (unsigned int d = 0; d < dim; ++d)
          if (rows_[d][d] != 0)
            result.push_back(rows_[d]);
        return result;
      }

    private:
      std::array<Row, dim> rows_{};
    };

    /** Collects regions one after the other. */
    template <int dim>
    class Search
    {
    public:
      using Position = std::array<int, dim>;

      Search(const std::array<unsigned int, dim> &n,
             const bool periodic_in_second,
             const std::vector<bool> &inside)
        : periodic_in_second_(periodic_in_second)
        , inside_(inside)
        , seen_(inside.size(), false)
        , position_(inside.size())
      {
        for (unsigned int d = 0; d < dim; ++d)
          n_[d] = n[d];
        unsigned int n_around = 1;
        for (unsigned int d = 0; d < dim; ++d)
          n_around *= 3;
        for (unsigned int i = 0; i < n_around; ++i)
          {
            Position step;
            unsigned int digits = i;
            for (unsigned int d = 0; d < dim; ++d, digits /= 3)
              step[d] = static_cast<int>(digits % 3) - 1;
            steps_.push_back(step);
          }
      }

      bool is_new(const std::size_t index) const
      {
        return inside_[index] && !seen_[index];
      }

      LatticeRegion<dim> region(const std::size_t first)
      {
        LatticeRegion<dim> region;
        IntegerSpan<dim> windings;
        visit(region, first, position_of(first));
        // grows while it is read
        for (std::size_t i = 0; i < region.nodes.size(); ++i)
          for (const Position &step : steps_)
            {
              Position position = region.nodes[i].position;
              for (unsigned int d = 0; d < dim; ++d)
                position[d] += step[d];
              look_at(region, windings, position);
            }
        region.windings = windings.basis();
        region.rows     = {
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

      Position position_of(std::size_t index) const
      {
        Position position;
        for (unsigned int d = 0; d < dim; ++d)
          {
            position[d] = index % n_[d];
            index /= n_[d];
          }
        return position;
      }

      void visit(LatticeRegion<dim> &region,
                 const std::size_t index,
                 const Position &position)
      {
        seen_[index]     = true;
        position_[index] = position;
        region.nodes.push_back({index, position});
      }

      void look_at(LatticeRegion<dim> &region,
                   IntegerSpan<dim> &windings,
                   const Position &position)
      {
        if (!periodic_in_second_ && (position[1] < 0 || position[1] >= n_[1]))
          return;
        std::size_t index = 0;
        for (int d = dim - 1; d >= 0; --d)
          index = index * n_[d] + wrap(position[d], n_[d]);
        if (!inside_[index])
          return;
        if (!seen_[index])
          {
            visit(region, index, position);
            return;
          }
        Position periods;
        bool is_same = true;
        for (unsigned int d = 0; d < dim; ++d)
          {
            periods[d] = (position[d] - position_[index][d]) / n_[d];
            is_same    = is_same && periods[d] == 0;
          }
        if (!is_same)
          windings.add(periods);
      }

      std::array<int, dim> n_;
      bool periodic_in_second_;
      const std::vector<bool> &inside_;
      std::vector<bool> seen_;
      std::vector<Position> position_;
      std::vector<Position> steps_;
    };
  } // namespace

  template <int dim>
  std::vector<LatticeRegion<dim>>
  connected_regions(const std::array<unsigned int, dim> &n,
                    const bool periodic_in_second,
                    const std::vector<bool> &inside)
  {
    Search<dim> search(n, periodic_in_second, inside);
    std::vector<LatticeRegion<dim>> regions;
    for (std::size_t i = 0; i < inside.size(); ++i)
      if (search.is_new(i))
        regions.push_back(search.region(i));
    return regions;
  }

  template std::vector<LatticeRegion<2>> connected_regions<2>(
    const std::array<unsigned int, 2> &, bool, const std::vector<bool> &);
  template std::vector<LatticeRegion<3>> connected_regions<3>(
    const std::array<unsigned int, 3> &, bool, const std::vector<bool> &);
} // namespace vitriflow
