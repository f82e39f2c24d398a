#pragma once

#include <deal.II/base/tensor.h>

namespace vitriflow
{
  /**
   * Pointwise Korteweg pressure tensor of the density,
   *   Pi = [rho mu - f - (C/2)|grad rho|^2] I + C grad rho (x) grad rho,
   * with the chemical potential mu = f' - C lap rho, so that div Pi = rho grad
   * mu (Furukawa & Tanaka, Nature Materials 8, 601 (2009)). Reduced units.
   */
  template <int dim, typename Number>
  struct PressureTensor
  {
    /** Diagonal part, the one that also acts out of plane. */
    Number isotropic;
    dealii::Tensor<2, dim, Number> in_plane;

    PressureTensor(const Number &density,
                   const Number &chemical_potential,
                   const Number &free_energy,
                   const double C,
                   const dealii::Tensor<1, dim, Number> &slope)
      : isotropic(density * chemical_potential - free_energy -
                  0.5 * C * slope.norm_square())
    {
      for (unsigned int i = 0; i < dim; ++i)
        {
          for (unsigned int j = 0; j < dim; ++j)
            in_plane[i][j] = C * slope[i] * slope[j];
          in_plane[i][i] += isotropic;
        }
    }
  };
} // namespace vitriflow
