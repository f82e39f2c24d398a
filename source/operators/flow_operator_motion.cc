#include <vitriflow/operators/flow_operator.h>

namespace vitriflow
{
  using namespace dealii;

  template <int dim>
  void FlowOperator<dim>::move_mesh(const Vector &displacement)
  {
    Assert(moving_mesh_ == &discretization_,
           ExcMessage("set_moving_mesh() has not been called."));
    moving_mesh_->move(displacement);
    density_operator_.update_masses();
    momentum_operator_.update_masses();
  }

  template <int dim>
  void FlowOperator<dim>::density_of_masses(Vector &density) const
  {
    const Vector &volumes = density_operator_.lumped_mass();
    for (unsigned int i = 0; i < density.locally_owned_size(); ++i)
      density.local_element(i) =
        volumes.local_element(i) > 0.
          ? masses_.local_element(i) / volumes.local_element(i)
          : 0.;
  }

  template <int dim>
  void FlowOperator<dim>::set_masses(const State &state)
  {
    move_mesh(state.displacement);
    masses_ = state.density;
    masses_.scale(density_operator_.lumped_mass());
  }

  /** Nothing flows from cell to cell: the fields stay at their nodes, which go
   * where v* takes them. */
  template <int dim>
  void FlowOperator<dim>::follow(const State &current,
                                 const State &previous,
                                 State &next)
  {
    next.displacement = current.displacement;
    next.displacement *= bdf_.history0 / bdf_.alpha0;
    if (bdf_.history1 != 0.)
      next.displacement.add(bdf_.history1 / bdf_.alpha0, previous.displacement);
    next.displacement.add(weight_, velocity_star_);
    move_mesh(next.displacement);
    mesh_velocity_ = velocity_star_;
    density_of_masses(density_star_);
    density_history_ = density_star_;
    // where prepare_stress() looks for the newer and the older level
    for (unsigned int m = 0; m < next.stress.size(); ++m)
      {
        next.stress[m] = current.stress[m];
        mode_star_[m]  = 0.;
        if (bdf_.history1 != 0.)
          mode_star_[m] = previous.stress[m];
      }
    next.structure = current.structure;
    if (bdf_.history1 != 0. && material_.plastic_flow() &&
        !next.structure.empty())
      structure_older_ = previous.structure[0];
  }

  template <int dim>
  void FlowOperator<dim>::move_with(State &next)
  {
    Assert(discretization_.follows_material(), ExcInternalError());
    velocity_change_ = next.velocity;
    velocity_change_ -= mesh_velocity_;
    if (velocity_change_.linfty_norm() > 0.)
      {
        next.displacement.add(weight_, velocity_change_);
        mesh_velocity_ = next.velocity;
        move_mesh(next.displacement);
      }
    density_of_masses(density_history_);
    next.density = density_history_;
  }

  template void FlowOperator<2>::set_masses(const State &);
  template void FlowOperator<3>::set_masses(const State &);
  template void FlowOperator<2>::follow(const State &, const State &, State &);
  template void FlowOperator<3>::follow(const State &, const State &, State &);
  template void FlowOperator<2>::move_with(State &);
  template void FlowOperator<3>::move_with(State &);
} // namespace vitriflow
