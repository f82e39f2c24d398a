#include <vitriflow/structure/gaussian_field.h>
#include <vitriflow/structure/random_numbers.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  namespace
  {
    /** Time and memory of a drawing stay at seconds and a gigabyte. */
    constexpr double max_n_drawn_points = 1 << 24;

    /** Enough for the longest waves. */
    constexpr double min_n_points = 16.;

    /** Box/length which differ by rounding (other units): the same grid. */
    constexpr double rounding = 1e-9;

    template <int dim>
    std::size_t n_waves(const Grid<dim> &grid)
    {
      return grid.n_values() / grid.n_points[0] * (grid.n_points[0] / 2 + 1);
    }

    /** Sum of @p covariance over all images of a point within @p reach. */
    template <int dim>
    double sum_over_images(const std::array<double, dim> &r,
                           const std::array<double, dim> &size,
                           const std::function<double(double)> &covariance,
                           const double reach)
    {
      std::array<int, 3> first = {{0, 0, 0}}, last = {{0, 0, 0}};
      for (int d = 0; d < dim; ++d)
        {
          first[d] = static_cast<int>(std::ceil((-reach - r[d]) / size[d]));
          last[d]  = static_cast<int>(std::floor((reach - r[d]) / size[d]));
        }
      double sum = 0.;
      for (int k = first[2]; k <= last[2]; ++k)
        for (int j = first[1]; j <= last[1]; ++j)
          for (int i = first[0]; i <= last[0]; ++i)
            {
              const std::array<int, 3> image = {{i, j, k}};
              double square                  = 0.;
              for (int d = 0; d < dim; ++d)
                square +=
                  (r[d] + image[d] * size[d]) * (r[d] + image[d] * size[d]);
              if (square <= reach * reach)
                sum += covariance(std::sqrt(square));
            }
      return sum;
    }

    /** The covariance at all points of the grid; even in every direction. */
    template <int dim>
    std::vector<double>
    periodic_covariance(const Grid<dim> &grid,
                        const std::function<double(double)> &covariance,
                        const double reach)
    {
      const auto &n    = grid.n_points;
      unsigned int n_z = 1;
      if constexpr (dim == 3)
        n_z = n[2];
      const auto mirrored = [](const unsigned int i, const unsigned int n_d) {
        return std::min(i, n_d - i);
      };
      std::vector<double> values(grid.n_values());
      std::size_t place = 0;
      for (unsigned int k = 0; k < n_z; ++k)
        for (unsigned int j = 0; j < n[1]; ++j)
          for (unsigned int i = 0; i < n[0]; ++i, ++place)
            {
              const std::array<unsigned int, 3> m = {
                {mirrored(i, n[0]), mirrored(j, n[1]), mirrored(k, n_z)}};
              if (m[0] != i || m[1] != j || m[2] != k)
                {
                  values[place] =
                    values[(std::size_t(m[2]) * n[1] + m[1]) * n[0] + m[0]];
                  continue;
                }
              std::array<double, dim> r;
              for (int d = 0; d < dim; ++d)
                r[d] = m[d] * grid.size[d] / n[d];
              values[place] =
                sum_over_images<dim>(r, grid.size, covariance, reach);
            }
      return values;
    }

    template <int dim>
    double total(const Grid<dim> &grid, const WaveVariances &variances)
    {
      double sum = 0.;
      for_each_wave<dim>(grid.n_points, grid.size, [&](const Wave<dim> &wave) {
        sum += wave.multiplicity * variances[wave.index];
      });
      return sum;
    }
  } // namespace

  template <int dim>
  Grid<dim> drawing_grid(const std::array<double, dim> &box_size,
                         const double length,
                         const double points_per_length)
  {
    double volume = 1.;
    for (const double side : box_size)
      volume *= side;
    const double finest =
      std::pow(max_n_drawn_points / volume, 1. / dim) * length;
    const double density = std::min(points_per_length, finest) / length;

    Grid<dim> grid;
    for (int d = 0; d < dim; ++d)
      {
        const double n   = std::ceil(density * box_size[d] - rounding);
        grid.n_points[d] = 2 * smooth_number(static_cast<unsigned int>(
                                 std::ceil(std::max(n, min_n_points) / 2.)));
        grid.size[d]     = box_size[d];
        grid.periodic[d] = true;
      }
    return grid;
  }

  template <int dim>
  WaveVariances
  variances_from_covariance(const Grid<dim> &grid,
                            const std::function<double(double)> &covariance,
                            const double reach)
  {
    const auto coefficients = fourier_coefficients<dim>(
      grid.n_points, periodic_covariance<dim>(grid, covariance, reach));
    WaveVariances variances(coefficients.size());
    for (std::size_t i = 0; i < variances.size(); ++i)
      variances[i] = std::max(coefficients[i].real(), 0.);
    const double factor = covariance(0.) / total(grid, variances);
    for (double &variance : variances)
      variance *= factor;
    return variances;
  }

  template <int dim>
  WaveVariances
  variances_from_spectrum(const Grid<dim> &grid,
                          const std::function<double(double)> &spectrum)
  {
    WaveVariances variances(n_waves(grid));
    for_each_wave<dim>(grid.n_points, grid.size, [&](const Wave<dim> &wave) {
      variances[wave.index] = wave.index == 0 ? 0. : spectrum(wave.k.norm());
    });
    const double sum = total(grid, variances);
    for (double &variance : variances)
      variance = sum > 0. ? variance / sum : 0.;
    return variances;
  }

  template <int dim>
  std::vector<double> gaussian_values(const Grid<dim> &grid,
                                      const WaveVariances &variances,
                                      const std::uint64_t seed)
  {
    auto coefficients =
      fourier_coefficients<dim>(grid.n_points,
                                white_noise(grid.n_values(), seed));
    // a coefficient of white noise of variance 1 has the variance 1/N
    const double n  = static_cast<double>(grid.n_values());
    coefficients[0] = 0.;
    for (std::size_t i = 1; i < coefficients.size(); ++i)
      coefficients[i] *= std::sqrt(n * variances[i]);
    return fourier_sum<dim>(grid.n_points, std::move(coefficients));
  }

  void set_deviation(std::vector<double> &values, const double deviation)
  {
    long double square = 0.;
    for (const double value : values)
      square += value * value;
    const double rms = std::sqrt(static_cast<double>(square / values.size()));
    if (rms > 0.)
      for (double &value : values)
        value *= deviation / rms;
  }

  double quantile(std::vector<double> values, const double fraction)
  {
    const auto place =
      values.begin() +
      std::min<std::ptrdiff_t>(fraction * values.size(), values.size() - 1);
    std::nth_element(values.begin(), place, values.end());
    return *place;
  }

#define INSTANTIATE(dim)                                                     \
  template Grid<dim> drawing_grid<dim>(const std::array<double, dim> &,      \
                                       const double,                         \
                                       const double);                        \
  template WaveVariances variances_from_covariance<dim>(                     \
    const Grid<dim> &, const std::function<double(double)> &, const double); \
  template WaveVariances variances_from_spectrum<dim>(                       \
    const Grid<dim> &, const std::function<double(double)> &);               \
  template std::vector<double> gaussian_values<dim>(const Grid<dim> &,       \
                                                    const WaveVariances &,   \
                                                    const std::uint64_t);
  INSTANTIATE(2)
  INSTANTIATE(3)
} // namespace vitriflow
