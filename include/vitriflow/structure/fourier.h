#pragma once

#include <deal.II/base/numbers.h>
#include <deal.II/base/tensor.h>

#include <vitriflow/structure/gridded_field.h>

#include <complex>
#include <vector>

namespace vitriflow
{
  /**
   * Coefficients of exp(i k.x) of a real periodic field, x fastest. Those with
   * negative k_x are the complex conjugates of others and left out: nx/2 + 1
   * remain along x.
   */
  using FourierCoefficients = std::vector<std::complex<double>>;

  /** One wave of a grid. */
  template <int dim>
  struct Wave
  {
    /** Place of its coefficient. */
    std::size_t index;
    dealii::Tensor<1, dim> k;
    /** 2 when the coefficient stands for k and -k, else 1. */
    double multiplicity;
  };

  /** f_k = 1/N sum_x f(x) exp(-i k.x), so that f_0 is the mean. */
  template <int dim>
  FourierCoefficients
  fourier_coefficients(const std::array<unsigned int, dim> &n_points,
                       const std::vector<double> &values);

  /** f(x) = sum_k f_k exp(i k.x). */
  template <int dim>
  std::vector<double> fourier_sum(const std::array<unsigned int, dim> &n_points,
                                  FourierCoefficients coefficients);

  /** The smallest n' >= n without prime factors above 5: fast transforms. */
  unsigned int smooth_number(unsigned int n);

  /** Calls @p visit(Wave<dim>) for every coefficient, in order. */
  template <int dim, typename Visit>
  void for_each_wave(const std::array<unsigned int, dim> &n_points,
                     const std::array<double, dim> &size,
                     const Visit &visit)
  {
    const auto wave_number = [&](const int d, const unsigned int i) {
      const int n        = static_cast<int>(n_points[d]);
      const int signed_i = static_cast<int>(i) <= n / 2
                             ? static_cast<int>(i)
                             : static_cast<int>(i) - n;
      return 2. * dealii::numbers::PI * signed_i / size[d];
    };
    const unsigned int n_half = n_points[0] / 2 + 1;
    unsigned int n_layers     = 1;
    if constexpr (dim == 3)
      n_layers = n_points[2];

    Wave<dim> wave;
    wave.index = 0;
    for (unsigned int l = 0; l < n_layers; ++l)
      for (unsigned int j = 0; j < n_points[1]; ++j)
        for (unsigned int i = 0; i < n_half; ++i, ++wave.index)
          {
            wave.k[0] = wave_number(0, i);
            wave.k[1] = wave_number(1, j);
            if constexpr (dim == 3)
              wave.k[2] = wave_number(2, l);
            wave.multiplicity = (i == 0 || 2 * i == n_points[0]) ? 1. : 2.;
            visit(static_cast<const Wave<dim> &>(wave));
          }
  }
} // namespace vitriflow
