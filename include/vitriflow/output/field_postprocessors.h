#pragma once

#include <deal.II/numerics/data_postprocessor.h>

#include <vitriflow/base/scales.h>
#include <vitriflow/boundary/frame.h>
#include <vitriflow/material/material.h>

#include <string>
#include <vector>

namespace vitriflow
{
  /** `velocity` and `shear_rate` from the velocity on the mesh. */
  template <int dim>
  class VelocityFields : public dealii::DataPostprocessor<dim>
  {
  public:
    VelocityFields(const Frame &frame, const Scales &scales);

    void evaluate_vector_field(
      const dealii::DataPostprocessorInputs::Vector<dim> &inputs,
      std::vector<dealii::Vector<double>> &values) const override;

    std::vector<std::string> get_names() const override;

    std::vector<
      dealii::DataComponentInterpretation::DataComponentInterpretation>
    get_data_component_interpretation() const override;

    dealii::UpdateFlags get_needed_update_flags() const override;

  private:
    Frame frame_;
    Scales scales_;
  };

  /** `density` and what the material makes of it. */
  template <int dim>
  class DensityFields : public dealii::DataPostprocessor<dim>
  {
  public:
    /** @p material must stay. */
    DensityFields(const Material &material, const Scales &scales);

    void evaluate_scalar_field(
      const dealii::DataPostprocessorInputs::Scalar<dim> &inputs,
      std::vector<dealii::Vector<double>> &values) const override;

    std::vector<std::string> get_names() const override;

    std::vector<
      dealii::DataComponentInterpretation::DataComponentInterpretation>
    get_data_component_interpretation() const override;

    dealii::UpdateFlags get_needed_update_flags() const override;

  private:
    const Material &material_;
    Scales scales_;
  };

  /** `stress`, in 2D with `stress_zz`, from the stored components. */
  template <int dim>
  class StressFields : public dealii::DataPostprocessor<dim>
  {
  public:
    explicit StressFields(const Scales &scales);

    void evaluate_vector_field(
      const dealii::DataPostprocessorInputs::Vector<dim> &inputs,
      std::vector<dealii::Vector<double>> &values) const override;

    std::vector<std::string> get_names() const override;

    std::vector<
      dealii::DataComponentInterpretation::DataComponentInterpretation>
    get_data_component_interpretation() const override;

    dealii::UpdateFlags get_needed_update_flags() const override;

  private:
    Scales scales_;
  };
} // namespace vitriflow
