#pragma once

#include <vitriflow/structure/fourier.h>
#include <vitriflow/structure/gridded_field.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace vitriflow
{
  /**
   * Variance of each wave of a grid, in the order of FourierCoefficients; the
   * sum over all waves is the variance of the field.
   */
  using WaveVariances = std::vector<double>;

  /**
   * The grid on which a random field of correlation length or wavelength
   * @p length is drawn: @p points_per_length where this needs no more than
   * 2^24 points, otherwise as many as these allow. The number of points is
   * even, so that a grid has a shortest wave, and quick to transform. Depends
   * on the arguments only.
   */
  template <int dim>
  Grid<dim> drawing_grid(const std::array<double, dim> &box_size,
                         const double length,
                         const double points_per_length);

  /**
   * From the covariance c(r) of the field. It is summed over the periodic
   * images, so that the periodic field has a valid covariance and at its grid
   * points exactly that one (circulant embedding). @p reach is the distance
   * beyond which c is negligible. Negative variances, which occur only for
   * functions that are no covariance, are set to 0, and the total variance
   * kept.
   */
  template <int dim>
  WaveVariances
  variances_from_covariance(const Grid<dim> &grid,
                            const std::function<double(double)> &covariance,
                            const double reach);

  /** Proportional to the spectral density P(k), k = |k|, with the sum 1. */
  template <int dim>
  WaveVariances
  variances_from_spectrum(const Grid<dim> &grid,
                          const std::function<double(double)> &spectrum);

  /**
   * Values at the grid points of a Gaussian field of mean zero: white noise
   * from @p seed, with the amplitude of each wave scaled to its variance. The
   * constant wave is left out: the mean over the grid is 0.
   */
  template <int dim>
  std::vector<double> gaussian_values(const Grid<dim> &grid,
                                      const WaveVariances &variances,
                                      const std::uint64_t seed);

  /** Scale values so that their standard deviation is @p deviation. */
  void set_deviation(std::vector<double> &values, const double deviation);

  /** The value below which the share @p fraction of the values lies. */
  double quantile(std::vector<double> values, const double fraction);
} // namespace vitriflow
