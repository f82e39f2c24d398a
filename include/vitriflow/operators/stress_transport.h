#pragma once

#include <vitriflow/boundary/frame.h>
#include <vitriflow/discretization/discretization.h>

namespace vitriflow
{
  /**
   * Upwind discontinuous Galerkin form of v . grad sigma,
   *   (w, v . grad s)_K + <w, min(v . n, 0) (s_outside - s)>_dK,
   * component by component, in the mesh coordinates of the sheared frame.
   * @p integrals receives the integrals; divide by JxW for nodal values, since
   * the stress nodes are the quadrature points.
   */
  template <int dim>
  void integrate_stress_advection(Vector &integrals,
                                  const Vector &stress,
                                  const Vector &velocity,
                                  const Frame &frame,
                                  const Discretization<dim> &discretization);
} // namespace vitriflow
