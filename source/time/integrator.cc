#include <deal.II/dofs/dof_tools.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/time/integrator.h>

#include <cmath>
#include <sstream>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Forces below this share of a stress G0 acting on every node's patch
     * are round-off of the sums that make up the residual. */
    constexpr double residual_round_off = 1e-13;

    /** Earlier corrections that a new one builds on. */
    constexpr unsigned int acceleration_depth = 5;

    /** Relative accuracy to which a prescribed mean stress is met, in G0. */
    constexpr double stress_tolerance       = 1e-9;
    constexpr unsigned int max_rate_updates = 20;

    /**
     * Norm of the forces at all nodes when a stress G0 acts, in every cell with
     * another sign, on the patches of its nodes. Where cells differ, the
     * largest make it: in a block they are far from the contact.
     */
    template <int dim>
    double patch_forces(const Discretization<dim> &discretization)
    {
      constexpr unsigned int n_entries = dim * Utilities::pow(2, dim);
      double squares                   = 0.;
      for (const auto &cell :
           discretization.triangulation().active_cell_iterators())
        if (cell->is_locally_owned())
          {
            Tensor<1, dim> h;
            double volume = discretization.axisymmetry()
                              ? 2. * numbers::PI * cell->center()[0]
                              : 1.;
            for (unsigned int d = 0; d < dim; ++d)
              {
                h[d] = cell->extent_in_direction(d);
                volume *= h[d];
              }
            squares += n_entries * volume * volume / h.norm_square();
          }
      return std::sqrt(
        Utilities::MPI::sum(squares, discretization.communicator()));
    }
  } // namespace

  template <int dim>
  Integrator<dim>::Integrator(const Discretization<dim> &discretization,
                              const Material &material,
                              const SolverParameters &parameters)
    : discretization_(discretization)
    , material_(material)
    , parameters_(parameters)
    , flow_(discretization, material)
    , solver_(discretization, parameters)
    , anderson_(acceleration_depth)
  {
    discretization.initialize(residual_, free_velocity_space);
    discretization.initialize(right_hand_side_, velocity_space);
    discretization.initialize(correction_, velocity_space);
    round_off_ = residual_round_off * patch_forces(discretization);
  }

  template <int dim>
  void Integrator<dim>::start(const State &current,
                              const State &previous,
                              const Bdf &bdf,
                              const Drive &drive,
                              State &next) const
  {
    next.time           = current.time + bdf.dt;
    const bool box      = discretization_.geometry() == Geometry::periodic_box;
    const double offset = current.frame.tilt - current.strain;
    next.frame.shear_rate = box ? drive.shear_rate : 0.;
    next.strain           = drive.strain;
    if (drive.stress_controlled)
      {
        next.frame.shear_rate = bdf.extrapolate0 * current.frame.shear_rate +
                                bdf.extrapolate1 * previous.frame.shear_rate;
        next.strain =
          (bdf.history0 * current.strain + bdf.history1 * previous.strain) /
            bdf.alpha0 +
          bdf.weight() * next.frame.shear_rate;
      }
    if (drive.load_controlled)
      next.strain =
        bdf.extrapolate0 * current.strain + bdf.extrapolate1 * previous.strain;
    next.frame.tilt = box ? next.strain + offset : 0.;
  }

  template <int dim>
  FlowAverages Integrator<dim>::evaluate(State &next, const Drive &drive)
  {
    FlowAverages averages = flow_.evaluate(next, residual_);
    for (unsigned int i = 0; drive.stress_controlled && i < max_rate_updates;
         ++i)
      {
        const double excess = averages.shear_stress - drive.shear_stress;
        if (std::abs(excess) <= stress_tolerance)
          break;
        next.frame.shear_rate -= excess / averages.shear_viscosity;
        averages = flow_.evaluate(next, residual_);
      }
    if (contact_)
      apply_contact(next, drive);
    return averages;
  }

  template <int dim>
  bool Integrator<dim>::is_balanced(const double norm,
                                    const double reference) const
  {
    return norm <= target_norm(reference) &&
           (!contact_ || contact_->settled(contact_tolerance_));
  }

  template <int dim>
  double Integrator<dim>::target_norm(const double reference) const
  {
    const double target = contact_
                            ? contact_tolerance_ * contact_->force_scale()
                            : parameters_.correction_tolerance * reference;
    return std::max(target, round_off_);
  }

  template <int dim>
  double Integrator<dim>::residual_norm()
  {
    if (discretization_.geometry() == Geometry::channel)
      tractions_ = flow_.velocity_nodes().wall_tractions(residual_);
    flow_.velocity_nodes().clear_walls(residual_);
    if (material_.inertia_number() == 0.)
      flow_.velocity_nodes().remove_net_force(residual_);
    if (keeps_)
      residual_ -= kept_;
    return residual_.l2_norm();
  }

  template <int dim>
  void Integrator<dim>::add_correction(Vector &velocity,
                                       const double share) const
  {
    for (unsigned int i = 0; i < correction_.locally_owned_size(); ++i)
      velocity.local_element(i) += share * correction_.local_element(i);
    if (material_.inertia_number() == 0.)
      flow_.pin_mean_momentum(velocity);
  }

  template <int dim>
  double
  Integrator<dim>::correct(State &next, const Drive &drive, StepReport &report)
  {
    if (contact_changed_)
      {
        // another linear problem, of which the iterates tell nothing
        contact_changed_ = false;
        anderson_.clear();
        solver_.update(flow_.linearisation());
      }
    Vector step   = next.velocity;
    Vector change = residual_;
    anderson_.minimise(next.velocity, residual_);
    right_hand_side_.copy_locally_owned_data_from(residual_);
    try
      {
        report.linear_iterations += solver_.solve(flow_.linearisation(),
                                                  correction_,
                                                  right_hand_side_,
                                                  parameters_.linear_tolerance);
      }
    catch (const StepFailed &failure)
      {
        give_up(failure.what(), report);
      }
    ++report.corrections;
    if (contact_)
      add_correction_in_contact(next, drive, report.corrections);
    else
      {
        add_correction(next.velocity, 1.);
        evaluate(next, drive);
      }
    const double norm = residual_norm();

    step.sadd(-1., 1., next.velocity);
    change.sadd(-1., 1., residual_);
    anderson_.add(std::move(step), std::move(change));
    return norm;
  }

  template <int dim>
  void Integrator<dim>::give_up(const std::string &reason,
                                const StepReport &report) const
  {
    const auto &owned =
      discretization_.dof_handler(velocity_space).locally_owned_dofs();
    const MPI_Comm &comm = discretization_.communicator();
    double largest       = 0.;
    for (unsigned int i = 0; i < residual_.locally_owned_size(); ++i)
      largest = std::max(largest, std::abs(residual_.local_element(i)));
    const double overall = Utilities::MPI::max(largest, comm);
    std::ostringstream message;
    message << reason << " (correction " << report.corrections + 1
            << ", residual " << report.contraction << " of the first";
    if (std::isfinite(overall) && overall > 0.)
      {
        std::map<types::global_dof_index, Point<dim>> points;
        DoFTools::map_dofs_to_support_points(discretization_.mapping(),
                                             discretization_.dof_handler(
                                               velocity_space),
                                             points);
        std::array<double, dim> place;
        place.fill(std::numeric_limits<double>::lowest());
        for (unsigned int i = 0; i < residual_.locally_owned_size(); ++i)
          if (std::abs(residual_.local_element(i)) == overall)
            for (unsigned int d = 0; d < dim; ++d)
              place[d] = points.at(owned.nth_index_in_set(i))[d];
        message << ", largest at mesh point";
        for (unsigned int d = 0; d < dim; ++d)
          message << ' ' << Utilities::MPI::max(place[d], comm);
      }
    message << ')';
    throw StepFailed(message.str());
  }

  template <int dim>
  double Integrator<dim>::residual_to_keep(const State &current,
                                           const Bdf &bdf,
                                           const double reference,
                                           const double target)
  {
    if (pending_.time == current.time)
      leftover_ = pending_;
    if (leftover_.time != current.time || leftover_.duration <= bdf.dt)
      return 0.;
    const double kept =
      std::min((1. - bdf.dt / leftover_.duration) * leftover_.residual,
               reference);
    if (kept <= target)
      return 0.;
    keeps_ = true;
    kept_  = residual_;
    kept_ *= kept / reference;
    residual_ -= kept_;
    return kept;
  }

  template <int dim>
  double Integrator<dim>::relaxation_change(const State &next) const
  {
    if (!material_.relaxes())
      return 0.;
    const DensityLaw &law = material_.relaxation_time();
    const Vector &mass    = flow_.density_operator().lumped_mass();
    const Vector &used    = flow_.extrapolated_density();
    double largest        = 0.;
    for (unsigned int i = 0; i < mass.locally_owned_size(); ++i)
      if (mass.local_element(i) > 0.)
        {
          const double ratio = law.factor(next.density.local_element(i)) /
                               law.factor(used.local_element(i));
          // not finite where the density has become negative: larger still
          largest = std::isfinite(ratio) && ratio > 0.
                      ? std::max(largest, std::abs(std::log(ratio)))
                      : std::numeric_limits<double>::max();
        }
    return Utilities::MPI::max(largest, discretization_.communicator());
  }

  template <int dim>
  StepReport Integrator<dim>::step(const State &current,
                                   const State &previous,
                                   const Bdf &bdf,
                                   const Drive &drive,
                                   State &next,
                                   const Sources<dim> &sources)
  {
    start(current, previous, bdf, drive, next);
    flow_.prepare(current, previous, bdf, next, sources);
    next.velocity = flow_.extrapolated_velocity();
    if (discretization_.geometry() == Geometry::channel)
      {
        const double speed = drive.shear_rate * discretization_.size()[1];
        flow_.velocity_nodes().set_wall_velocity(next.velocity,
                                                 -drive.lower_wall_share *
                                                   speed,
                                                 (1. - drive.lower_wall_share) *
                                                   speed);
      }
    if (contact_)
      contact_->begin_step(current,
                           next.displacement,
                           flow_.extrapolated_velocity(),
                           flow_.weight());

    StepReport report;
    keeps_ = false;
    evaluate(next, drive);
    const double reference = residual_norm();
    const double target    = target_norm(reference);
    const double kept =
      contact_ ? 0. : residual_to_keep(current, bdf, reference, target);
    double norm        = reference - kept;
    report.contraction = 1.;
    anderson_.clear();
    if (norm > round_off_)
      solver_.update(flow_.linearisation());
    contact_changed_ = false;
    while (!is_balanced(norm, reference))
      {
        if (!std::isfinite(norm))
          give_up("the momentum residual is not a number", report);
        if (report.corrections == parameters_.max_corrections)
          give_up("the defect correction did not converge", report);
        norm               = correct(next, drive, report);
        report.contraction = norm / reference;
      }
    if (contact_)
      {
        report.contact           = contact_->report();
        report.contact.stiffness = contact_stiffness(report);
      }
    flow_.complete_stress(next);
    if (contact_)
      flow_.move_with(next);
    if (drive.stress_controlled)
      {
        next.strain =
          (bdf.history0 * current.strain + bdf.history1 * previous.strain) /
            bdf.alpha0 +
          bdf.weight() * next.frame.shear_rate;
        next.frame.tilt = next.strain + current.frame.tilt - current.strain;
      }
    report.wall_tractions    = tractions_;
    report.relaxation_change = relaxation_change(next);
    pending_                 = {next.time, kept + norm, bdf.dt};
    if (keeps_)
      pending_.duration = std::max(bdf.dt, leftover_.duration - bdf.dt);
    return report;
  }

  template class Integrator<2>;
  template class Integrator<3>;
} // namespace vitriflow
