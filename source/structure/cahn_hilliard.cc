#include <vitriflow/structure/cahn_hilliard.h>
#include <vitriflow/structure/fourier.h>
#include <vitriflow/structure/random_numbers.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    constexpr double pi = dealii::numbers::PI;

    /** First wavelength over the final one. */
    constexpr double initial_wavelength = 0.6;

    constexpr double initial_noise = 0.05;

    /** In units of e^2 = (interface length)^2/diffusivity. */
    constexpr double time_step = 1.;

    /** Coarsening by the factor 1/0.6 takes some hundred steps. */
    constexpr unsigned int max_n_steps = 20000;

    constexpr double stabilization = 2.;

    /** Mean |k| weighted by the spectrum, without the constant. */
    template <int dim>
    double mean_wave_number(const Grid<dim> &grid, const FourierCoefficients &c)
    {
      double sum = 0., weight = 0.;
      for_each_wave<dim>(grid.n_points, grid.size, [&](const Wave<dim> &wave) {
        if (wave.index == 0)
          return;
        const double power = wave.multiplicity * std::norm(c[wave.index]);
        sum += power * wave.k.norm();
        weight += power;
      });
      return sum / weight;
    }
  } // namespace

  template <int dim>
  std::vector<double> separate_phases(const Grid<dim> &grid,
                                      const double wavelength,
                                      const double fraction,
                                      const std::uint64_t seed)
  {
    // the fastest growing wave has k^2 = (1 - 3 <c>^2)/(2 e^2)
    const double mean = 2. * fraction - 1.;
    const double e    = initial_wavelength * wavelength / (2. * pi) *
                     std::sqrt((1. - 3. * mean * mean) / 2.);
    const double dt    = time_step * e * e;
    const double k_end = 2. * pi / wavelength;

    std::vector<double> c = white_noise(grid.n_values(), seed);
    for (double &value : c)
      value *= initial_noise;
    FourierCoefficients coefficients =
      fourier_coefficients<dim>(grid.n_points, c);
    coefficients[0] = mean;
    c               = fourier_sum<dim>(grid.n_points, coefficients);

    for (unsigned int step = 0; step < max_n_steps; ++step)
      {
        std::vector<double> reaction(c.size());
        for (std::size_t i = 0; i < c.size(); ++i)
          reaction[i] = (c[i] * c[i] - 1. - stabilization) * c[i];
        const auto driving = fourier_coefficients<dim>(grid.n_points, reaction);
        for_each_wave<dim>(
          grid.n_points, grid.size, [&](const Wave<dim> &wave) {
            const double k2 = wave.k.norm_square();
            coefficients[wave.index] =
              (coefficients[wave.index] - dt * k2 * driving[wave.index]) /
              (1. + dt * k2 * (stabilization + e * e * k2));
          });
        c = fourier_sum<dim>(grid.n_points, coefficients);
        if (mean_wave_number(grid, coefficients) <= k_end)
          break;
      }
    return c;
  }

  template std::vector<double> separate_phases<2>(const Grid<2> &,
                                                  const double,
                                                  const double,
                                                  const std::uint64_t);
  template std::vector<double> separate_phases<3>(const Grid<3> &,
                                                  const double,
                                                  const double,
                                                  const std::uint64_t);
} // namespace vitriflow
