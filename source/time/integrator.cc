#include <vitriflow/base/exceptions.h>
#include <vitriflow/time/integrator.h>

#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Forces below this share of a stress G0 acting on every node's patch
     * are round-off of the sums that make up the residual. */
    constexpr double residual_round_off = 1e-13;

    /** Relative accuracy to which a prescribed mean stress is met, in G0. */
    constexpr double stress_tolerance       = 1e-9;
    constexpr unsigned int max_rate_updates = 20;
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
  {
    discretization.initialize(residual_, free_velocity_space);
    discretization.initialize(right_hand_side_, velocity_space);
    discretization.initialize(correction_, velocity_space);
    const auto h       = discretization.cell_size();
    double cell_volume = 1.;
    for (unsigned int d = 0; d < dim; ++d)
      cell_volume *= h[d];
    round_off_ = residual_round_off * cell_volume / h.norm() *
                 std::sqrt(static_cast<double>(residual_.size()));
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
    return averages;
  }

  template <int dim>
  double Integrator<dim>::residual_norm()
  {
    if (discretization_.geometry() == Geometry::channel)
      {
        tractions_ = flow_.velocity_nodes().wall_tractions(residual_);
        flow_.velocity_nodes().clear_walls(residual_);
      }
    if (material_.inertia_number() == 0.)
      flow_.velocity_nodes().remove_net_force(residual_);
    return residual_.l2_norm();
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
      flow_.velocity_nodes().set_wall_velocity(next.velocity,
                                               drive.shear_rate *
                                                 discretization_.size()[1]);

    StepReport report;
    evaluate(next, drive);
    const double reference = residual_norm();
    double norm            = reference;
    const double target =
      std::max(parameters_.correction_tolerance * reference, round_off_);
    if (norm > round_off_)
      solver_.update(flow_.linearisation());
    while (norm > target)
      {
        if (!std::isfinite(norm))
          throw StepFailed("the momentum residual is not a number");
        if (report.corrections == parameters_.max_corrections)
          throw StepFailed("the defect correction did not converge: residual " +
                           std::to_string(norm / reference) +
                           " of the first after " +
                           std::to_string(report.corrections) + " corrections");
        right_hand_side_.copy_locally_owned_data_from(residual_);
        report.linear_iterations += solver_.solve(flow_.linearisation(),
                                                  correction_,
                                                  right_hand_side_,
                                                  parameters_.linear_tolerance);
        ++report.corrections;
        for (unsigned int i = 0; i < correction_.locally_owned_size(); ++i)
          next.velocity.local_element(i) += correction_.local_element(i);
        if (material_.inertia_number() == 0.)
          flow_.pin_mean_momentum(next.velocity);
        evaluate(next, drive);
        norm = residual_norm();
      }
    if (!std::isfinite(norm))
      throw StepFailed("the momentum residual is not a number");
    flow_.complete_stress(next);
    if (drive.stress_controlled)
      {
        next.strain =
          (bdf.history0 * current.strain + bdf.history1 * previous.strain) /
            bdf.alpha0 +
          bdf.weight() * next.frame.shear_rate;
        next.frame.tilt = next.strain + current.frame.tilt - current.strain;
      }
    report.contraction    = reference > 0. ? norm / reference : 0.;
    report.wall_tractions = tractions_;
    return report;
  }

  template class Integrator<2>;
  template class Integrator<3>;
} // namespace vitriflow
