#include <vitriflow/discretization/evaluation.h>
#include <vitriflow/output/field_postprocessors.h>

#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    constexpr auto scalar = DataComponentInterpretation::component_is_scalar;
    constexpr auto vector =
      DataComponentInterpretation::component_is_part_of_vector;
    constexpr auto tensor =
      DataComponentInterpretation::component_is_part_of_tensor;

    /** g: in-plane deviator in 2D, 2 dev D : dev D in 3D. */
    template <int dim>
    double shear_rate(const Tensor<2, dim> &velocity_gradient)
    {
      const SymmetricTensor<2, dim> D = symmetrize(velocity_gradient);
      // with dim in the trace part, both are sqrt(2 dev D : dev D)
      return std::sqrt(2. * (deviator(D) * deviator(D)));
    }
  } // namespace

  template <int dim>
  VelocityFields<dim>::VelocityFields(const Frame &frame, const Scales &scales)
    : frame_(frame)
    , scales_(scales)
  {
  }

  template <int dim>
  void VelocityFields<dim>::evaluate_vector_field(
    const DataPostprocessorInputs::Vector<dim> &inputs,
    std::vector<dealii::Vector<double>> &values) const
  {
    for (unsigned int q = 0; q < values.size(); ++q)
      {
        Tensor<2, dim> gradient;
        for (unsigned int i = 0; i < dim; ++i)
          {
            values[q][i] = scales_.velocity() * inputs.solution_values[q][i];
            gradient[i]  = inputs.solution_gradients[q][i];
          }
        gradient = physical_gradient(gradient, frame_.tilt);

        const double y = inputs.evaluation_points[q][1];
        values[q][0] += scales_.velocity() * frame_.shear_rate * y;
        gradient[0][1] += frame_.shear_rate;
        values[q][dim] = scales_.rate() * shear_rate(gradient);
      }
  }

  template <int dim>
  std::vector<std::string> VelocityFields<dim>::get_names() const
  {
    std::vector<std::string> names(dim, "velocity");
    names.emplace_back("shear_rate");
    return names;
  }

  template <int dim>
  std::vector<DataComponentInterpretation::DataComponentInterpretation>
  VelocityFields<dim>::get_data_component_interpretation() const
  {
    std::vector<DataComponentInterpretation::DataComponentInterpretation> kinds(
      dim, vector);
    kinds.push_back(scalar);
    return kinds;
  }

  template <int dim>
  UpdateFlags VelocityFields<dim>::get_needed_update_flags() const
  {
    return update_values | update_gradients | update_quadrature_points;
  }

  template <int dim>
  DensityFields<dim>::DensityFields(const Material &material,
                                    const Scales &scales)
    : material_(material)
    , scales_(scales)
  {
  }

  template <int dim>
  void DensityFields<dim>::evaluate_scalar_field(
    const DataPostprocessorInputs::Scalar<dim> &inputs,
    std::vector<dealii::Vector<double>> &values) const
  {
    for (unsigned int q = 0; q < values.size(); ++q)
      {
        const double rho = inputs.solution_values[q];
        values[q][0]     = scales_.density * rho;
        values[q][1] =
          scales_.stress * material_.equation_of_state().pressure(rho);
        values[q][2] = scales_.time * material_.relaxation_time().factor(rho);
        values[q][3] = scales_.stress * material_.shear_modulus().factor(rho);
      }
  }

  template <int dim>
  std::vector<std::string> DensityFields<dim>::get_names() const
  {
    return {"density", "pressure", "relaxation_time", "shear_modulus"};
  }

  template <int dim>
  std::vector<DataComponentInterpretation::DataComponentInterpretation>
  DensityFields<dim>::get_data_component_interpretation() const
  {
    return {scalar, scalar, scalar, scalar};
  }

  template <int dim>
  UpdateFlags DensityFields<dim>::get_needed_update_flags() const
  {
    return update_values;
  }

  template <int dim>
  StressFields<dim>::StressFields(const Scales &scales)
    : scales_(scales)
  {
  }

  template <int dim>
  void StressFields<dim>::evaluate_vector_field(
    const DataPostprocessorInputs::Vector<dim> &inputs,
    std::vector<dealii::Vector<double>> &values) const
  {
    for (unsigned int q = 0; q < values.size(); ++q)
      {
        Tensor<1, n_stress_components<dim>> components;
        for (unsigned int c = 0; c < n_stress_components<dim>; ++c)
          components[c] = scales_.stress * inputs.solution_values[q][c];
        const Stress<double> stress = to_tensor(components);
        for (unsigned int i = 0; i < dim; ++i)
          for (unsigned int j = 0; j < dim; ++j)
            values[q][i * dim + j] = stress[i][j];
        if (dim == 2)
          values[q][dim * dim] = stress[2][2];
      }
  }

  template <int dim>
  std::vector<std::string> StressFields<dim>::get_names() const
  {
    std::vector<std::string> names(dim * dim, "stress");
    if (dim == 2)
      names.emplace_back("stress_zz");
    return names;
  }

  template <int dim>
  std::vector<DataComponentInterpretation::DataComponentInterpretation>
  StressFields<dim>::get_data_component_interpretation() const
  {
    std::vector<DataComponentInterpretation::DataComponentInterpretation> kinds(
      dim * dim, tensor);
    if (dim == 2)
      kinds.push_back(scalar);
    return kinds;
  }

  template <int dim>
  UpdateFlags StressFields<dim>::get_needed_update_flags() const
  {
    return update_values;
  }

  template class VelocityFields<2>;
  template class VelocityFields<3>;
  template class DensityFields<2>;
  template class DensityFields<3>;
  template class StressFields<2>;
  template class StressFields<3>;
} // namespace vitriflow
