#include <deal.II/dofs/dof_tools.h>

#include <deal.II/fe/fe_tools.h>

#include <vitriflow/discretization/block.h>

#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Cells between two halvings, on the way out. */
    constexpr double cells_per_level = 6.;
  } // namespace

  template <int dim>
  void refine_around(parallel::distributed::Triangulation<dim> &mesh,
                     const Point<dim> &center,
                     const double radius,
                     const unsigned int n_levels)
  {
    for (unsigned int level = 0; level < n_levels; ++level)
      {
        for (const auto &cell : mesh.active_cell_iterators())
          if (cell->is_locally_owned())
            {
              const double h     = cell->diameter() / std::sqrt(1. * dim);
              const double share = std::ldexp(1., level + 1 - int(n_levels));
              const double nearest =
                cell->center().distance(center) - 0.5 * cell->diameter();
              // all finer levels lie within the cells of this one
              if (nearest < radius + cells_per_level * h * (1. - share))
                cell->set_refine_flag();
            }
        mesh.execute_coarsening_and_refinement();
      }
  }

  template <int dim>
  void constrain_sides(const DoFHandler<dim> &velocity_dofs,
                       AffineConstraints<double> &constraints)
  {
    const auto &fe = velocity_dofs.get_fe();
    DoFTools::make_zero_boundary_constraints(velocity_dofs,
                                             block_bottom,
                                             constraints);
    for (unsigned int d = 0; d < dim; ++d)
      if (d != 1)
        for (const unsigned int side : {2 * d, 2 * d + 1})
          DoFTools::make_zero_boundary_constraints(
            velocity_dofs,
            side,
            constraints,
            fe.component_mask(FEValuesExtractors::Scalar(d)));
  }

  template <int dim>
  void constrain_axis(const DoFHandler<dim> &scalar_dofs,
                      AffineConstraints<double> &constraints)
  {
    const auto &fe = scalar_dofs.get_fe();
    if (fe.degree != 2)
      return;
    const std::vector<unsigned int> order =
      FETools::lexicographic_to_hierarchic_numbering<dim>(fe.degree);
    std::vector<types::global_dof_index> indices(fe.n_dofs_per_cell());
    const auto depends_on = [&](const types::global_dof_index dof,
                                const types::global_dof_index other) {
      if (const auto *entries = constraints.get_constraint_entries(dof))
        for (const auto &entry : *entries)
          if (entry.first == other)
            return true;
      return false;
    };
    for (const auto &cell : scalar_dofs.active_cell_iterators())
      if (!cell->is_artificial() && cell->face(0)->at_boundary())
        {
          cell->get_dof_indices(indices);
          for (unsigned int row = 0; row < indices.size(); row += 3)
            {
              const auto at_axis = indices[order[row]];
              const auto middle  = indices[order[row + 1]];
              const auto outer   = indices[order[row + 2]];
              // where cells of two sizes meet, the larger one says it
              if (constraints.is_constrained(at_axis) ||
                  depends_on(middle, at_axis) || depends_on(outer, at_axis))
                continue;
              constraints.add_line(at_axis);
              constraints.add_entry(at_axis, middle, 4. / 3.);
              constraints.add_entry(at_axis, outer, -1. / 3.);
            }
        }
  }

  template void refine_around(parallel::distributed::Triangulation<2> &,
                              const Point<2> &,
                              const double,
                              const unsigned int);
  template void refine_around(parallel::distributed::Triangulation<3> &,
                              const Point<3> &,
                              const double,
                              const unsigned int);
  template void constrain_sides(const DoFHandler<2> &,
                                AffineConstraints<double> &);
  template void constrain_sides(const DoFHandler<3> &,
                                AffineConstraints<double> &);
  template void constrain_axis(const DoFHandler<2> &,
                               AffineConstraints<double> &);
  template void constrain_axis(const DoFHandler<3> &,
                               AffineConstraints<double> &);
} // namespace vitriflow
