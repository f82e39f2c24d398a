#pragma once

#include <vitriflow/discretization/evaluation.h>

namespace vitriflow
{
  /**
   * Scalars of the stress points that move with the material. Together they
   * fill the components of one vector of the stress space (four in the plane),
   * so that whatever carries, projects or saves a stress serves them as well.
   */
  enum PointField : unsigned int
  {
    /** w of the plastic flow, e.g. effective temperature over e_z/k_B. */
    structural_variable = 0,
    /** Drawn factors on G, tau and s_Y; they do not change. */
    shear_modulus_factor   = 1,
    relaxation_time_factor = 2,
    yield_stress_factor    = 3
  };

  constexpr unsigned int n_point_fields = 4;

  /** The value at node @p q, see nodal_stress(). */
  template <int dim>
  inline Simd<double> &point_field(StressEvaluation<dim> &evaluation,
                                   const PointField field,
                                   const unsigned int q)
  {
    return evaluation.begin_dof_values()[field * n_points<dim> + q];
  }

  /** Transport and projection may overshoot next to jumps: factors are used
   * down to this. */
  constexpr double smallest_factor = 1e-3;

  template <int dim>
  inline Simd<double> point_factor(StressEvaluation<dim> &evaluation,
                                   const PointField field,
                                   const unsigned int q)
  {
    return std::max(point_field(evaluation, field, q),
                    Simd<double>(smallest_factor));
  }
} // namespace vitriflow
