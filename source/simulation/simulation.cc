#include <vitriflow/base/exceptions.h>
#include <vitriflow/simulation/simulation.h>

#include <cmath>
#include <iostream>
#include <limits>
#include <sstream>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Times closer than this share of the run are the same. */
    constexpr double time_tolerance = 1e-10;

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

    /** A drawn property in reduced mesh coordinates, times a factor. */
    template <int dim>
    class ScaledField : public Function<dim>
    {
    public:
      ScaledField(const Parameters &parameters,
                  const FieldParameters &property,
                  const double length,
                  const double factor = 1.)
        : field_(make_property<dim>(parameters.structure,
                                    property,
                                    parameters.mesh.lengths<dim>()))
        , length_(length)
        , factor_(factor)
      {
      }

      double value(const Point<dim> &p, const unsigned int = 0) const override
      {
        return factor_ * field_->value(Point<dim>(p * length_));
      }

    private:
      std::unique_ptr<Function<dim>> field_;
      double length_, factor_;
    };

    /** Without relaxation whatever happens is that of a solid, unless it is
     * plastic. */
    OnsetWatch onset_watch(const Parameters &parameters,
                           const MaterialConstants &material)
    {
      constexpr double never = std::numeric_limits<double>::infinity();
      return OnsetWatch(parameters.stability.criterion,
                        material.relaxes() ? longest_time_ratio(material.modes)
                                           : never,
                        material.relaxes()
                          ? crossover_time(material) / material.relaxation_time
                          : never);
    }
  } // namespace

  template <int dim>
  Simulation<dim>::Simulation(const Parameters &parameters,
                              const std::string &directory,
                              const MPI_Comm &comm)
    : parameters_(parameters)
    , reduced_(parameters)
    , comm_(comm)
    , directory_(directory)
    , material_(reduced_.make_material(parameters))
    , program_(reduced_.program)
    , discretization_(reduced_.mesh, comm)
    , integrator_(discretization_, material_, parameters.solver)
    , remap_(discretization_, integrator_.flow().density_operator())
    , step_size_(reduced_.time, material_.modes())
    , summary_(reduced_.scales, program_)
    , time_series_(directory,
                   reduced_.scales,
                   reduced_.mesh,
                   material_.plastic_flow())
    , fields_(directory, discretization_, material_, reduced_.scales)
    , progress_(reduced_.scales,
                program_.end_time(),
                Utilities::MPI::this_mpi_process(comm) == 0 &&
                  !directory.empty())
  {
    for (State *s : {&previous_, &current_, &next_})
      s->initialize(discretization_,
                    material_.modes().size(),
                    parameters_.has_point_fields());
    if (discretization_.follows_material())
      integrator_.flow().set_moving_mesh(discretization_);
    if (discretization_.geometry() == Geometry::indentation)
      make_contact();
    else
      diagnosis_ = std::make_unique<Diagnosis<dim>>(
        directory,
        discretization_,
        material_,
        integrator_.flow().density_operator().lumped_mass(),
        reduced_.scales,
        parameters.output.band_interval,
        onset_watch(parameters, reduced_.constants));
  }

  template <int dim>
  void Simulation<dim>::make_contact()
  {
    const IndentationParameters &p = reduced_.indentation;
    indenter_                      = make_indenter(p.shape);
    // pressure by which a layer of the smallest cells would be compressed by
    // its thickness
    const double layer =
      (reduced_.bulk_modulus + 4. / 3.) / discretization_.cell_size()[1];
    contact_ = std::make_unique<Contact<dim>>(discretization_,
                                              *indenter_,
                                              p.initial_gap,
                                              p.penalty_factor * layer,
                                              p.sticks());
    integrator_.set_contact(*contact_, p.tolerance);
    indentation_results_.emplace(reduced_.scales,
                                 reduced_.mesh.is_plane(),
                                 *indenter_,
                                 p.shape.type == "flat punch");
  }

  /** Of strain; of depth in units of the depths passed through, or of load in
   * units of its change; a quarter of a cycle of an indenter is one. */
  template <int dim>
  double Simulation<dim>::loading_rate() const
  {
    if (!contact_)
      return newest_.shear_rate;
    const Segment &segment = program_.segment(segment_);
    const double cycling   = 0.25 * segment.frequency;
    if (program_.stress_controlled(segment_))
      {
        const double rise = segment.rise_time;
        const double end  = program_.segment_begin(segment_) + rise;
        return current_.time < end * (1. - time_tolerance)
                 ? std::max(1. / rise, cycling)
                 : cycling;
      }
    if (cycling > 0.)
      return cycling;
    const double rate = program_.rate(segment_, current_.time);
    return rate != 0. ? rate / program_.end_strain() : 0.;
  }

  template <int dim>
  bool Simulation<dim>::is_root() const
  {
    return Utilities::MPI::this_mpi_process(comm_) == 0;
  }

  template <int dim>
  void Simulation<dim>::warn(const std::string &message)
  {
    for (const std::string &w : warnings_)
      if (w == message)
        return;
    warnings_.push_back(message);
    if (is_root() && !directory_.empty())
      {
        progress_.finish();
        std::cerr << "warning: " << message << std::endl;
      }
  }

  template <int dim>
  void Simulation<dim>::initialize()
  {
    const ScaledField<dim> field(parameters_,
                                 parameters_.structure.density,
                                 reduced_.scales.length);
    if (!current_.structure.empty())
      draw_point_fields();
    integrator_.flow().density_operator().project(current_.density, field);
    integrator_.flow().balance_stress(current_);
    if (discretization_.follows_material())
      integrator_.flow().set_masses(current_);
    newest_       = make_record({}, 0.);
    initial_mass_ = newest_.measurements.mass;
    if (!(newest_.measurements.min_density >
          material_.equation_of_state().minimum_density()))
      throw BadInput("Structure/Density: the initial density falls to " +
                     std::to_string(newest_.measurements.min_density) +
                     " rho0; it must stay positive. Lower "
                     "Structure/Density/Amplitude or refine Mesh/Cells.");
    begin_segment(0);
    if (directory_.empty())
      observe(newest_);
    else
      begin_output();
  }

  template <int dim>
  void Simulation<dim>::draw_point_fields()
  {
    const StructureParameters &s = parameters_.structure;
    const auto draw              = [this](const PointField which,
                             const FieldParameters &property,
                             const double mean) {
      set_point_field<dim>(
        current_.structure[0],
        discretization_,
        which,
        ScaledField<dim>(parameters_, property, reduced_.scales.length, mean));
    };
    draw(structural_variable,
         s.effective_temperature,
         reduced_.plastic_flow.initial_structure);
    draw(shear_modulus_factor, s.shear_modulus, 1.);
    draw(relaxation_time_factor, s.relaxation_time, 1.);
    draw(yield_stress_factor, s.yield_stress, 1.);
  }

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
    const StepReport report = integrator_.step(
      current_, previous_, scheme(dt), drive_at(current_.time + dt), next_);
    const double floor = material_.equation_of_state().minimum_density();
    const Vector &mass = integrator_.flow().density_operator().lumped_mass();
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
    for (unsigned int retry = 0;; ++retry)
      try
        {
          const StepReport report = try_step(dt);
          accept(report, dt);
          return;
        }
      catch (const StepFailed &failure)
        {
          dt *= 0.5;
          if (retry < parameters_.solver.max_retries && dt >= smallest)
            continue;
          if (discretization_.follows_material())
            integrator_.flow().set_masses(current_); // back to where it was
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
    linear_iterations_ += report.linear_iterations;
    previous_dt_     = dt;
    previous_stress_ = stress;
    has_history_     = true;
    if (discretization_.geometry() == Geometry::periodic_box)
      if (const int k = remap_.periods(current_.frame.tilt))
        {
          remap_.apply(current_, k);
          remap_.apply(previous_, k);
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
    if (contact_ && newest_.contact.radius > reduced_.mesh.block.refined_radius)
      warn("the contact has outgrown Mesh/Indentation/Refined radius: its edge "
           "is on coarser cells");
    observe(newest_);
  }

  template <int dim>
  Record Simulation<dim>::make_record(const StepReport &report,
                                      const double dt) const
  {
    Record r;
    r.step              = step_;
    r.time              = current_.time;
    r.strain            = current_.strain;
    r.dt                = dt;
    r.segment           = segment_;
    r.reference_rate    = program_.reference_rate();
    r.shear_rate        = current_.frame.shear_rate;
    r.linear_iterations = report.linear_iterations;
    r.corrections       = report.corrections;
    r.wall_traction =
      0.5 * (report.wall_tractions.first + report.wall_tractions.second);
    if (discretization_.geometry() == Geometry::channel && step_ > 0)
      r.shear_rate = drive_at(current_.time).shear_rate;
    r.contact = report.contact;
    if (contact_)
      r.strain /= discretization_.size()[1];
    r.measurements =
      measure<dim>(current_,
                   discretization_,
                   material_,
                   integrator_.flow().density_operator().lumped_mass());
    if (initial_mass_ > 0.)
      r.mass_error = r.measurements.mass / initial_mass_ - 1.;
    return r;
  }

  template <int dim>
  void Simulation<dim>::observe(const Record &record)
  {
    summary_.add(record);
    if (indentation_results_)
      indentation_results_->add(record);
    if (diagnosis_)
      diagnosis_->observe(record, current_, program_is_over());
    if (directory_.empty())
      {
        records_.push_back(record);
        return;
      }
    progress_.show(record);
    const bool last = finished();
    if (last || record.step % parameters_.output.record_every == 0)
      on_root([&]() { time_series_.write(record); });
    const double tolerance = time_tolerance * program_.end_time();
    if (parameters_.output.n_fields > 0 && record.step > 0 &&
        (last || record.time >= next_field_time_ - tolerance))
      {
        write_fields();
        const double interval =
          program_.end_time() / parameters_.output.n_fields;
        next_field_time_ =
          interval * (std::floor(record.time / interval + 1e-6) + 1.);
      }
  }

  template <int dim>
  RunResult Simulation<dim>::loop()
  {
    RunResult result;
    try
      {
        while (!finished())
          {
            advance();
            const int signal = Utilities::MPI::max(caught_signal(), comm_);
            if (signal != 0)
              {
                result.exit_code = 128 + signal;
                result.status    = "stopped: signal " + std::to_string(signal);
                break;
              }
            const double seconds =
              Utilities::MPI::max(progress_.elapsed(), comm_);
            if (!directory_.empty() &&
                parameters_.output.checkpoint_interval > 0. &&
                seconds - last_save_ > parameters_.output.checkpoint_interval)
              {
                save();
                last_save_ = seconds;
              }
          }
      }
    catch (const ComputationStopped &e)
      {
        result.exit_code = 3;
        result.status    = std::string("stopped: ") + e.what();
      }
    progress_.finish();
    if (!directory_.empty())
      end_output(result);
    return result;
  }

  template <int dim>
  RunResult Simulation<dim>::run()
  {
    if (reduced_.inertia_number == 0. && reduced_.given_inertia_number > 0. &&
        is_root() && !directory_.empty())
      std::cout << "quasi-static: the inertia number "
                << reduced_.given_inertia_number
                << " is below Solver/Inertia threshold; M = 0, and the mean "
                   "momentum is pinned"
                << std::endl;
    for (const std::string &note : parameters_.notes)
      warn(note);
    const double spacing      = reduced_.mesh.density_node_spacing();
    constexpr double coarsest = 0.7; // in gradient lengths, see README
    if (reduced_.gradient_coefficient > 0. && spacing > coarsest)
      warn("the mesh is coarse for the gradient length: density nodes are " +
           std::to_string(spacing) +
           " gradient lengths apart, 0.7 or less resolves bands");
    if (reduced_.gradient_coefficient == 0. && material_.relaxes())
      warn("without a gradient length (Material/Gradient length = 0) bands "
           "depend on the mesh");
    if (parameters_.material.plastic_flow.has_structure() &&
        reduced_.plastic_flow.diffusion == 0.)
      warn("without a diffusion length (Material/Plastic flow/Diffusion length "
           "= 0) bands become as thin as the mesh allows");
    initialize();
    return loop();
  }

  template class Simulation<2>;
  template class Simulation<3>;
} // namespace vitriflow
