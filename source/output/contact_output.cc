#include <deal.II/numerics/data_out_faces.h>
#include <deal.II/numerics/data_postprocessor.h>

#include <vitriflow/discretization/block.h>
#include <vitriflow/discretization/readable_copy.h>
#include <vitriflow/output/contact_output.h>

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

      void scale(const double length)
      {
        for (auto &patch : this->patches)
          for (auto &vertex : patch.vertices)
            vertex *= length;
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
    const Vector readable =
      readable_copy(discretization, free_velocity_space, values);
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
    write_vtu(
      directory, "contact", data, time, earlier, discretization.communicator());
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
