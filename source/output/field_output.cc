#include <vitriflow/discretization/readable_copy.h>
#include <vitriflow/output/field_output.h>
#include <vitriflow/output/field_postprocessors.h>
#include <vitriflow/output/instability_field.h>
#include <vitriflow/output/physical_data_out.h>
#include <vitriflow/output/point_quantities.h>
#include <vitriflow/output/vtu_series.h>

#include <memory>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** As many as quadratic elements have nodes between. */
    constexpr unsigned int n_subdivisions = velocity_degree;

    std::string mode_name(const unsigned int mode)
    {
      return "stress_mode_" + std::to_string(mode + 1);
    }

    DataOutBase::VtkFlags vtk_flags(const double time,
                                    const unsigned int cycle,
                                    const bool si,
                                    const unsigned int n_modes)
    {
      DataOutBase::VtkFlags flags(time, cycle, false);
      flags.write_higher_order_cells = true;
#if DEAL_II_VERSION_GTE(9, 5, 0)
      flags.compression_level = DataOutBase::CompressionLevel::best_speed;
#else
      flags.compression_level = DataOutBase::VtkFlags::best_speed;
#endif
      if (!si)
        return flags;
      flags.physical_units = {{"velocity", "m/s"},
                              {"density", "kg/m^3"},
                              {"stress", "Pa"},
                              {"stress_zz", "Pa"},
                              {"pressure", "Pa"},
                              {"shear_rate", "1/s"},
                              {"relaxation_time", "s"},
                              {"shear_modulus", "Pa"},
                              {"yield_stress", "Pa"},
                              {"plastic_rate", "1/s"},
                              {"effective_temperature", "K"}};
      for (unsigned int m = 0; m < n_modes; ++m)
        for (const char *component : {"", "_zz"})
          flags.physical_units[mode_name(m) + component] = "Pa";
      return flags;
    }
  } // namespace

  template <int dim>
  FieldOutput<dim>::FieldOutput(const std::string &directory,
                                const Discretization<dim> &discretization,
                                const Material &material,
                                const Scales &scales)
    : directory_(directory)
    , discretization_(discretization)
    , material_(material)
    , scales_(scales)
  {
  }

  template <int dim>
  void FieldOutput<dim>::write(const State &state)
  {
    const Vector velocity =
      readable_copy(discretization_, free_velocity_space, state.velocity);
    const Vector density =
      readable_copy(discretization_, density_space, state.density);
    std::vector<Vector> modes;
    for (const Vector &mode : state.stress)
      modes.push_back(readable_copy(discretization_, stress_space, mode));
    Vector stress = modes[0];
    for (unsigned int m = 1; m < modes.size(); ++m)
      stress += modes[m];
    stress.update_ghost_values();
    const InstabilityField<dim> instability(
      discretization_, material_, state, velocity, density, modes);
    // a single mode is the stress itself
    if (modes.size() == 1)
      modes.clear();
    const VelocityFields<dim> velocity_fields(state.frame, scales_);
    const DensityFields<dim> density_fields(material_,
                                            scales_,
                                            state.structure.empty());
    const StressFields<dim> stress_fields("stress", scales_);
    std::vector<StressFields<dim>> mode_fields;
    for (unsigned int m = 0; m < modes.size(); ++m)
      mode_fields.emplace_back(mode_name(m), scales_);

    const PointQuantities points =
      point_quantities<dim>(state, discretization_, material_, scales_);
    std::vector<PointFields<dim>> point_fields;
    for (const auto &group : points.groups)
      point_fields.emplace_back(group.second);

    PhysicalDataOut<dim> data_out;
    data_out.add_data_vector(discretization_.dof_handler(free_velocity_space),
                             velocity,
                             velocity_fields);
    data_out.add_data_vector(discretization_.dof_handler(density_space),
                             density,
                             density_fields);
    data_out.add_data_vector(discretization_.dof_handler(stress_space),
                             stress,
                             stress_fields);
    for (unsigned int m = 0; m < modes.size(); ++m)
      data_out.add_data_vector(discretization_.dof_handler(stress_space),
                               modes[m],
                               mode_fields[m]);
    for (unsigned int g = 0; g < point_fields.size(); ++g)
      data_out.add_data_vector(discretization_.dof_handler(stress_space),
                               points.groups[g].first,
                               point_fields[g]);
    data_out.add_data_vector(instability.dof_handler(),
                             instability.values(),
                             "instability_type");
    data_out.build_patches(discretization_.mapping(),
                           n_subdivisions,
                           discretization_.follows_material()
                             ? DataOut<dim>::curved_inner_cells
                             : DataOut<dim>::no_curved_cells);
    data_out.move_vertices(state.frame.tilt, scales_.length);
    const double time = scales_.time * state.time;
    data_out.set_flags(
      vtk_flags(time, records_.size(), scales_.si, modes.size()));

    write_vtu(directory_,
              "fields",
              data_out,
              time,
              records_,
              discretization_.communicator());
  }

  template class FieldOutput<2>;
  template class FieldOutput<3>;
} // namespace vitriflow
