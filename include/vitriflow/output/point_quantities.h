#pragma once

#include <vitriflow/base/scales.h>
#include <vitriflow/discretization/state.h>
#include <vitriflow/material/material.h>
#include <vitriflow/output/field_postprocessors.h>

namespace vitriflow
{
  /**
   * Scalars that only the stress points know, in the run's units, stored like
   * a stress: local shear modulus, relaxation time and yield stress where they
   * vary by themselves, the structural variable, the plastic shear rate, and of
   * a block the strain by which it has flowed.
   */
  struct PointQuantities
  {
    /** Vectors of the stress space; names of their first components. */
    std::vector<std::pair<Vector, std::vector<std::string>>> groups;
  };

  /** Collective; empty if there is nothing of the kind. */
  template <int dim>
  PointQuantities point_quantities(const State &state,
                                   const Discretization<dim> &discretization,
                                   const Material &material,
                                   const Scales &scales);

  /** Passes the named ones of the components of the stress space on. */
  template <int dim>
  class PointFields : public NamedFields<dim>
  {
  public:
    explicit PointFields(const std::vector<std::string> &names);

    void evaluate_vector_field(
      const dealii::DataPostprocessorInputs::Vector<dim> &inputs,
      std::vector<dealii::Vector<double>> &values) const override;
  };
} // namespace vitriflow
