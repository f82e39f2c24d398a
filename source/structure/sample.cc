#include <vitriflow/structure/sample.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  template <int dim>
  Grid<dim> sampling_grid(const std::array<double, dim> &box_size,
                          const unsigned int n_longest)
  {
    const double spacing =
      *std::max_element(box_size.begin(), box_size.end()) / n_longest;
    Grid<dim> grid;
    for (int d = 0; d < dim; ++d)
      {
        grid.n_points[d] = static_cast<unsigned int>(
          std::max(std::round(box_size[d] / spacing), 1.));
        grid.size[d]     = box_size[d];
        grid.periodic[d] = true;
      }
    return grid;
  }

  template <int dim>
  void make_open(Grid<dim> &grid, const int direction)
  {
    const double n = grid.n_points[direction];
    if (n < 2.)
      return;
    grid.periodic[direction] = false;
    grid.size[direction] *= (n - 1.) / n;
  }

  template <int dim>
  std::vector<double> sample(const Field<dim> &field,
                             const Grid<dim> &grid,
                             const std::size_t first,
                             const std::size_t last)
  {
    std::vector<double> values;
    values.reserve(last - first);
    for (std::size_t i = first; i < last; ++i)
      {
        std::size_t rest = i;
        dealii::Point<dim> point;
        for (int d = 0; d < dim; ++d)
          {
            const std::size_t n         = grid.n_points[d];
            const std::size_t intervals = grid.periodic[d] ? n : n - 1;
            point[d]                    = (rest % n) * grid.size[d] / intervals;
            rest /= n;
          }
        values.push_back(field.value(point));
      }
    return values;
  }

#define INSTANTIATE(dim)                                                 \
  template Grid<dim> sampling_grid<dim>(const std::array<double, dim> &, \
                                        const unsigned int);             \
  template void make_open<dim>(Grid<dim> &, const int);                  \
  template std::vector<double> sample<dim>(const Field<dim> &,           \
                                           const Grid<dim> &,            \
                                           const std::size_t,            \
                                           const std::size_t);
  INSTANTIATE(2)
  INSTANTIATE(3)
} // namespace vitriflow
