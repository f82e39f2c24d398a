#include <vitriflow/discretization/readable_copy.h>
#include <vitriflow/operators/flow_strain.h>
#include <vitriflow/output/point_quantities.h>

#include <optional>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** What is known of one batch of points. */
    struct PointState
    {
      Simd<double> density, stress, structure;
      Simd<double> modulus_factor, time_factor, yield_factor;
      Simd<double> flow_strain;
    };

    struct Quantity
    {
      std::string name;
      std::function<Simd<double>(const PointState &)> value;
    };

    std::vector<Quantity> quantities(const Material &material,
                                     const Scales &scales,
                                     const bool has_fields,
                                     const bool has_flow_strain)
    {
      std::vector<Quantity> list;
      if (has_flow_strain)
        list.push_back(
          {"flow_strain", [](const PointState &p) { return p.flow_strain; }});
      if (has_fields)
        list.push_back({"shear_modulus", [&](const PointState &p) {
                          return scales.stress * p.modulus_factor *
                                 material.shear_modulus().factor(p.density);
                        }});
      if (has_fields && material.relaxes())
        list.push_back({"relaxation_time", [&](const PointState &p) {
                          return scales.time * p.time_factor *
                                 material.relaxation_time().factor(p.density);
                        }});
      const PlasticFlow *flow = material.plastic_flow();
      if (!flow)
        return list;
      list.push_back(
        {"plastic_rate", [&scales, flow](const PointState &p) {
           return 2. * scales.rate() *
                  flow->rate(p.stress, p.structure, p.yield_factor);
         }});
      if (flow->has_structure())
        list.push_back({flow->structure_name(), [&](const PointState &p) {
                          return scales.structure * p.structure;
                        }});
      if (has_fields)
        list.push_back({"yield_stress", [&](const PointState &p) {
                          return scales.stress *
                                 material.plastic_constants().yield_stress *
                                 p.yield_factor;
                        }});
      return list;
    }
  } // namespace

  template <int dim>
  PointQuantities point_quantities(const State &state,
                                   const Discretization<dim> &discretization,
                                   const Material &material,
                                   const Scales &scales)
  {
    constexpr unsigned int per_group = n_stress_components<dim>;
    const bool has_fields            = !state.structure.empty();
    const bool has_flow_strain =
      discretization.follows_material() &&
      (material.relaxes() || material.plastic_flow());
    const auto list = quantities(material, scales, has_fields, has_flow_strain);
    PointQuantities result;
    if (list.empty())
      return result;
    for (unsigned int i = 0; i < list.size(); ++i)
      {
        if (i % per_group == 0)
          {
            result.groups.emplace_back();
            discretization.initialize(result.groups.back().first, stress_space);
          }
        result.groups.back().second.push_back(list[i].name);
      }

    const auto &data = discretization.matrix_free();
    DensityEvaluation<dim, double> rho(discretization.rows(density_space));
    StressEvaluation<dim> stress(data, stress_space);
    StressEvaluation<dim> fields(data, stress_space);
    StressEvaluation<dim> out(data, stress_space);
    state.density.update_ghost_values();
    std::optional<FlowStrain<dim>> flow_strain;
    if (has_flow_strain)
      flow_strain.emplace(state, discretization, material);
    std::array<PointState, n_points<dim>> points;
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        rho.reinit(cell);
        for (auto *e : {&stress, &fields, &out})
          e->reinit(cell);
        rho.gather_evaluate(state.density, EvaluationFlags::values);
        stress.read_dof_values(state.stress[0]);
        if (flow_strain)
          flow_strain->reinit(cell);
        if (has_fields)
          fields.read_dof_values(state.structure[0]);
        for (unsigned int q = 0; q < points.size(); ++q)
          {
            PointState &p = points[q];
            p             = {rho.get_value(q),
                             equivalent_stress(nodal_stress<dim>(stress, q)),
                             0.,
                             1.,
                             1.,
                             1.,
                 flow_strain ? flow_strain->at(q) : 0.};
            if (!has_fields)
              continue;
            p.structure = point_field<dim>(fields, structural_variable, q);
            p.modulus_factor =
              point_factor<dim>(fields, shear_modulus_factor, q);
            p.time_factor =
              point_factor<dim>(fields, relaxation_time_factor, q);
            p.yield_factor = point_factor<dim>(fields, yield_stress_factor, q);
          }
        for (unsigned int g = 0; g < result.groups.size(); ++g)
          {
            std::fill_n(out.begin_dof_values(), out.dofs_per_cell, 0.);
            for (unsigned int c = 0; c < result.groups[g].second.size(); ++c)
              for (unsigned int q = 0; q < points.size(); ++q)
                out.begin_dof_values()[c * n_points<dim> + q] =
                  list[g * per_group + c].value(points[q]);
            out.set_dof_values(result.groups[g].first);
          }
      }
    state.density.zero_out_ghost_values();
    for (auto &group : result.groups)
      group.first = readable_copy(discretization, stress_space, group.first);
    return result;
  }

  namespace
  {
    template <int dim>
    typename NamedFields<dim>::Components
    scalars(const std::vector<std::string> &names)
    {
      typename NamedFields<dim>::Components components;
      for (const std::string &name : names)
        components.emplace_back(
          name, DataComponentInterpretation::component_is_scalar);
      return components;
    }
  } // namespace

  template <int dim>
  PointFields<dim>::PointFields(const std::vector<std::string> &names)
    : NamedFields<dim>(scalars<dim>(names), update_values)
  {
  }

  template <int dim>
  void PointFields<dim>::evaluate_vector_field(
    const DataPostprocessorInputs::Vector<dim> &inputs,
    std::vector<dealii::Vector<double>> &values) const
  {
    for (unsigned int q = 0; q < values.size(); ++q)
      for (unsigned int c = 0; c < values[q].size(); ++c)
        values[q][c] = inputs.solution_values[q][c];
  }

  template PointQuantities point_quantities(const State &,
                                            const Discretization<2> &,
                                            const Material &,
                                            const Scales &);
  template PointQuantities point_quantities(const State &,
                                            const Discretization<3> &,
                                            const Material &,
                                            const Scales &);
  template class PointFields<2>;
  template class PointFields<3>;
} // namespace vitriflow
