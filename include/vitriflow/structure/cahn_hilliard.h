#pragma once

#include <vitriflow/structure/gridded_field.h>

#include <cstdint>
#include <vector>

namespace vitriflow
{
  /**
   * Composition, about -1 and 1 in the two phases, after spinodal
   * decomposition by
   *
   *   d_t c = lap(c^3 - c - e^2 lap c),   <c> = 2 fraction - 1,
   *
   * from noise until the mean wave number, weighted by the spectrum of c, has
   * fallen to 2 pi/wavelength. The length e is such that the fastest growing
   * wave at the start is 0.6 wavelengths long. The fraction must lie well
   * within the spinodal, 0.22 to 0.78.
   *
   * Semi-implicit in Fourier space: the fourth derivative implicit, with the
   * stabilisation of D.J. Eyre (1998), 2 lap c on the implicit side.
   */
  template <int dim>
  std::vector<double> separate_phases(const Grid<dim> &grid,
                                      const double wavelength,
                                      const double fraction,
                                      const std::uint64_t seed);
} // namespace vitriflow
