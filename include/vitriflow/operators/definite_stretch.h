#pragma once

#include <vitriflow/discretization/evaluation.h>
#include <vitriflow/material/stress_law.h>

#include <algorithm>

namespace vitriflow
{
  /**
   * The stretch coefficient sum theta_i sigma_i*, shifted by a multiple of
   * the identity where it would otherwise use up more than half of what the
   * @p viscosity leaves: keeps the momentum operator definite, the defect
   * correction accounts for the difference.
   */
  template <int dim>
  dealii::SymmetricTensor<2, dim, Simd<double>>
  definite_stretch(const Stress<Simd<double>> &stretch,
                   const Simd<double> &viscosity)
  {
    auto s = symmetrize(in_plane<dim>(stretch));
    const Simd<double> shift =
      std::max(-lower_bound_of_smallest_eigenvalue(s) - 0.5 * viscosity,
               Simd<double>(0.));
    for (unsigned int i = 0; i < dim; ++i)
      s[i][i] += shift;
    return s;
  }
} // namespace vitriflow
