#include "box.h"

namespace vitriflow
{
  namespace benchmark
  {
    template <int dim>
    Box<dim>::Box(const Parameters &parameters)
      : parameters_(parameters)
      , reduced_(parameters)
      , material_(reduced_.make_material(parameters))
      , program_(reduced_.program)
      , discretization_(reduced_.mesh, MPI_COMM_WORLD)
      , integrator_(discretization_, material_, parameters.solver)
      , step_size_(reduced_.time, material_.modes())
    {
      for (State *s : {&previous_, &current_, &next_})
        s->initialize(discretization_, material_.modes().size());
      discretization_.initialize(residual_, free_velocity_space);
      const auto field =
        make_density_field<dim>(parameters.structure,
                                parameters.mesh.lengths<dim>());
      flow().density_operator().project(current_.density, *field);
      flow().balance_stress(current_);
      measure();
      dt_ = step_size_.initial(measurements_, program_.rate(0, 0.));
    }

    template <int dim>
    Case Box<dim>::description() const
    {
      return {dim,
              parameters_.mesh.n_cells<dim>()[0],
              static_cast<double>(
                discretization_.dof_handler(velocity_space).n_dofs()),
              reduced_.mesh.density_node_spacing()};
    }

    template <int dim>
    void Box<dim>::measure()
    {
      measurements_ = vitriflow::measure<dim>(
        current_,
        discretization_,
        material_,
        integrator_.flow().density_operator().lumped_mass());
    }

    template <int dim>
    Bdf Box<dim>::scheme() const
    {
      return previous_dt_ > 0. ? Bdf::second_order(dt_, previous_dt_)
                               : Bdf::backward_euler(dt_);
    }

    template <int dim>
    void Box<dim>::prepare()
    {
      next_.frame            = current_.frame;
      next_.frame.shear_rate = program_.rate(0, current_.time);
      flow().prepare(current_, previous_, scheme(), next_);
      next_.velocity = flow().extrapolated_velocity();
    }

    template <int dim>
    void Box<dim>::evaluate()
    {
      flow().evaluate(next_, residual_);
    }

    template <int dim>
    void Box<dim>::step()
    {
      Drive drive;
      const double time = current_.time + dt_;
      drive.shear_rate  = program_.rate(0, time);
      drive.strain      = program_.strain(0, time);
      report_ = integrator_.step(current_, previous_, scheme(), drive, next_);
      std::swap(previous_, current_);
      std::swap(current_, next_);
      previous_dt_ = dt_;
      measure();
      dt_ =
        step_size_.next(measurements_, drive.shear_rate, dt_, current_.time);
    }

    template class Box<2>;
    template class Box<3>;
  } // namespace benchmark
} // namespace vitriflow
