#include <vitriflow/statistics/box_counting.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vitriflow
{
  namespace
  {
    /** Smaller boxes see the grid points themselves. */
    constexpr unsigned int smallest_side = 4;

    /** Larger boxes, relative to the grid, are too few. */
    constexpr unsigned int smallest_number = 16;

    /** A slope over fewer sides has no error worth the name. */
    constexpr std::ptrdiff_t least_n_sides = 4;

    template <int dim>
    std::vector<unsigned int> box_sides(const Grid<dim> &grid)
    {
      unsigned int common = 0;
      for (const unsigned int n : grid.n_points)
        common = std::gcd(common, n);
      const unsigned int largest =
        *std::min_element(grid.n_points.begin(), grid.n_points.end()) / 4;

      std::vector<unsigned int> sides;
      for (unsigned int side = 1; side <= largest; ++side)
        if (common % side == 0)
          sides.push_back(side);
      if (sides.size() >= 3)
        return sides;
      sides.clear();
      for (unsigned int side = 1; side <= largest; side *= 2)
        sides.push_back(side);
      return sides;
    }

    template <int dim>
    std::size_t count(const Grid<dim> &grid,
                      const std::vector<char> &marked,
                      const unsigned int side)
    {
      std::array<std::size_t, dim> n_boxes;
      std::size_t n = 1;
      for (int d = 0; d < dim; ++d)
        {
          n_boxes[d] = (grid.n_points[d] + side - 1) / side;
          n *= n_boxes[d];
        }
      std::vector<char> full(n, 0);
      for (std::size_t i = 0; i < marked.size(); ++i)
        {
          if (marked[i] == 0)
            continue;
          std::size_t rest = i, box = 0, stride = 1;
          for (int d = 0; d < dim; ++d)
            {
              box += rest % grid.n_points[d] / side * stride;
              stride *= n_boxes[d];
              rest /= grid.n_points[d];
            }
          full[box] = 1;
        }
      return std::count(full.begin(), full.end(), 1);
    }

    struct Line
    {
      double slope = 0., error = 0.;
    };

    /** Linear regression over the points first, ..., last - 1. */
    Line regression(const std::vector<double> &x,
                    const std::vector<double> &y,
                    const std::size_t first,
                    const std::size_t last)
    {
      const double n = static_cast<double>(last - first);
      double mean_x = 0., mean_y = 0.;
      for (std::size_t i = first; i < last; ++i)
        {
          mean_x += x[i] / n;
          mean_y += y[i] / n;
        }
      double xx = 0., xy = 0., yy = 0.;
      for (std::size_t i = first; i < last; ++i)
        {
          xx += (x[i] - mean_x) * (x[i] - mean_x);
          xy += (x[i] - mean_x) * (y[i] - mean_y);
          yy += (y[i] - mean_y) * (y[i] - mean_y);
        }
      Line line;
      if (!(xx > 0.))
        return line;
      line.slope = xy / xx;
      if (n > 2.)
        line.error =
          std::sqrt(std::max(yy / xx - line.slope * line.slope, 0.) / (n - 2.));
      return line;
    }
  } // namespace

  template <int dim>
  BoxCount count_boxes(const Grid<dim> &grid, const std::vector<char> &marked)
  {
    BoxCount result;
    std::vector<double> x, y;
    for (const unsigned int side : box_sides(grid))
      {
        const std::size_t n = count(grid, marked, side);
        if (n == 0)
          return result;
        result.side.push_back(side);
        result.n_boxes.push_back(n);
        x.push_back(-std::log(side));
        y.push_back(std::log(n));
      }
    // the range of the slope, within the sides counted
    const auto &side = result.side;
    const unsigned int largest =
      *std::min_element(grid.n_points.begin(), grid.n_points.end()) /
      smallest_number;
    auto begin = std::lower_bound(side.begin(), side.end(), smallest_side);
    auto end   = std::upper_bound(begin, side.end(), largest);
    if (end - begin < least_n_sides)
      {
        begin = side.begin();
        end   = side.end();
      }
    const std::size_t first = begin - side.begin(), last = end - side.begin();
    const std::size_t n = last - first;
    if (n < 2)
      return result;
    const Line line  = regression(x, y, first, last);
    result.dimension = line.slope;
    result.error     = line.error;
    if (n >= 4)
      result.error =
        std::max(result.error,
                 std::abs(regression(x, y, first, first + (n + 1) / 2).slope -
                          regression(x, y, first + n / 2, last).slope) /
                   2.);
    return result;
  }

  template BoxCount count_boxes<2>(const Grid<2> &, const std::vector<char> &);
  template BoxCount count_boxes<3>(const Grid<3> &, const std::vector<char> &);
} // namespace vitriflow
