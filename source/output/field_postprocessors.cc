#include <vitriflow/discretization/evaluation.h>
#include <vitriflow/output/field_postprocessors.h>
#include <vitriflow/output/local_shear_rate.h>

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

    template <int dim>
    typename NamedFields<dim>::Components velocity_components()
    {
      typename NamedFields<dim>::Components components(dim,
                                                       {"velocity", vector});
      components.emplace_back("shear_rate", scalar);
      return components;
    }

    template <int dim>
    typename NamedFields<dim>::Components
    stress_components(const std::string &name)
    {
      typename NamedFields<dim>::Components components(dim * dim,
                                                       {name, tensor});
      if (dim == 2)
        components.emplace_back(name + "_zz", scalar);
      return components;
    }
  } // namespace

  template <int dim>
  NamedFields<dim>::NamedFields(const Components &components,
                                const UpdateFlags needed)
    : needed_(needed)
  {
    for (const auto &[name, kind] : components)
      {
        names_.push_back(name);
        kinds_.push_back(kind);
      }
  }

  template <int dim>
  VelocityFields<dim>::VelocityFields(const Frame &frame, const Scales &scales)
    : NamedFields<dim>(velocity_components<dim>(),
                       update_values | update_gradients |
                         update_quadrature_points)
    , frame_(frame)
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

  namespace
  {
    template <int dim>
    typename NamedFields<dim>::Components density_components(const bool modulus,
                                                             const bool time)
    {
      typename NamedFields<dim>::Components components = {{"density", scalar},
                                                          {"pressure", scalar}};
      if (modulus)
        components.emplace_back("shear_modulus", scalar);
      if (time)
        components.emplace_back("relaxation_time", scalar);
      return components;
    }
  } // namespace

  template <int dim>
  DensityFields<dim>::DensityFields(const Material &material,
                                    const Scales &scales,
                                    const bool laws)
    : NamedFields<dim>(density_components<dim>(laws,
                                               laws && material.relaxes()),
                       update_values)
    , material_(material)
    , scales_(scales)
    , modulus_(laws)
    , time_(laws && material.relaxes())
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
        if (modulus_)
          values[q][2] = scales_.stress * material_.shear_modulus().factor(rho);
        if (time_)
          values[q][3] = scales_.time * material_.relaxation_time().factor(rho);
      }
  }

  template <int dim>
  StressFields<dim>::StressFields(const std::string &name, const Scales &scales)
    : NamedFields<dim>(stress_components<dim>(name), update_values)
    , scales_(scales)
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

  template class NamedFields<2>;
  template class NamedFields<3>;
  template class VelocityFields<2>;
  template class VelocityFields<3>;
  template class DensityFields<2>;
  template class DensityFields<3>;
  template class StressFields<2>;
  template class StressFields<3>;
} // namespace vitriflow
