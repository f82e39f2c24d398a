#include <vitriflow/base/exceptions.h>
#include <vitriflow/discretization/point_fields.h>
#include <vitriflow/eigenmodes/frozen_step.h>

#include <deal.II/dofs/dof_tools.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Local numbers of the entries of a space that are no copies of others on
     * the opposite side of the box, nor prescribed. */
    template <int dim>
    std::vector<unsigned int>
    free_entries(const Discretization<dim> &discretization, const Space space)
    {
      const IndexSet &owned =
        discretization.dof_handler(space).locally_owned_dofs();
      const auto &constraints = discretization.constraints(space);
      std::vector<unsigned int> result;
      for (unsigned int i = 0; i < owned.n_elements(); ++i)
        if (!constraints.is_constrained(owned.nth_index_in_set(i)))
          result.push_back(i);
      return result;
    }

    /** Local numbers of the structural variable in the vector of point fields.
     */
    template <int dim>
    std::vector<unsigned int>
    structural_entries(const Discretization<dim> &discretization)
    {
      const auto &dofs = discretization.dof_handler(stress_space);
      std::vector<bool> components(dofs.get_fe().n_components(), false);
      components[structural_variable] = true;
      const IndexSet entries =
        DoFTools::extract_dofs(dofs, ComponentMask(components));
      std::vector<unsigned int> result;
      for (const types::global_dof_index i : entries)
        result.push_back(dofs.locally_owned_dofs().index_within_set(i));
      return result;
    }

    /** Velocities of successive steps from one state agree to this share. */
    constexpr double settled            = 1e-10;
    constexpr unsigned int most_repeats = 50;
  } // namespace

  template <int dim>
  SolverParameters
  FrozenStep<dim>::solver_parameters(SolverParameters parameters)
  {
    // of the residual of a disturbance; held and disturbed steps begin with
    // the velocity of the held state
    parameters.linear_tolerance     = 1e-4;
    parameters.correction_tolerance = 1e-6;
    parameters.max_corrections      = 50;
    return parameters;
  }

  template <int dim>
  FrozenStep<dim>::FrozenStep(const Discretization<dim> &discretization,
                              Integrator<dim> &integrator,
                              const Material &material,
                              const State &held,
                              const Drive &drive,
                              const double dt)
    : discretization_(discretization)
    , integrator_(integrator)
    , drive_(drive)
    , dt_(dt)
    , held_(held)
    , after_held_(held)
    , current_(held)
    , previous_(held)
    , next_(held)
    , velocity_unknowns_(free_entries(discretization, velocity_space))
    , density_unknowns_(free_entries(discretization, density_space))
  {
    if (material.plastic_flow() && material.plastic_flow()->has_structure())
      {
        structure_unknowns_ = structural_entries(discretization);
        for (const unsigned int i : structure_unknowns_)
          largest_structure_ =
            std::max(largest_structure_,
                     std::abs(held.structure[0].local_element(i)));
        largest_structure_ = Utilities::MPI::max(largest_structure_,
                                                 discretization.communicator());
      }
    for_each_unknown(held_, [this](const double) { ++level_size_; });
    settle_velocity();
  }

  template <int dim>
  template <typename StateType, typename Action>
  void FrozenStep<dim>::for_each_unknown(StateType &state,
                                         const Action &action) const
  {
    for (const unsigned int i : density_unknowns_)
      action(state.density.local_element(i));
    for (const unsigned int i : velocity_unknowns_)
      action(state.velocity.local_element(i));
    for (auto &mode : state.stress)
      for (unsigned int i = 0; i < mode.locally_owned_size(); ++i)
        action(mode.local_element(i));
    for (auto &fields : state.structure)
      for (const unsigned int i : structure_unknowns_)
        action(fields.local_element(i));
  }

  template <int dim>
  void FrozenStep<dim>::step(const State &current,
                             const State &previous,
                             State &next)
  {
    integrator_.step(
      current, previous, Bdf::second_order(dt_, dt_), drive_, next);
  }

  template <int dim>
  void FrozenStep<dim>::settle_velocity()
  {
    for (unsigned int i = 0; i < most_repeats; ++i)
      {
        step(held_, held_, after_held_);
        Vector change = after_held_.velocity;
        change -= held_.velocity;
        held_.velocity = after_held_.velocity;
        if (change.l2_norm() <= settled * held_.velocity.l2_norm())
          break;
      }
    step(held_, held_, after_held_);
    current_ = previous_ = held_;
  }

  template <int dim>
  double FrozenStep<dim>::largest_change(const double *disturbance) const
  {
    const auto h    = discretization_.cell_size();
    double shortest = h[0];
    for (unsigned int d = 1; d < dim; ++d)
      shortest = std::min(shortest, h[d]);
    const std::size_t first_velocity = density_unknowns_.size();
    const std::size_t first_stress = first_velocity + velocity_unknowns_.size();
    const std::size_t first_structure =
      level_size_ - structure_unknowns_.size();
    const auto weight = [&](const std::size_t place) {
      if (place >= first_structure)
        return 1. / largest_structure_;
      return place >= first_velocity && place < first_stress ? dt_ / shortest
                                                             : 1.;
    };
    double largest = 0.;
    for (std::size_t i = 0; i < size(); ++i)
      largest =
        std::max(largest, std::abs(disturbance[i]) * weight(i % level_size_));
    return Utilities::MPI::max(largest, discretization_.communicator());
  }

  template <int dim>
  void FrozenStep<dim>::apply(const double *before, double *after)
  {
    const double largest = largest_change(before);
    if (largest == 0.)
      {
        std::fill(after, after + size(), 0.);
        return;
      }
    const double scale = amplitude / largest;

    const auto disturb = [&](State &state, const double *disturbance) {
      state.density   = held_.density;
      state.velocity  = held_.velocity;
      state.stress    = held_.stress;
      state.structure = held_.structure;
      for_each_unknown(state,
                       [&](double &value) { value += scale * *disturbance++; });
    };
    disturb(current_, before);
    disturb(previous_, before + level_size_);
    step(current_, previous_, next_);

    double *entry = after;
    for_each_unknown(next_, [&](const double value) { *entry++ = value; });
    entry = after;
    for_each_unknown(after_held_, [&](const double value) {
      *entry = (*entry - value) / scale;
      ++entry;
    });
    std::copy(before, before + level_size_, after + level_size_);
  }

  template <int dim>
  std::vector<double> FrozenStep<dim>::random_disturbance() const
  {
    // any numbers do, but those of the ranks should differ
    std::mt19937 generator(
      1 + Utilities::MPI::this_mpi_process(discretization_.communicator()));
    std::normal_distribution<double> normal;
    std::vector<double> result(size(), 0.);
    const Vector &mass = integrator_.flow().density_operator().lumped_mass();
    double sum = 0., volume = 0.;
    for (std::size_t i = 0; i < density_unknowns_.size(); ++i)
      {
        result[i]      = normal(generator);
        const double m = mass.local_element(density_unknowns_[i]);
        sum += m * result[i];
        volume += m;
      }
    const MPI_Comm comm = discretization_.communicator();
    const double mean =
      Utilities::MPI::sum(sum, comm) / Utilities::MPI::sum(volume, comm);
    for (std::size_t i = 0; i < density_unknowns_.size(); ++i)
      result[i] -= mean;
    for (std::size_t i = level_size_ - structure_unknowns_.size();
         i < level_size_;
         ++i)
      result[i] = largest_structure_ * normal(generator);
    std::copy_n(result.begin(), level_size_, result.begin() + level_size_);
    return result;
  }

  template <int dim>
  std::vector<double> FrozenStep<dim>::disturbance(const State &changes) const
  {
    std::vector<double> result;
    for (unsigned int level = 0; level < 2; ++level)
      for_each_unknown(changes,
                       [&](const double value) { result.push_back(value); });
    return result;
  }

  template <int dim>
  State FrozenStep<dim>::changes(const std::vector<double> &disturbance) const
  {
    State state = held_;
    for (Vector *v : {&state.density, &state.velocity})
      *v = 0.;
    for (Vector &mode : state.stress)
      mode = 0.;
    for (Vector &fields : state.structure)
      fields = 0.;
    const double *entry = disturbance.data();
    for_each_unknown(state, [&](double &value) { value = *entry++; });
    return state;
  }

  template class FrozenStep<2>;
  template class FrozenStep<3>;
} // namespace vitriflow
