#include <vitriflow/statistics/power_spectrum.h>
#include <vitriflow/structure/fourier.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vitriflow
{
  namespace
  {
    constexpr double pi = dealii::numbers::PI;

    /** Sums over the waves of a shell. */
    struct Shell
    {
      double n = 0., k = 0., power = 0., cosine = 0., sine = 0.;

      void add(const double multiplicity,
               const double wave_number,
               const double power_of_wave,
               const double cosine_of_wave,
               const double sine_of_wave)
      {
        n += multiplicity;
        k += multiplicity * wave_number;
        power += multiplicity * power_of_wave;
        cosine += multiplicity * power_of_wave * cosine_of_wave;
        sine += multiplicity * power_of_wave * sine_of_wave;
      }

      Quadrupole quadrupole() const
      {
        if (!(power > 0.))
          return {};
        return {2. * std::hypot(cosine, sine) / power,
                std::atan2(sine, cosine) / 2. * 180. / pi};
      }
    };

    /** Values without their mean, tapered; the window's mean square is 1. */
    template <int dim>
    std::vector<double> tapered(const GriddedField<dim> &field)
    {
      const Grid<dim> &grid = field.grid();
      const auto &values    = field.values();
      const double mean =
        std::accumulate(values.begin(), values.end(), 0.) / values.size();
      std::vector<double> result(values.size());
      double window_square = 0.;
      for (std::size_t i = 0; i < values.size(); ++i)
        {
          std::size_t rest = i;
          double window    = 1.;
          for (int d = 0; d < dim; ++d)
            {
              const unsigned int n = grid.n_points[d];
              if (!grid.periodic[d])
                window *= std::pow(std::sin(pi * (rest % n + 0.5) / n), 2);
              rest /= n;
            }
          window_square += window * window;
          result[i] = window * (values[i] - mean);
        }
      const double factor = std::sqrt(values.size() / window_square);
      for (double &value : result)
        value *= factor;
      return result;
    }
  } // namespace

  template <int dim>
  PowerSpectrum power_spectrum(const GriddedField<dim> &field)
  {
    const Grid<dim> &grid = field.grid();
    // a grid that includes both its ends is one spacing longer
    auto size = grid.size;
    for (int d = 0; d < dim; ++d)
      if (!grid.periodic[d])
        size[d] *= grid.n_points[d] / (grid.n_points[d] - 1.);
    const double shell_width =
      2. * pi / *std::max_element(size.begin(), size.end());

    const auto coefficients =
      fourier_coefficients<dim>(grid.n_points, tapered(field));
    std::vector<Shell> shells;
    Shell total;
    double weighted_k = 0.;
    for_each_wave<dim>(grid.n_points, size, [&](const Wave<dim> &wave) {
      if (wave.index == 0)
        return;
      const double k     = wave.k.norm();
      const double power = std::norm(coefficients[wave.index]);
      const double cosine =
        (wave.k[0] * wave.k[0] - wave.k[1] * wave.k[1]) / (k * k);
      const double sine       = 2. * wave.k[0] * wave.k[1] / (k * k);
      const std::size_t shell = static_cast<std::size_t>(k / shell_width + 0.5);
      if (shell >= shells.size())
        shells.resize(shell + 1);
      shells[shell].add(wave.multiplicity, k, power, cosine, sine);
      total.add(wave.multiplicity, k, power, cosine, sine);
      weighted_k += wave.multiplicity * power * k;
    });

    PowerSpectrum result;
    for (const Shell &shell : shells)
      if (shell.n > 0.)
        {
          result.k.push_back(shell.k / shell.n);
          result.density.push_back(volume<dim>(size) * shell.power / shell.n);
          result.quadrupole.push_back(shell.quadrupole());
        }
    result.total_quadrupole = total.quadrupole();
    result.mean_wave_number = total.power > 0. ? weighted_k / total.power : 0.;
    return result;
  }

  template PowerSpectrum power_spectrum<2>(const GriddedField<2> &);
  template PowerSpectrum power_spectrum<3>(const GriddedField<3> &);
} // namespace vitriflow
