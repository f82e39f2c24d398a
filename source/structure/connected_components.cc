#include <vitriflow/structure/connected_components.h>

#include <algorithm>

namespace vitriflow
{
  namespace
  {
    /** Representative of a set; shortens the path to it on the way. */
    std::uint32_t root(std::vector<std::uint32_t> &parent, std::uint32_t i)
    {
      while (parent[i] != i)
        {
          parent[i] = parent[parent[i]];
          i         = parent[i];
        }
      return i;
    }

    void unite(std::vector<std::uint32_t> &parent,
               const std::uint32_t a,
               const std::uint32_t b)
    {
      const std::uint32_t ra = root(parent, a);
      const std::uint32_t rb = root(parent, b);
      // the first point represents: numbering then follows the points
      parent[std::max(ra, rb)] = std::min(ra, rb);
    }
  } // namespace

  std::uint32_t Components::largest() const
  {
    if (size.empty())
      return none;
    return static_cast<std::uint32_t>(
      std::max_element(size.begin(), size.end()) - size.begin());
  }

  template <int dim>
  Components connected_components(const Grid<dim> &grid,
                                  const std::vector<char> &marked)
  {
    const std::size_t n = marked.size();
    std::vector<std::uint32_t> parent(n);
    for (std::size_t i = 0; i < n; ++i)
      parent[i] = static_cast<std::uint32_t>(i);

    std::size_t stride = 1;
    for (int d = 0; d < dim; ++d)
      {
        const std::size_t n_d = grid.n_points[d];
        for (std::size_t i = 0; i < n; ++i)
          {
            const std::size_t place = i / stride % n_d;
            if (marked[i] == 0 || (place + 1 == n_d && !grid.periodic[d]))
              continue;
            const std::size_t next =
              place + 1 == n_d ? i - stride * (n_d - 1) : i + stride;
            if (marked[next] != 0)
              unite(parent, i, next);
          }
        stride *= n_d;
      }

    Components result;
    result.label.assign(n, Components::none);
    for (std::size_t i = 0; i < n; ++i)
      {
        if (marked[i] == 0)
          continue;
        const std::uint32_t first = root(parent, i);
        if (result.label[first] == Components::none)
          {
            result.label[first] =
              static_cast<std::uint32_t>(result.size.size());
            result.size.push_back(0);
          }
        result.label[i] = result.label[first];
        ++result.size[result.label[i]];
      }
    return result;
  }

  template Components connected_components<2>(const Grid<2> &,
                                              const std::vector<char> &);
  template Components connected_components<3>(const Grid<3> &,
                                              const std::vector<char> &);
} // namespace vitriflow
