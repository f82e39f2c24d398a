#pragma once

#include <vitriflow/discretization/evaluation.h>
#include <vitriflow/discretization/point_fields.h>
#include <vitriflow/discretization/state.h>

namespace vitriflow
{
  /** The structural variable alone, of the fields in State::structure. */
  template <int dim>
  struct StructureEvaluation
    : dealii::FEEvaluation<dim, -1, 0, 1, double, Simd<double>>
  {
    explicit StructureEvaluation(const MatrixFree<dim, double> &data)
      : dealii::FEEvaluation<dim, -1, 0, 1, double, Simd<double>>(
          data, stress_space, 0, structural_variable)
    {
    }
  };

  template <int dim>
  struct StructureFaceEvaluation
    : dealii::FEFaceEvaluation<dim, -1, 0, 1, double, Simd<double>>
  {
    StructureFaceEvaluation(const MatrixFree<dim, double> &data,
                            const bool inner)
      : dealii::FEFaceEvaluation<dim, -1, 0, 1, double, Simd<double>>(
          data, inner, stress_space, 0, structural_variable)
    {
    }
  };
} // namespace vitriflow
