#pragma once

#include <deal.II/base/utilities.h>

#include <deal.II/matrix_free/fe_evaluation.h>

#include <vitriflow/base/types.h>

namespace vitriflow
{
  /** Polynomial degree of the velocity (and of the stress). */
  constexpr int velocity_degree = 2;

  /** Gauss points per direction that integrate velocity mass exactly. */
  constexpr unsigned int n_quadrature_points_1d = velocity_degree + 1;

  /** Gauss points of a cell, which are the nodes of the stress. */
  template <int dim>
  constexpr unsigned int
    n_points = dealii::Utilities::pow(n_quadrature_points_1d, dim);

  /** Stored stress components: xx, yy, zz, xy (plane strain); + xz, yz. */
  template <int dim>
  constexpr int n_stress_components = dim == 2 ? 4 : 6;

  template <int dim, typename Number>
  using MatrixFree = dealii::MatrixFree<dim, Number, Simd<Number>>;

  // The degree is chosen at run time inside the evaluators (template argument
  // -1): deal.II then calls kernels compiled once instead of once per operator.
  template <int dim>
  using StressEvaluation = dealii::
    FEEvaluation<dim, -1, 0, n_stress_components<dim>, double, Simd<double>>;
  template <int dim>
  using StressFaceEvaluation =
    dealii::FEFaceEvaluation<dim,
                             -1,
                             0,
                             n_stress_components<dim>,
                             double,
                             Simd<double>>;

  /** Index of a stored component in the 3x3 tensor. */
  inline dealii::TableIndices<2> stress_index(const unsigned int component)
  {
    constexpr unsigned int row[6]    = {0, 1, 2, 0, 0, 1};
    constexpr unsigned int column[6] = {0, 1, 2, 1, 2, 2};
    return {row[component], column[component]};
  }

  template <int n, typename Number>
  inline Stress<Number>
  to_tensor(const dealii::Tensor<1, n, Number> &components)
  {
    Stress<Number> stress;
    for (unsigned int c = 0; c < n; ++c)
      stress[stress_index(c)] = components[c];
    return stress;
  }

  template <int n, typename Number>
  inline dealii::Tensor<1, n, Number>
  to_components(const Stress<Number> &stress)
  {
    dealii::Tensor<1, n, Number> components;
    for (unsigned int c = 0; c < n; ++c)
      components[c] = stress[stress_index(c)];
    return components;
  }

  /** The stress of node @p q, which is also the quadrature point q: what
   * read_dof_values() left needs no evaluation. */
  template <int dim>
  inline Stress<Simd<double>>
  nodal_stress(const StressEvaluation<dim> &evaluation, const unsigned int q)
  {
    const unsigned int n_q = evaluation.n_q_points;
    Stress<Simd<double>> stress;
    for (unsigned int c = 0; c < n_stress_components<dim>; ++c)
      stress[stress_index(c)] = evaluation.begin_dof_values()[c * n_q + q];
    return stress;
  }

  /** Sets it, for set_dof_values(). */
  template <int dim>
  inline void set_nodal_stress(StressEvaluation<dim> &evaluation,
                               const unsigned int q,
                               const Stress<Simd<double>> &stress)
  {
    const unsigned int n_q = evaluation.n_q_points;
    for (unsigned int c = 0; c < n_stress_components<dim>; ++c)
      evaluation.begin_dof_values()[c * n_q + q] = stress[stress_index(c)];
  }

  /** The part of a three-dimensional stress that acts on the mesh's axes. */
  template <int dim, typename Number>
  inline dealii::Tensor<2, dim, Number> in_plane(const Stress<Number> &stress)
  {
    dealii::Tensor<2, dim, Number> t;
    for (unsigned int i = 0; i < dim; ++i)
      for (unsigned int j = 0; j < dim; ++j)
        t[i][j] = stress[i][j];
    return t;
  }

  /** The velocity gradient as the three-dimensional one of the laws. */
  template <int dim, typename Number>
  inline VelocityGradient<Number>
  embed(const dealii::Tensor<2, dim, Number> &gradient)
  {
    VelocityGradient<Number> l;
    for (unsigned int i = 0; i < dim; ++i)
      for (unsigned int j = 0; j < dim; ++j)
        l[i][j] = gradient[i][j];
    return l;
  }
} // namespace vitriflow
