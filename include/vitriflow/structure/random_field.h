#pragma once

#include <vitriflow/structure/gridded_field.h>

#include <array>

namespace vitriflow
{
  /**
   * Periodic Gaussian random field of mean zero over a box, with
   *
   *   <f(x) f(x + r)> = s^2 exp(-r^2 / (2 xi^2)),
   *
   * s the @p standard_deviation, xi the @p correlation_length, in the length
   * unit of @p box_size. At r = xi the correlation is exp(-1/2) = 0.61. This
   * is white noise convolved with the Gaussian exp(-r^2/xi^2), and the
   * definition which tests/data/density_noise.txt follows.
   *
   * Mean and standard deviation hold exactly, as sums over the grid points.
   * For this the constant mode is taken out, so that in a small box the
   * correlation is negative at large distance.
   *
   * The field has a grid of its own, with a spacing of at most xi/5, which
   * depends on box and xi only. So the field depends neither on the finite
   * element mesh nor on the number of ranks: each rank draws all of it from
   * the same @p seed. It is periodic in all directions, also between walls,
   * where periodicity is not needed but does no harm.
   *
   * Throws BadInput about Correlation length in @p section if xi is not
   * positive, exceeds all sides of the box (nothing but a constant would be
   * left) or asks for more than max_n_grid_points.
   */
  template <int dim>
  GriddedField<dim>
  correlated_noise(const std::array<double, dim> &box_size,
                   const double correlation_length,
                   const double standard_deviation,
                   const unsigned int seed,
                   const std::string &section = "Structure/Density");
} // namespace vitriflow
