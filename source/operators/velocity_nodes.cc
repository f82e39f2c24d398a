#include <deal.II/dofs/dof_tools.h>

#include <vitriflow/operators/velocity_nodes.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Locally owned entries of velocity nodes on one side of the box. */
    template <int dim>
    std::vector<unsigned int> wall_entries(const DoFHandler<dim> &dofs,
                                           const types::boundary_id side,
                                           const ComponentMask &mask)
    {
      const IndexSet found =
        DoFTools::extract_boundary_dofs(dofs, mask, {side});
      std::vector<unsigned int> entries;
      for (const auto i : found &dofs.locally_owned_dofs())
        entries.push_back(dofs.locally_owned_dofs().index_within_set(i));
      return entries;
    }

    double sum_entries(const Vector &v,
                       const std::vector<unsigned int> &entries)
    {
      double sum = 0.;
      for (const unsigned int i : entries)
        sum += v.local_element(i);
      return Utilities::MPI::sum(sum, v.get_mpi_communicator());
    }
  } // namespace

  template <int dim>
  VelocityNodes<dim>::VelocityNodes(const Discretization<dim> &discretization)
    : discretization_(discretization)
  {
    const auto &dofs  = discretization.dof_handler(velocity_space);
    const auto &owned = dofs.locally_owned_dofs();
    for (unsigned int d = 0; d < dim; ++d)
      {
        ComponentMask mask(dim, false);
        mask.set(d, true);
        for (const auto i : DoFTools::extract_dofs(dofs, mask))
          if (!discretization.constraints(free_velocity_space)
                 .is_constrained(i))
            component_entries_[d].push_back(owned.index_within_set(i));
      }
    for (const auto i : owned)
      if (discretization.constraints(velocity_space).is_constrained(i) &&
          !discretization.constraints(free_velocity_space).is_constrained(i))
        held_entries_.push_back(owned.index_within_set(i));
    if (discretization.geometry() == Geometry::channel)
      {
        ComponentMask x_only(dim, false);
        x_only.set(0, true);
        lower_wall_x_ = wall_entries(dofs, 2, x_only);
        upper_wall_x_ = wall_entries(dofs, 3, x_only);
      }
  }

  template <int dim>
  std::pair<double, double>
  VelocityNodes<dim>::wall_tractions(const Vector &residual) const
  {
    // The residual of a wall node is minus the force that the wall exerts.
    const double area = discretization_.volume() / discretization_.size()[1];
    return {-sum_entries(residual, upper_wall_x_) / area,
            sum_entries(residual, lower_wall_x_) / area};
  }

  template <int dim>
  void VelocityNodes<dim>::clear_walls(Vector &residual) const
  {
    for (const unsigned int i : held_entries_)
      residual.local_element(i) = 0.;
  }

  template <int dim>
  void VelocityNodes<dim>::set_wall_velocity(Vector &velocity,
                                             const double lower,
                                             const double upper) const
  {
    clear_walls(velocity);
    for (const unsigned int i : lower_wall_x_)
      velocity.local_element(i) = lower;
    for (const unsigned int i : upper_wall_x_)
      velocity.local_element(i) = upper;
  }

  template <int dim>
  void VelocityNodes<dim>::subtract(Vector &velocity,
                                    const Tensor<1, dim> &common) const
  {
    for (unsigned int d = 0; d < dim; ++d)
      for (const unsigned int i : component_entries_[d])
        velocity.local_element(i) -= common[d];
  }

  template <int dim>
  void VelocityNodes<dim>::remove_net_force(Vector &residual) const
  {
    if (!discretization_.can_translate())
      return; // walls take it up
    for (const auto &entries : component_entries_)
      {
        const double n =
          Utilities::MPI::sum(static_cast<double>(entries.size()),
                              discretization_.communicator());
        const double mean = sum_entries(residual, entries) / n;
        for (const unsigned int i : entries)
          residual.local_element(i) -= mean;
      }
  }

  template class VelocityNodes<2>;
  template class VelocityNodes<3>;
} // namespace vitriflow
