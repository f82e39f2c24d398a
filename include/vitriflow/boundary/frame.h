#pragma once

#include <deal.II/base/tensor.h>

namespace vitriflow
{
  /**
   * The sheared coordinates of a homogeneously sheared box: physical points are
   * x = X + tilt Y e_x on a fixed Cartesian mesh in X (Lees-Edwards conditions
   * become plain periodicity), the total velocity is shear_rate y e_x + v, and
   * only the fluctuation v is solved for. The deformation F = I + tilt e_x e_y
   * has unit determinant, so volumes need no factor. A channel uses the
   * laboratory frame: tilt = shear_rate = 0.
   */
  struct Frame
  {
    double tilt       = 0.;
    double shear_rate = 0.;
  };

  /** Physical from mesh gradient of a scalar: g_j = sum_k g^X_k F^-1_kj. */
  template <int dim, typename Number>
  inline dealii::Tensor<1, dim, Number>
  physical_gradient(dealii::Tensor<1, dim, Number> gradient, const Number tilt)
  {
    gradient[1] -= tilt * gradient[0];
    return gradient;
  }

  /** Physical from mesh gradient of a vector, index order (i, j) = d_j v_i. */
  template <int dim, typename Number>
  inline dealii::Tensor<2, dim, Number>
  physical_gradient(dealii::Tensor<2, dim, Number> gradient, const Number tilt)
  {
    for (unsigned int i = 0; i < dim; ++i)
      gradient[i] = physical_gradient(gradient[i], tilt);
    return gradient;
  }

  /**
   * What to test mesh gradients with so that flux . grad w is the physical
   * product; the same map takes a velocity to mesh coordinates, F^-1 v.
   */
  template <int dim, typename Number>
  inline dealii::Tensor<1, dim, Number>
  to_mesh(dealii::Tensor<1, dim, Number> flux, const Number tilt)
  {
    flux[0] -= tilt * flux[1];
    return flux;
  }

  /** The same for a tensor tested with (grad w)_ij = d_j w_i, row by row. */
  template <int dim, typename Number>
  inline dealii::Tensor<2, dim, Number>
  to_mesh(dealii::Tensor<2, dim, Number> flux, const Number tilt)
  {
    for (unsigned int i = 0; i < dim; ++i)
      flux[i] = to_mesh(flux[i], tilt);
    return flux;
  }
} // namespace vitriflow
