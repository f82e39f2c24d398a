#include <vitriflow/base/exceptions.h>
#include <vitriflow/simulation/simulation.h>

#include <cmath>
#include <limits>
#include <sstream>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Any magnitude readable, unlike std::to_string(). */
    std::string text_of(const double value)
    {
      std::ostringstream text;
      text << value;
      return text.str();
    }

    /** What a negative eigenvalue of sigma + G I means. */
    std::string ill_posedness(const std::size_t n_modes, const double strain)
    {
      const bool several = n_modes > 1;
      return "the smallest eigenvalue of sigma + G I " +
             std::string(several ? "of a mode " : "") +
             "became negative at strain " + std::to_string(strain) +
             ": the model is ill-posed there" +
             (several ? " unless the other modes make up for it" : "") +
             " and what follows depends on the mesh";
    }

    /**
     * Steps are repeated with half the size when the extrapolated relaxation
     * time is off by more than this in its logarithm. Density and relaxation
     * are coupled explicitly, which is unstable once the step is long for the
     * flow in a band; smooth flow was seen to stay below 0.1, the instability
     * grows beyond 10 within a few steps. A first step has nothing to
     * extrapolate from, and noise settles in it: it is not judged.
     */
    constexpr double max_relaxation_change = 0.3;

    /** A step is repeated with half the size when the stress curve has bent by
     * so many times what is allowed: glass that yields within a long step keeps
     * its error. Down to a share of the first attempt: at a corner. */
    constexpr double repeated_from  = 4.;
    constexpr double smallest_share = 1. / 64.;
  } // namespace

  template <int dim>
  void Simulation<dim>::begin_segment(const std::size_t segment)
  {
    segment_              = segment;
    segment_strain_begin_ = current_.strain;
    segment_stress_begin_ =
      contact_ ? newest_.contact.load : newest_.measurements.shear_stress;
    if (!program_.jumps(segment))
      return;
    has_history_      = false;
    const double time = program_.segment_begin(segment);
    const double rate = contact_ || program_.stress_controlled(segment)
                          ? loading_rate()
                          : program_.rate(segment, time);
    next_dt_          = step_size_.initial(newest_.measurements, rate);
  }

  template <int dim>
  bool Simulation<dim>::program_is_over() const
  {
    return current_.time >= program_.end_time() * (1. - time_tolerance);
  }

  template <int dim>
  bool Simulation<dim>::finished() const
  {
    return program_is_over() || (reduced_.time.maximum_steps > 0 &&
                                 step_ >= reduced_.time.maximum_steps);
  }

  template <int dim>
  Drive Simulation<dim>::drive_at(const double time) const
  {
    Drive drive;
    drive.lower_wall_share =
      parameters_.loading.moving_walls == "both" ? 0.5 : 0.;
    if (contact_ && program_.stress_controlled(segment_))
      {
        drive.load_controlled = true;
        drive.load = program_.stress(segment_, time, segment_stress_begin_);
        return drive;
      }
    if (program_.stress_controlled(segment_))
      {
        drive.stress_controlled = true;
        drive.shear_stress =
          program_.stress(segment_, time, segment_stress_begin_);
        return drive;
      }
    drive.shear_rate = program_.rate(segment_, time);
    drive.strain     = segment_strain_begin_ + program_.strain(segment_, time);
    return drive;
  }

  template <int dim>
  Bdf Simulation<dim>::scheme(const double dt) const
  {
    return has_history_ && reduced_.time.second_order()
             ? Bdf::second_order(dt, previous_dt_)
             : Bdf::backward_euler(dt);
  }

  template <int dim>
  StepReport Simulation<dim>::try_step(const double dt)
  {
    const StepReport report = integrator_->step(
      current_, previous_, scheme(dt), drive_at(current_.time + dt), next_);
    const double floor = material_.equation_of_state().minimum_density();
    const Vector &mass = integrator_->flow().density_operator().lumped_mass();
    double lowest      = std::numeric_limits<double>::max();
    for (unsigned int i = 0; i < mass.locally_owned_size(); ++i)
      if (mass.local_element(i) > 0.)
        lowest = std::min(lowest, next_.density.local_element(i));
    lowest = Utilities::MPI::min(lowest, comm_);
    if (!(lowest > floor))
      throw StepFailed("the density fell to " + std::to_string(lowest) +
                       " rho0");
    if (has_history_ && report.relaxation_change > max_relaxation_change)
      throw StepFailed("relaxation sped up or slowed down by a factor of " +
                       std::to_string(std::exp(report.relaxation_change)) +
                       " within the step beyond its extrapolation");
    return report;
  }

  /** What a step that fails with an indenter may mean. */
  template <int dim>
  std::string Simulation<dim>::hint_of(const Drive &drive) const
  {
    if (!contact_)
      return "";
    if (!drive.load_controlled)
      return "; the indenter may have become too deep for this mesh";
    const double length = reduced_.scales.length;
    return "; the block may not carry the load of " +
           text_of(drive.load * reduced_.scales.stress * length *
                   (reduced_.mesh.is_plane() ? 1. : length)) +
           ": press by depth to see how the load levels off";
  }

  template <int dim>
  void Simulation<dim>::advance()
  {
    const double tolerance = time_tolerance * program_.end_time();
    if (current_.time >= program_.segment_end(segment_) - tolerance &&
        segment_ + 1 < program_.n_segments())
      begin_segment(segment_ + 1);
    double limit = program_.segment_end(segment_);
    const double output =
      next_field_time_ > current_.time + tolerance ? next_field_time_ : limit;
    double dt = fit_step(next_dt_, std::min(limit, output) - current_.time);
    const double smallest = step_size_.smallest(loading_rate());
    if (has_history_ && next_dt_ < previous_dt_ &&
        step_size_.vanishes(next_dt_, loading_rate()))
      throw ComputationStopped(
        "the flow runs away: steps would have to fall below " +
        text_of(next_dt_ * reduced_.scales.time) + " at strain " +
        text_of(current_.strain) + ", time " +
        text_of(current_.time * reduced_.scales.time) + ", step " +
        std::to_string(step_ + 1));
    const auto bends_away = [this](const double step) {
      const double allowed = reduced_.time.stress_deviation;
      if (!has_history_ || contact_ || allowed == 0.)
        return false;
      const double stress = newest_.measurements.shear_stress;
      const double straight =
        stress + step / previous_dt_ * (stress - previous_stress_);
      const auto &mass = integrator_->flow().density_operator().lumped_mass();
      const double after =
        measure<dim>(next_, discretization_, material_, mass).shear_stress;
      return std::abs(after - straight) > repeated_from * allowed;
    };
    const double shortest = smallest_share * dt;
    for (unsigned int retry = 0;; ++retry)
      try
        {
          const StepReport report = try_step(dt);
          if (0.5 * dt >= shortest && bends_away(dt))
            {
              dt *= 0.5;
              continue;
            }
          accept(report, dt);
          return;
        }
      catch (const StepFailed &failure)
        {
          dt *= 0.5;
          if (retry < parameters_.solver.max_retries && dt >= smallest)
            continue;
          if (discretization_.follows_material())
            integrator_->flow().set_masses(current_); // back to where it was
          throw ComputationStopped(
            std::string(failure.what()) +
            hint_of(drive_at(current_.time + dt)) + " at strain " +
            std::to_string(current_.strain) + ", time " +
            std::to_string(current_.time * reduced_.scales.time) + ", step " +
            std::to_string(step_ + 1) + ", after " + std::to_string(retry) +
            " halvings of the step to " +
            std::to_string(dt * reduced_.scales.time));
        }
  }

  template <int dim>
  void Simulation<dim>::accept(const StepReport &report, const double dt)
  {
    const double stress = newest_.measurements.shear_stress;
    // of the curve of the mean stress before this step
    const double slope =
      has_history_ ? (stress - previous_stress_) / previous_dt_ : 0.;
    const bool has_slope = has_history_ && !contact_;
    std::swap(previous_, current_);
    std::swap(current_, next_);
    ++step_;
    unknowns_of_steps_ += discretization_.dof_handler(velocity_space).n_dofs();
    linear_iterations_ += report.linear_iterations;
    previous_dt_     = dt;
    previous_stress_ = stress;
    has_history_     = true;
    if (discretization_.geometry() == Geometry::periodic_box)
      if (const int k = remap_->periods(current_.frame.tilt))
        {
          remap_->apply(current_, k);
          remap_->apply(previous_, k);
        }
    newest_ = make_record(report, dt);
    const double deviation =
      has_slope
        ? std::abs(newest_.measurements.shear_stress - stress - slope * dt)
        : 0.;
    next_dt_ = step_size_.next(newest_.measurements,
                               loading_rate(),
                               dt,
                               current_.time - program_.last_jump(segment_),
                               deviation);
    if (newest_.measurements.min_conformation_eigenvalue < 0.)
      warn(ill_posedness(material_.modes().size(), newest_.strain));
    if (contact_ && contact_edge_is_coarse())
      warn("the contact has outgrown Mesh/Indentation/Refined radius: its edge "
           "is on coarser cells");
    observe(newest_);
    if (!finished())
      refine_where_it_flowed();
  }

  template void Simulation<2>::begin_segment(std::size_t);
  template void Simulation<3>::begin_segment(std::size_t);
  template bool Simulation<2>::program_is_over() const;
  template bool Simulation<3>::program_is_over() const;
  template bool Simulation<2>::finished() const;
  template bool Simulation<3>::finished() const;
  template Drive Simulation<2>::drive_at(double) const;
  template Drive Simulation<3>::drive_at(double) const;
  template Bdf Simulation<2>::scheme(double) const;
  template Bdf Simulation<3>::scheme(double) const;
  template StepReport Simulation<2>::try_step(double);
  template StepReport Simulation<3>::try_step(double);
  template std::string Simulation<2>::hint_of(const Drive &) const;
  template std::string Simulation<3>::hint_of(const Drive &) const;
  template void Simulation<2>::advance();
  template void Simulation<3>::advance();
  template void Simulation<2>::accept(const StepReport &, double);
  template void Simulation<3>::accept(const StepReport &, double);
} // namespace vitriflow
