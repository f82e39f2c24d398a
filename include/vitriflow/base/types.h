#pragma once

#include <deal.II/base/symmetric_tensor.h>
#include <deal.II/base/tensor.h>
#include <deal.II/lac/la_parallel_vector.h>

#include <vitriflow/base/simd.h>
#include <vitriflow/base/simd_transpose.h>

/** Vitriflow: finite-element simulation of how glasses flow, band and break. */
namespace vitriflow
{
  /**
   * The packed number type of all kernels: one value per cell of a batch.
   * The width is chosen in simd.h and nowhere else. The last batch may be
   * filled in part: what its idle lanes hold has no meaning and may not be a
   * number, so sums and extrema run over the active lanes only.
   */
  template <typename Number>
  using Simd = dealii::VectorizedArray<Number, simd_width<Number>>;

  /** Distributed vector with ghost entries, in double precision. */
  using Vector = dealii::LinearAlgebra::distributed::Vector<double>;

  /** The same in single precision, used inside the multigrid preconditioner. */
  using FloatVector = dealii::LinearAlgebra::distributed::Vector<float>;

  /**
   * Velocity gradient L_ij = d_j v_i of the full, three-dimensional motion.
   * Plane strain fills the upper 2x2 block and leaves the rest zero, so that
   * material laws are written once.
   */
  template <typename Number>
  using VelocityGradient = dealii::Tensor<2, 3, Number>;

  /** Cauchy-type stress, tension positive, always three-dimensional. */
  template <typename Number>
  using Stress = dealii::SymmetricTensor<2, 3, Number>;
} // namespace vitriflow
