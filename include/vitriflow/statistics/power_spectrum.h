#pragma once

#include <vitriflow/structure/gridded_field.h>

#include <vector>

namespace vitriflow
{
  /** Strength q and direction theta of P(k, theta) = P(k) [1 + q cos 2(theta -
   * theta_q)], theta from x in the xy plane. */
  struct Quadrupole
  {
    double strength = 0.;
    /** Degrees, from -90 to 90; undefined at strength 0. */
    double angle = 0.;
  };

  /** Spectral density over shells of the wave number. */
  struct PowerSpectrum
  {
    std::vector<double> k;
    /** P(k) = V <|f_k|^2>, so that the variance is the integral of P over
     * dk^dim/(2 pi)^dim. */
    std::vector<double> density;
    std::vector<Quadrupole> quadrupole;

    /** Of all waves together, and their mean wave number. */
    Quadrupole total_quadrupole;
    double mean_wave_number = 0.;
  };

  /**
   * In shells as wide as the longest wave's number. Directions that are not
   * periodic are tapered by a Hann window, which the density is corrected for.
   * In three dimensions cos 2 theta and sin 2 theta are (k_x^2 - k_y^2)/k^2
   * and 2 k_x k_y/k^2.
   */
  template <int dim>
  PowerSpectrum power_spectrum(const GriddedField<dim> &field);
} // namespace vitriflow
