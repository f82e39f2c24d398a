#include <vitriflow/structure/gridded_field.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  namespace
  {
    /** Points per direction of the interpolation, even (see Stencil). */
    constexpr int max_n_stencil_points = 8;

    /** One direction of the interpolation; by default the only point is 0. */
    struct Stencil
    {
      int n_points                                    = 1;
      std::array<int, max_n_stencil_points> index     = {{0}};
      std::array<double, max_n_stencil_points> weight = {{1.}};
    };

    /** Value at @p t of the Lagrange polynomial j on the points 0, ..., n-1. */
    double lagrange_polynomial(const int j, const int n, const double t)
    {
      double product = 1.;
      for (int k = 0; k < n; ++k)
        if (k != j)
          product *= (t - k) / (j - k);
      return product;
    }

    /**
     * An even number of points changes where @p x passes a grid point, whose
     * value old and new stencil share: the interpolant is continuous.
     */
    Stencil periodic_stencil(const double x, const int n, const double size)
    {
      double s = x / size * n;
      s -= n * std::floor(s / n);

      Stencil stencil;
      stencil.n_points =
        (n >= max_n_stencil_points) ? max_n_stencil_points : n - n % 2;
      stencil.n_points = std::max(stencil.n_points, 1);

      const int first =
        static_cast<int>(std::floor(s)) - (stencil.n_points / 2 - 1);
      for (int j = 0; j < stencil.n_points; ++j)
        {
          stencil.index[j] = (first + j + n) % n;
          stencil.weight[j] =
            lagrange_polynomial(j, stencil.n_points, s - first);
        }
      return stencil;
    }

    Stencil bounded_stencil(const double x, const int n, const double size)
    {
      const double s = std::clamp(x / size * (n - 1), 0., n - 1.);

      Stencil stencil;
      stencil.n_points = std::min(n, max_n_stencil_points);

      const int first =
        std::clamp(static_cast<int>(std::floor(s)) - (stencil.n_points / 2 - 1),
                   0,
                   n - stencil.n_points);
      for (int j = 0; j < stencil.n_points; ++j)
        {
          stencil.index[j] = first + j;
          stencil.weight[j] =
            lagrange_polynomial(j, stencil.n_points, s - first);
        }
      return stencil;
    }

  } // namespace

  template <int dim>
  GriddedField<dim>::GriddedField(const Grid<dim> &grid,
                                  std::vector<double> values)
    : grid_(grid)
    , values_(std::move(values))
  {
    Assert(values_.size() == grid.n_values(),
           dealii::ExcDimensionMismatch(values_.size(), grid.n_values()));
  }

  template <int dim>
  double GriddedField<dim>::value(const dealii::Point<dim> &point) const
  {
    std::array<Stencil, 3> stencil;
    for (int d = 0; d < dim; ++d)
      stencil[d] =
        grid_.periodic[d]
          ? periodic_stencil(point[d], grid_.n_points[d], grid_.size[d])
          : bounded_stencil(point[d], grid_.n_points[d], grid_.size[d]);

    double sum = 0.;
    for (int k = 0; k < stencil[2].n_points; ++k)
      for (int j = 0; j < stencil[1].n_points; ++j)
        {
          const double *const line =
            values_.data() +
            (std::size_t(stencil[2].index[k]) * grid_.n_points[1] +
             stencil[1].index[j]) *
              grid_.n_points[0];
          double line_sum = 0.;
          for (int i = 0; i < stencil[0].n_points; ++i)
            line_sum += stencil[0].weight[i] * line[stencil[0].index[i]];
          sum += stencil[2].weight[k] * stencil[1].weight[j] * line_sum;
        }
    return sum;
  }

  template class GriddedField<2>;
  template class GriddedField<3>;
} // namespace vitriflow
