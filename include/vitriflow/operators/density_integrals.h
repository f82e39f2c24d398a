#pragma once

#include <vitriflow/boundary/frame.h>
#include <vitriflow/discretization/axisymmetry.h>
#include <vitriflow/discretization/nodal_evaluation.h>

namespace vitriflow
{
  /** Lumped mass of the density space: Gauss-Lobatto weights of its nodes.
   * Zero exactly where a node is constrained: to a periodic partner, hanging,
   * or on an axis. */
  template <int dim, typename Number>
  inline void
  compute_lumped_mass(const RowAccess<dim, Number> &rows,
                      const Axisymmetry &axis,
                      dealii::LinearAlgebra::distributed::Vector<Number> &mass)
  {
    using VectorType = dealii::LinearAlgebra::distributed::Vector<Number>;
    rows.matrix_free().initialize_dof_vector(mass, rows.space());
    const unsigned int dummy = 0;
    rows.matrix_free().template cell_loop<VectorType, unsigned int>(
      [&](const auto &, auto &dst, const auto &, const auto &range) {
        DensityEvaluation<dim, Number> phi(rows);
        for (unsigned int cell = range.first; cell < range.second; ++cell)
          {
            phi.reinit(cell);
            for (const unsigned int q : phi.quadrature_point_indices())
              phi.submit_value(axis.weight(phi, q), q);
            phi.integrate_scatter(dealii::EvaluationFlags::values, dst);
          }
      },
      mass,
      dummy,
      true);
  }

  /** dst = Lap src: physical gradients tested with physical gradients. */
  template <int dim, typename Number>
  inline void
  apply_laplacian(const RowAccess<dim, Number> &rows,
                  const Axisymmetry &axis,
                  const double tilt,
                  dealii::LinearAlgebra::distributed::Vector<Number> &dst,
                  const dealii::LinearAlgebra::distributed::Vector<Number> &src)
  {
    using VectorType = dealii::LinearAlgebra::distributed::Vector<Number>;
    const Simd<Number> wide_tilt = Number(tilt);
    constexpr auto wanted        = dealii::EvaluationFlags::gradients;
    rows.matrix_free().template cell_loop<VectorType, VectorType>(
      [&](const auto &, auto &out, const auto &in, const auto &range) {
        DensityEvaluation<dim, Number> phi(rows);
        for (unsigned int cell = range.first; cell < range.second; ++cell)
          {
            phi.reinit(cell);
            phi.gather_evaluate(in, wanted);
            for (const unsigned int q : phi.quadrature_point_indices())
              phi.submit_gradient(
                axis.weight(phi, q) *
                  to_mesh(physical_gradient(phi.get_gradient(q), wide_tilt),
                          wide_tilt),
                q);
            phi.integrate_scatter(wanted, out);
          }
      },
      dst,
      src,
      true);
  }
} // namespace vitriflow
