#include <deal.II/numerics/data_out_faces.h>
#include <deal.II/numerics/data_postprocessor.h>

#include <vitriflow/discretization/block.h>
#include <vitriflow/discretization/readable_copy.h>
#include <vitriflow/output/contact_output.h>
#include <vitriflow/output/physical_data_out.h>

#include <array>
#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** The top of a block. */
    template <int dim>
    class TopOut : public DataOutFaces<dim>
    {
    public:
      using FaceDescriptor = typename DataOutFaces<dim>::FaceDescriptor;

      FaceDescriptor first_face() override
      {
        return top_from(DataOutFaces<dim>::first_face());
      }

      FaceDescriptor next_face(const FaceDescriptor &face) override
      {
        return top_from(DataOutFaces<dim>::next_face(face));
      }

      bool has_cells() const
      {
        return !this->patches.empty();
      }

      void scale(const double length)
      {
        for (auto &patch : this->patches)
          scale_patch(patch, dim, length);
      }

    private:
      FaceDescriptor top_from(FaceDescriptor face)
      {
        while (face.first.state() == IteratorState::valid &&
               face.first->face(face.second)->boundary_id() != block_top)
          face = DataOutFaces<dim>::next_face(face);
        return face;
      }
    };

    /** From the entries that surface_fields() uses. */
    template <int dim>
    class SurfaceFields : public DataPostprocessor<dim>
    {
    public:
      explicit SurfaceFields(const Scales &scales)
        : scales_(scales)
      {
      }

      std::vector<std::string> get_names() const override
      {
        return {"contact_pressure", "contact_distance"};
      }

      std::vector<DataComponentInterpretation::DataComponentInterpretation>
      get_data_component_interpretation() const override
      {
        return {DataComponentInterpretation::component_is_scalar,
                DataComponentInterpretation::component_is_scalar};
      }

      UpdateFlags get_needed_update_flags() const override
      {
        return update_values;
      }

      void evaluate_vector_field(
        const DataPostprocessorInputs::Vector<dim> &inputs,
        std::vector<dealii::Vector<double>> &outputs) const override
      {
        for (std::size_t i = 0; i < outputs.size(); ++i)
          {
            outputs[i](0) = scales_.stress * inputs.solution_values[i](1);
            outputs[i](1) = scales_.length * inputs.solution_values[i](0);
          }
      }

    private:
      Scales scales_;
    };

    /**
     * The node on the axis has no area and no pressure of its own. Symmetry
     * gives it: along the radius the slope is zero there.
     *
     * @p readable has the fields with ghost entries, @p fields takes those of
     * the axis.
     */
    template <int dim>
    void extrapolate_to_axis(const Discretization<dim> &discretization,
                             const Vector &readable,
                             Vector &fields)
    {
      const auto &dofs = discretization.dof_handler(free_velocity_space);
      const auto &fe   = dofs.get_fe();
      std::vector<types::global_dof_index> indices(fe.n_dofs_per_cell());
      for (const auto &cell : dofs.active_cell_iterators())
        if (cell->is_locally_owned() && cell->at_boundary(0) &&
            cell->at_boundary(block_top))
          {
            cell->get_dof_indices(indices);
            // along the top, from the axis outwards
            std::array<std::array<unsigned int, 3>, dim> nodes{};
            for (unsigned int i = 0; i < indices.size(); ++i)
              if (fe.has_support_on_face(i, block_top))
                {
                  const double place = fe.unit_support_point(i)[0];
                  nodes[fe.system_to_component_index(i).first]
                       [std::lround(2. * place)] = indices[i];
                }
            for (const auto &node : nodes)
              fields(node[0]) =
                (4. * readable(node[1]) - readable(node[2])) / 3.;
          }
    }
  } // namespace

  template <int dim>
  void write_contact(const std::string &directory,
                     const Discretization<dim> &discretization,
                     const Contact<dim> &contact,
                     const State &state,
                     const Scales &scales,
                     const VtuRecords &records)
  {
    Vector values;
    discretization.initialize(values, free_velocity_space);
    contact.surface_fields(state, values);
    Vector readable =
      readable_copy(discretization, free_velocity_space, values);
    if (discretization.axisymmetry())
      {
        extrapolate_to_axis(discretization, readable, values);
        readable = readable_copy(discretization, free_velocity_space, values);
      }
    const SurfaceFields<dim> fields(scales);
    TopOut<dim> data;
    data.add_data_vector(discretization.dof_handler(free_velocity_space),
                         readable,
                         fields);
    data.build_patches(discretization.mapping(), velocity_degree);
    data.scale(scales.length);
    // the same times under another name
    VtuRecords earlier;
    for (std::size_t i = 0; i + 1 < records.size(); ++i)
      earlier.emplace_back(records[i].first, vtu_name("contact", i) + ".pvtu");
    const double time = records.back().first;
    DataOutBase::VtkFlags flags(time, earlier.size(), false);
    if (scales.si)
      flags.physical_units = {{"contact_pressure", "Pa"},
                              {"contact_distance", "m"}};
    data.set_flags(flags);
    write_vtu(directory,
              "contact",
              data,
              data.has_cells(),
              time,
              earlier,
              discretization.communicator());
  }

  template void write_contact(const std::string &,
                              const Discretization<2> &,
                              const Contact<2> &,
                              const State &,
                              const Scales &,
                              const VtuRecords &);
  template void write_contact(const std::string &,
                              const Discretization<3> &,
                              const Contact<3> &,
                              const State &,
                              const Scales &,
                              const VtuRecords &);
} // namespace vitriflow
