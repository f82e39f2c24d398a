#include <deal.II/base/quadrature_lib.h>

#include <deal.II/fe/fe_values.h>

#include <vitriflow/boundary/frame.h>
#include <vitriflow/discretization/readable_copy.h>
#include <vitriflow/output/local_shear_rate.h>
#include <vitriflow/output/shear_rate_lattice.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Middles of as many equal parts of a cell: more than the velocity has
     * nodes, so that interpolation between them does not widen bands. */
    template <int dim>
    constexpr unsigned int n_points_1d = dim == 2 ? 4 : 2;
  } // namespace

  template <int dim>
  ShearRateLattice<dim>
  sample_shear_rate(const State &state,
                    const Discretization<dim> &discretization,
                    const Material &material)
  {
    ShearRateLattice<dim> lattice;
    lattice.size        = discretization.size();
    lattice.tilt        = state.frame.tilt;
    lattice.walls       = discretization.geometry() == Geometry::channel;
    std::size_t n_nodes = 1;
    for (unsigned int d = 0; d < dim; ++d)
      {
        lattice.n[d] = n_points_1d<dim> * discretization.n_cells()[d];
        n_nodes *= lattice.n[d];
      }
    lattice.values.assign(n_nodes, 0.);
    lattice.density.assign(n_nodes, 0.);
    lattice.relaxation_time.assign(n_nodes, 0.);

    const auto &dofs         = discretization.dof_handler(free_velocity_space);
    const auto &density_dofs = discretization.dof_handler(density_space);
    // those of free_velocity_space: walls may move
    const Vector velocity =
      readable_copy(discretization, free_velocity_space, state.velocity);
    const Vector density =
      readable_copy(discretization, density_space, state.density);
    // factors drawn on tau, if there are any
    const bool has_factors = !state.structure.empty();
    Vector factors;
    if (has_factors)
      factors = readable_copy(discretization, stress_space, state.structure[0]);
    const auto &factor_dofs = discretization.dof_handler(stress_space);
    const QIterated<dim> points(QMidpoint<1>(), n_points_1d<dim>);
    FEValues<dim> values(discretization.mapping(),
                         dofs.get_fe(),
                         points,
                         update_gradients | update_quadrature_points);
    FEValues<dim> density_values(discretization.mapping(),
                                 density_dofs.get_fe(),
                                 points,
                                 update_values);
    FEValues<dim> factor_values(discretization.mapping(),
                                factor_dofs.get_fe(),
                                points,
                                update_values);
    std::vector<Tensor<2, dim>> gradients(points.size());
    std::vector<double> densities(points.size());
    std::vector<double> time_factors(points.size(), 1.);
    const FEValuesExtractors::Vector component(0);
    const FEValuesExtractors::Scalar time_factor(relaxation_time_factor);
    const auto on = [&discretization](const auto &cell, const auto &handler) {
      return typename DoFHandler<dim>::active_cell_iterator(
        &discretization.triangulation(),
        cell->level(),
        cell->index(),
        &handler);
    };
    for (const auto &cell : dofs.active_cell_iterators())
      if (cell->is_locally_owned())
        {
          values.reinit(cell);
          density_values.reinit(on(cell, density_dofs));
          if (has_factors)
            {
              factor_values.reinit(on(cell, factor_dofs));
              factor_values[time_factor].get_function_values(factors,
                                                             time_factors);
            }
          values[component].get_function_gradients(velocity, gradients);
          density_values.get_function_values(density, densities);
          for (const unsigned int q : values.quadrature_point_indices())
            {
              const Point<dim> &X = values.quadrature_point(q);
              std::size_t i       = 0;
              for (int d = dim - 1; d >= 0; --d)
                i = i * lattice.n[d] + static_cast<std::size_t>(
                                         X[d] / lattice.size[d] * lattice.n[d]);
              auto L = physical_gradient(gradients[q], lattice.tilt);
              L[0][1] += state.frame.shear_rate;
              lattice.values[i]  = shear_rate(L);
              lattice.density[i] = densities[q];
              lattice.relaxation_time[i] =
                std::max(time_factors[q], smallest_factor) *
                material.relaxation_time().factor(densities[q]);
            }
        }
    // everybody else's entries are zero: the sums are exact
    for (std::vector<double> *field :
         {&lattice.values, &lattice.density, &lattice.relaxation_time})
      Utilities::MPI::sum(*field, discretization.communicator(), *field);
    return lattice;
  }

  template ShearRateLattice<2>
  sample_shear_rate(const State &, const Discretization<2> &, const Material &);
  template ShearRateLattice<3>
  sample_shear_rate(const State &, const Discretization<3> &, const Material &);
} // namespace vitriflow
