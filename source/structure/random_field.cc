#include <vitriflow/base/exceptions.h>
#include <vitriflow/structure/random_field.h>
#include <vitriflow/structure/random_numbers.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    /**
     * Grid points per correlation length. The spectrum exp(-k^2 xi^2/2) at
     * the shortest wave, k = 5 pi/xi, is below 1e-50, and interpolation of
     * order 8 errs by 4e-6 of the standard deviation (rms, per direction).
     */
    constexpr double points_per_length = 5.;

    /** Enough for the longest waves if xi is as long as the box. */
    constexpr double min_n_points = 16.;

    /** Box/xi which differ by rounding (other units) have the same grid. */
    constexpr double rounding = 1e-9;

    /** The kernel is cut where it is smaller than this. */
    constexpr double kernel_cut = 1e-12;

    template <int dim>
    void check_correlation_length(const std::array<double, dim> &box_size,
                                  const double xi,
                                  const std::string &section)
    {
      const double longest =
        *std::max_element(box_size.begin(), box_size.end());
      double n = 1., volume = 1.;
      for (const double length : box_size)
        {
          n *= std::max(points_per_length * length / xi, min_n_points);
          volume *= length;
        }
      const double shortest =
        points_per_length * std::pow(volume / max_n_grid_points, 1. / dim);

      std::ostringstream message;
      message << section << "/Correlation length = " << xi << ": ";
      if (!(xi > 0.) || !(xi <= longest))
        {
          message << "must be positive and at most the longest side of the "
                  << "box, " << longest << ".";
          throw BadInput(message.str());
        }
      if (!(n <= max_n_grid_points))
        {
          message << "the field would need " << n << " points, more than "
                  << max_n_grid_points << "; give at least about " << shortest
                  << " for this box, or make the box smaller.";
          throw BadInput(message.str());
        }
    }

    template <int dim>
    Grid<dim> noise_grid(const std::array<double, dim> &box_size,
                         const double xi)
    {
      Grid<dim> grid;
      for (int d = 0; d < dim; ++d)
        {
          const double n =
            std::ceil(points_per_length * box_size[d] / xi - rounding);
          grid.n_points[d] =
            static_cast<unsigned int>(std::max(n, min_n_points));
          grid.size[d]     = box_size[d];
          grid.periodic[d] = true;
        }
      return grid;
    }

    /**
     * The Gaussian exp(-r^2/xi^2) on a periodic line of points: weights[m]
     * belongs to the point first + m places ahead. There are at most as many
     * weights as points; images of a kernel longer than the line add up.
     */
    struct Kernel
    {
      int first;
      std::vector<double> weights;
    };

    Kernel gaussian_kernel(const int n, const double spacing, const double xi)
    {
      const int reach = static_cast<int>(
        std::ceil(xi / spacing * std::sqrt(-std::log(kernel_cut))));
      const bool wraps = 2 * reach + 1 > n;

      Kernel kernel;
      kernel.first = wraps ? 0 : -reach;
      kernel.weights.assign(wraps ? n : 2 * reach + 1, 0.);
      for (int m = -reach; m <= reach; ++m)
        {
          const int slot = wraps ? (m % n + n) % n : m + reach;
          const double r = m * spacing / xi;
          kernel.weights[slot] += std::exp(-r * r);
        }
      return kernel;
    }

    /** Convolve all lines of grid points, @p stride apart, of one direction. */
    void convolve(std::vector<double> &values,
                  const std::size_t stride,
                  const unsigned int n,
                  const Kernel &kernel)
    {
      const std::size_t n_weights = kernel.weights.size();
      std::vector<double> line(n + n_weights);
      for (std::size_t block = 0; block < values.size(); block += stride * n)
        for (std::size_t start = block; start < block + stride; ++start)
          {
            for (std::size_t i = 0; i < line.size(); ++i)
              line[i] = values[start + (i + (n + kernel.first)) % n * stride];
            for (unsigned int i = 0; i < n; ++i)
              {
                double sum = 0.;
                for (std::size_t m = 0; m < n_weights; ++m)
                  sum += kernel.weights[m] * line[i + m];
                values[start + i * stride] = sum;
              }
          }
    }

    double mean(const std::vector<double> &values)
    {
      long double sum = 0.;
      for (const double value : values)
        sum += value;
      return sum / values.size();
    }

    void set_mean_and_deviation(std::vector<double> &values,
                                const double deviation)
    {
      const double offset = mean(values);
      long double square  = 0.;
      for (double &value : values)
        {
          value -= offset;
          square += value * value;
        }
      const double factor = deviation / std::sqrt(square / values.size());
      for (double &value : values)
        value *= factor;
    }
  } // namespace

  template <int dim>
  GriddedField<dim> correlated_noise(const std::array<double, dim> &box_size,
                                     const double correlation_length,
                                     const double standard_deviation,
                                     const unsigned int seed,
                                     const std::string &section)
  {
    check_correlation_length<dim>(box_size, correlation_length, section);
    const Grid<dim> grid = noise_grid<dim>(box_size, correlation_length);

    std::vector<double> values = white_noise(grid.n_values(), seed);

    std::size_t stride = 1;
    for (int d = 0; d < dim; ++d)
      {
        const unsigned int n_points = grid.n_points[d];
        convolve(values,
                 stride,
                 n_points,
                 gaussian_kernel(n_points,
                                 grid.size[d] / n_points,
                                 correlation_length));
        stride *= n_points;
      }
    set_mean_and_deviation(values, standard_deviation);
    return GriddedField<dim>(grid, std::move(values));
  }

  template GriddedField<2> correlated_noise<2>(const std::array<double, 2> &,
                                               const double,
                                               const double,
                                               const unsigned int,
                                               const std::string &);
  template GriddedField<3> correlated_noise<3>(const std::array<double, 3> &,
                                               const double,
                                               const double,
                                               const unsigned int,
                                               const std::string &);
} // namespace vitriflow
