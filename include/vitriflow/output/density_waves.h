#pragma once

#include <vitriflow/discretization/state.h>

#include <array>
#include <complex>
#include <vector>

namespace vitriflow
{
  /**
   * Fourier amplitudes of the density in a sheared periodic box, for waves that
   * the mean flow only turns (Kelvin modes): a wave is the same one in all
   * states of a run.
   *
   * Initial wave vectors are 2 pi (i/l, j/l) with l the shorter side (as far as
   * it fits into the longer one), i = 1, 2 and j = +-1 ... +-8, uniform along
   * the third direction: long waves, which grow fastest, of all the directions
   * that shear of either sign turns into those of growth.
   */
  template <int dim>
  class DensityWaves
  {
  public:
    /** @param lumped_mass of the density; all must stay. */
    DensityWaves(const Discretization<dim> &discretization,
                 const Vector &lumped_mass);

    /** Volume averages of rho exp(-i k.x), one per wave. Collective. */
    std::vector<std::complex<double>> amplitudes(const State &state) const;

    /** Initial wave vectors in units of 2 pi over the sides. */
    const std::vector<std::array<int, 2>> &mode_numbers() const
    {
      return mode_numbers_;
    }

  private:
    /** One node of the density: exp(-2 pi i X/L) along x. */
    struct Node
    {
      unsigned int index, row;
      std::complex<double> phase_x;
    };

    const Discretization<dim> &discretization_;
    const Vector &lumped_mass_;
    /** Periods per side of the waves of i = 1 and j = 1. */
    int along_, across_;
    std::vector<std::array<int, 2>> mode_numbers_;
    std::vector<Node> nodes_;
    /** exp(-2 pi i Y/L) along y of the rows that nodes lie in: sums over rows
     * come first. */
    std::vector<std::complex<double>> phases_y_;
  };
} // namespace vitriflow
