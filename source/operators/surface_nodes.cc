#include <deal.II/base/quadrature_lib.h>

#include <deal.II/fe/fe_values.h>

#include <vitriflow/discretization/block.h>
#include <vitriflow/operators/surface_nodes.h>

#include <map>

namespace vitriflow
{
  using namespace dealii;

  template <int dim>
  std::vector<NodeDofs<dim>> top_nodes(const DoFHandler<dim> &velocity_dofs)
  {
    const auto &fe        = velocity_dofs.get_fe();
    const IndexSet &owned = velocity_dofs.locally_owned_dofs();
    std::vector<types::global_dof_index> indices(fe.n_dofs_per_cell());
    // sorted, and each node once, by the first component
    std::map<types::global_dof_index, NodeDofs<dim>> nodes;
    for (const auto &cell : velocity_dofs.active_cell_iterators())
      if (cell->is_locally_owned())
        for (const unsigned int f : cell->face_indices())
          if (cell->face(f)->at_boundary() &&
              cell->face(f)->boundary_id() == block_top)
            {
              cell->get_dof_indices(indices);
              for (unsigned int i = 0; i < indices.size(); ++i)
                if (fe.system_to_component_index(i).first == 0 &&
                    owned.is_element(indices[i]) &&
                    fe.has_support_on_face(i, f))
                  {
                    const unsigned int k =
                      fe.system_to_component_index(i).second;
                    NodeDofs<dim> &node = nodes[indices[i]];
                    for (unsigned int d = 0; d < dim; ++d)
                      node[d] = indices[fe.component_to_system_index(d, k)];
                  }
            }
    std::vector<NodeDofs<dim>> list;
    for (const auto &node : nodes)
      list.push_back(node.second);
    return list;
  }

  template <int dim>
  Vector top_areas(const Discretization<dim> &discretization,
                   const std::function<bool(const Point<dim> &)> &counts)
  {
    Vector areas;
    discretization.initialize(areas, free_velocity_space);
    const auto &dofs = discretization.dof_handler(free_velocity_space);
    const auto &fe   = dofs.get_fe();
    const QGauss<dim - 1> quadrature(n_quadrature_points_1d);
    FEFaceValues<dim> values(discretization.mapping(),
                             fe,
                             quadrature,
                             update_values | update_JxW_values |
                               update_quadrature_points);
    dealii::Vector<double> local(fe.n_dofs_per_cell());
    std::vector<types::global_dof_index> indices(fe.n_dofs_per_cell());
    for (const auto &cell : dofs.active_cell_iterators())
      if (cell->is_locally_owned())
        for (const unsigned int f : cell->face_indices())
          if (cell->face(f)->at_boundary() &&
              cell->face(f)->boundary_id() == block_top)
            {
              values.reinit(cell, f);
              local = 0.;
              for (const unsigned int q : values.quadrature_point_indices())
                {
                  if (counts && !counts(values.quadrature_point(q)))
                    continue;
                  const double around =
                    discretization.axisymmetry()
                      ? 2. * numbers::PI * values.quadrature_point(q)[0]
                      : 1.;
                  for (unsigned int i = 0; i < local.size(); ++i)
                    if (fe.system_to_component_index(i).first == 1)
                      local(i) +=
                        around * values.shape_value(i, q) * values.JxW(q);
                }
              cell->get_dof_indices(indices);
              discretization.constraints(free_velocity_space)
                .distribute_local_to_global(local, indices, areas);
            }
    areas.compress(VectorOperation::add);
    return areas;
  }

  template std::vector<NodeDofs<2>> top_nodes<2>(const DoFHandler<2> &);
  template std::vector<NodeDofs<3>> top_nodes<3>(const DoFHandler<3> &);
  template Vector top_areas(const Discretization<2> &,
                            const std::function<bool(const Point<2> &)> &);
  template Vector top_areas(const Discretization<3> &,
                            const std::function<bool(const Point<3> &)> &);
} // namespace vitriflow
