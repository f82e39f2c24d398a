#include <vitriflow/discretization/readable_copy.h>
#include <vitriflow/output/lowest_density.h>

#include <limits>
#include <map>

namespace vitriflow
{
  using namespace dealii;

  template <int dim>
  std::vector<double>
  lowest_density_position(const Discretization<dim> &discretization,
                          const State &state)
  {
    const Vector density =
      readable_copy(discretization, density_space, state.density);
    double lowest      = std::numeric_limits<double>::max();
    unsigned int index = numbers::invalid_unsigned_int;
    for (unsigned int i = 0; i < density.locally_owned_size(); ++i)
      if (density.local_element(i) < lowest)
        {
          lowest = density.local_element(i);
          index  = i;
        }
    const MPI_Comm comm = discretization.communicator();
    const auto rank     = Utilities::MPI::min_max_avg(lowest, comm).min_index;
    std::vector<double> position(dim);
    if (Utilities::MPI::this_mpi_process(comm) == rank)
      {
        std::map<types::global_dof_index, Point<dim>> points;
        DoFTools::map_dofs_to_support_points(discretization.mapping(),
                                             discretization.dof_handler(
                                               density_space),
                                             points);
        const Point<dim> &X =
          points.at(density.get_partitioner()->local_to_global(index));
        for (unsigned int d = 0; d < dim; ++d)
          position[d] = X[d];
        position[0] += state.frame.tilt * X[1];
      }
    return Utilities::MPI::broadcast(comm, position, rank);
  }

  template std::vector<double>
  lowest_density_position(const Discretization<2> &, const State &);
  template std::vector<double>
  lowest_density_position(const Discretization<3> &, const State &);
} // namespace vitriflow
