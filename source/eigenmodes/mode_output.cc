#include <vitriflow/base/exceptions.h>
#include <vitriflow/discretization/readable_copy.h>
#include <vitriflow/eigenmodes/mode_output.h>
#include <vitriflow/output/physical_data_out.h>
#include <vitriflow/output/write_file.h>

#include <filesystem>
#include <list>

namespace vitriflow
{
  using namespace dealii;

  template <int dim>
  void write_modes(const std::string &directory,
                   const Discretization<dim> &discretization,
                   const Scales &scales,
                   const State &held,
                   const std::vector<std::pair<std::string, State>> &modes)
  {
    using Interpretation =
      std::vector<DataComponentInterpretation::DataComponentInterpretation>;
    const Interpretation scalar(
      1, DataComponentInterpretation::component_is_scalar);
    const Interpretation vector(
      dim, DataComponentInterpretation::component_is_part_of_vector);

    PhysicalDataOut<dim> data_out;
    std::list<Vector> vectors; // must stay where they are until written
    const auto add = [&](const Space space,
                         const Vector &values,
                         const std::string &name,
                         const Interpretation &interpretation) {
      vectors.push_back(readable_copy(discretization, space, values));
      data_out.add_data_vector(discretization.dof_handler(space),
                               vectors.back(),
                               std::vector<std::string>(interpretation.size(),
                                                        name),
                               interpretation);
    };
    add(density_space, held.density, "density", scalar);
    vectors.back() *= scales.density;
    vectors.back().update_ghost_values();
    for (const auto &[name, state] : modes)
      {
        add(density_space, state.density, name + "_density", scalar);
        add(velocity_space, state.velocity, name + "_velocity", vector);
      }
    data_out.build_patches(discretization.mapping(),
                           velocity_degree,
                           DataOut<dim>::no_curved_cells);
    data_out.move_vertices(held.frame.tilt, scales.length);
    DataOutBase::VtkFlags flags(scales.time * held.time);
    flags.write_higher_order_cells = true;
    data_out.set_flags(flags);

    const auto comm            = discretization.communicator();
    const unsigned int n_ranks = Utilities::MPI::n_mpi_processes(comm);
    const unsigned int rank    = Utilities::MPI::this_mpi_process(comm);
    const auto piece           = [](const unsigned int r) {
      return "modes." + std::to_string(r) + ".vtu";
    };
    const auto path = [&](const std::string &file) {
      return (std::filesystem::path(directory) / file).string();
    };
    std::string failure =
      write_file(path(piece(rank)),
                 text([&](std::ostream &out) { data_out.write_vtu(out); }));
    if (rank == 0 && failure.empty())
      {
        std::vector<std::string> pieces;
        for (unsigned int r = 0; r < n_ranks; ++r)
          pieces.push_back(piece(r));
        failure = write_file(path("modes.pvtu"), text([&](std::ostream &out) {
                               data_out.write_pvtu_record(out, pieces);
                             }));
      }
    failure = first_failure(failure, comm);
    if (!failure.empty())
      throw ComputationStopped("cannot write the modes: " + failure);
  }

  template void write_modes(const std::string &,
                            const Discretization<2> &,
                            const Scales &,
                            const State &,
                            const std::vector<std::pair<std::string, State>> &);
  template void write_modes(const std::string &,
                            const Discretization<3> &,
                            const Scales &,
                            const State &,
                            const std::vector<std::pair<std::string, State>> &);
} // namespace vitriflow
