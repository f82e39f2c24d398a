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

    /** What the files are made of. */
    template <int dim>
    class FieldVectors
    {
    public:
      FieldVectors(const Discretization<dim> &discretization,
                   const Material &material,
                   const Scales &scales,
                   const State &state)
        : velocity(
            readable_copy(discretization, free_velocity_space, state.velocity))
        , density(readable_copy(discretization, density_space, state.density))
        , modes(readable_copies(discretization, state.stress))
        , points(point_quantities<dim>(state, discretization, material, scales))
        , instability(discretization, material, state, velocity, density, modes)
      {
        if (modes.size() == 1)
          return;
        sum_ = modes[0];
        for (unsigned int m = 1; m < modes.size(); ++m)
          sum_ += modes[m];
        sum_.update_ghost_values();
      }

      const Vector &stress() const
      {
        return modes.size() == 1 ? modes[0] : sum_;
      }

      const Vector velocity, density;
      const std::vector<Vector> modes;
      const PointQuantities points;
      const InstabilityField<dim> instability;

    private:
      static std::vector<Vector>
      readable_copies(const Discretization<dim> &discretization,
                      const std::vector<Vector> &stress)
      {
        std::vector<Vector> copies;
        for (const Vector &mode : stress)
          copies.push_back(readable_copy(discretization, stress_space, mode));
        return copies;
      }

      Vector sum_;
    };
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
    auto vectors = std::make_unique<const FieldVectors<dim>>(discretization_,
                                                             material_,
                                                             scales_,
                                                             state);
    const VelocityFields<dim> velocity_fields(state.frame, scales_);
    const DensityFields<dim> density_fields(material_,
                                            scales_,
                                            state.structure.empty());
    const StressFields<dim> stress_fields("stress", scales_);
    std::vector<StressFields<dim>> mode_fields;
    // a single mode is the stress itself
    if (vectors->modes.size() > 1)
      for (unsigned int m = 0; m < vectors->modes.size(); ++m)
        mode_fields.emplace_back(mode_name(m), scales_);
    std::vector<PointFields<dim>> point_fields;
    for (const auto &group : vectors->points.groups)
      point_fields.emplace_back(group.second);

    PhysicalDataOut<dim> data_out;
    const auto add =
      [&](const Space space, const Vector &vector, auto &fields) {
        data_out.add_data_vector(discretization_.dof_handler(space),
                                 vector,
                                 fields);
      };
    add(free_velocity_space, vectors->velocity, velocity_fields);
    add(density_space, vectors->density, density_fields);
    add(stress_space, vectors->stress(), stress_fields);
    for (unsigned int m = 0; m < mode_fields.size(); ++m)
      add(stress_space, vectors->modes[m], mode_fields[m]);
    for (unsigned int g = 0; g < point_fields.size(); ++g)
      add(stress_space, vectors->points.groups[g].first, point_fields[g]);
    data_out.add_data_vector(vectors->instability.dof_handler(),
                             vectors->instability.values(),
                             "instability_type");
    data_out.build_patches(discretization_.mapping(),
                           n_subdivisions,
                           discretization_.follows_material()
                             ? DataOut<dim>::curved_inner_cells
                             : DataOut<dim>::no_curved_cells);
    // their memory is needed for writing
    data_out.clear_input_data_references();
    vectors.reset();
    data_out.move_vertices(state.frame.tilt, scales_.length);
    const double time = scales_.time * state.time;
    data_out.set_flags(
      vtk_flags(time, records_.size(), scales_.si, mode_fields.size()));

    write_vtu(directory_,
              "fields",
              data_out,
              data_out.has_cells(),
              time,
              records_,
              discretization_.communicator());
  }

  template class FieldOutput<2>;
  template class FieldOutput<3>;
} // namespace vitriflow
