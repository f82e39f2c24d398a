#pragma once

#include <deal.II/numerics/data_postprocessor.h>

#include <vitriflow/base/scales.h>
#include <vitriflow/boundary/frame.h>
#include <vitriflow/material/material.h>

#include <string>
#include <utility>
#include <vector>

namespace vitriflow
{
  /** What all postprocessors have in common: a fixed list of components. */
  template <int dim>
  class NamedFields : public dealii::DataPostprocessor<dim>
  {
  public:
    using Kind =
      dealii::DataComponentInterpretation::DataComponentInterpretation;
    /** Name and kind of every component. */
    using Components = std::vector<std::pair<std::string, Kind>>;

    NamedFields(const Components &components, const dealii::UpdateFlags needed);

    std::vector<std::string> get_names() const override
    {
      return names_;
    }

    std::vector<Kind> get_data_component_interpretation() const override
    {
      return kinds_;
    }

    dealii::UpdateFlags get_needed_update_flags() const override
    {
      return needed_;
    }

  private:
    std::vector<std::string> names_;
    std::vector<Kind> kinds_;
    dealii::UpdateFlags needed_;
  };

  /** `velocity` and `shear_rate` from the velocity on the mesh. */
  template <int dim>
  class VelocityFields : public NamedFields<dim>
  {
  public:
    VelocityFields(const Frame &frame, const Scales &scales);

    void evaluate_vector_field(
      const dealii::DataPostprocessorInputs::Vector<dim> &inputs,
      std::vector<dealii::Vector<double>> &values) const override;

  private:
    Frame frame_;
    Scales scales_;
  };

  /** `density` and what the material makes of it. */
  template <int dim>
  class DensityFields : public NamedFields<dim>
  {
  public:
    /** @p material must stay.
     * @param laws whether G and tau are functions of density alone. */
    DensityFields(const Material &material,
                  const Scales &scales,
                  const bool laws = true);

    void evaluate_scalar_field(
      const dealii::DataPostprocessorInputs::Scalar<dim> &inputs,
      std::vector<dealii::Vector<double>> &values) const override;

  private:
    const Material &material_;
    Scales scales_;
    bool modulus_, time_; // whether they are written
  };

  /** A stress, in 2D with its zz component, from the stored components. */
  template <int dim>
  class StressFields : public NamedFields<dim>
  {
  public:
    /** @p name of the tensor; the component has "_zz" added. */
    StressFields(const std::string &name, const Scales &scales);

    void evaluate_vector_field(
      const dealii::DataPostprocessorInputs::Vector<dim> &inputs,
      std::vector<dealii::Vector<double>> &values) const override;

  private:
    Scales scales_;
  };
} // namespace vitriflow
