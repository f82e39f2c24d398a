#pragma once

#include <deal.II/base/symmetric_tensor.h>
#include <deal.II/base/tensor.h>

#include <cmath>

namespace vitriflow
{
  /** g of a velocity gradient: that of the in-plane deviator in two dimensions,
   * g^2 = (D_xx - D_yy)^2 + 4 D_xy^2, and g^2 = 2 dev D : dev D in three. */
  template <int dim>
  double shear_rate(const dealii::Tensor<2, dim> &velocity_gradient)
  {
    // with dim in the trace part, both are sqrt(2 dev D : dev D)
    const auto deviator = dealii::deviator(symmetrize(velocity_gradient));
    return std::sqrt(2. * (deviator * deviator));
  }
} // namespace vitriflow
