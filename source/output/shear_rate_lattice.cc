#include <deal.II/base/quadrature_lib.h>

#include <deal.II/fe/fe_values.h>

#include <vitriflow/boundary/frame.h>
#include <vitriflow/discretization/readable_copy.h>
#include <vitriflow/output/shear_rate_lattice.h>

#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Middles of as many equal parts of a cell: more than the velocity has
     * nodes, so that interpolation between them does not widen bands. */
    constexpr unsigned int n_points_1d = 4;

    double shear_rate(const Tensor<2, 2> &gradient)
    {
      return std::hypot(gradient[0][0] - gradient[1][1],
                        gradient[0][1] + gradient[1][0]);
    }
  } // namespace

  ShearRateLattice sample_shear_rate(const State &state,
                                     const Discretization<2> &discretization)
  {
    ShearRateLattice lattice;
    lattice.size  = discretization.size();
    lattice.tilt  = state.frame.tilt;
    lattice.walls = discretization.geometry() == Geometry::channel;
    for (unsigned int d = 0; d < 2; ++d)
      lattice.n[d] = n_points_1d * discretization.n_cells()[d];
    lattice.values.assign(lattice.n[0] * lattice.n[1], 0.);

    const auto &dofs = discretization.dof_handler(velocity_space);
    // those of free_velocity_space: walls may move
    const Vector velocity =
      readable_copy(discretization, free_velocity_space, state.velocity);
    const QIterated<2> points(QMidpoint<1>(), n_points_1d);
    FEValues<2> values(discretization.mapping(),
                       dofs.get_fe(),
                       points,
                       update_gradients | update_quadrature_points);
    std::vector<Tensor<2, 2>> gradients(points.size());
    const FEValuesExtractors::Vector component(0);
    for (const auto &cell : dofs.active_cell_iterators())
      if (cell->is_locally_owned())
        {
          values.reinit(cell);
          values[component].get_function_gradients(velocity, gradients);
          for (const unsigned int q : values.quadrature_point_indices())
            {
              const Point<2> &X = values.quadrature_point(q);
              std::array<std::size_t, 2> i;
              for (unsigned int d = 0; d < 2; ++d)
                i[d] = X[d] / lattice.size[d] * lattice.n[d];
              auto L = physical_gradient(gradients[q], lattice.tilt);
              L[0][1] += state.frame.shear_rate;
              lattice.values[i[1] * lattice.n[0] + i[0]] = shear_rate(L);
            }
        }
    // everybody else's entries are zero: the sum is exact
    Utilities::MPI::sum(lattice.values,
                        discretization.communicator(),
                        lattice.values);
    return lattice;
  }
} // namespace vitriflow
