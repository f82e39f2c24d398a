#include <vitriflow/base/exceptions.h>
#include <vitriflow/output/indentation_diagnosis.h>
#include <vitriflow/output/shear_diagnosis.h>
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
    , discretization_(reduced_.mesh, comm, reduced_.plastic_flow.diffusion > 0.)
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
    if (discretization_.geometry() == Geometry::indentation)
      indenter_ = make_indenter(reduced_.indentation.shape);
    make_solver();
    if (indenter_)
      diagnosis_ = std::make_unique<IndentationDiagnosis<dim>>(
        directory,
        discretization_,
        material_,
        reduced_.scales,
        reduced_.mesh.is_plane(),
        *indenter_,
        reduced_.indentation.shape.type == "flat punch");
    else
      diagnosis_ = std::make_unique<ShearDiagnosis<dim>>(
        directory,
        discretization_,
        material_,
        integrator_->flow().density_operator().lumped_mass(),
        reduced_.scales,
        parameters.output.band_interval,
        onset_watch(parameters, reduced_.constants));
  }

  template <int dim>
  void Simulation<dim>::make_solver()
  {
    contact_.reset();
    integrator_ = std::make_unique<Integrator<dim>>(discretization_,
                                                    material_,
                                                    parameters_.solver);
    if (discretization_.follows_material())
      integrator_->flow().set_moving_mesh(discretization_);
    if (discretization_.geometry() == Geometry::periodic_box)
      remap_ =
        std::make_unique<Remap<dim>>(discretization_,
                                     integrator_->flow().density_operator());
    if (indenter_)
      make_contact();
  }

  template <int dim>
  void Simulation<dim>::make_contact()
  {
    const IndentationParameters &p = reduced_.indentation;
    // pressure by which a layer of the smallest cells would be compressed by
    // its thickness
    const double layer =
      (reduced_.bulk_modulus + 4. / 3.) / discretization_.cell_size()[1];
    contact_ = std::make_unique<Contact<dim>>(discretization_,
                                              *indenter_,
                                              p.initial_gap,
                                              p.penalty_factor * layer,
                                              p.sticks());
    integrator_->set_contact(*contact_, p.tolerance);
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
                   integrator_->flow().density_operator().lumped_mass());
    if (initial_mass_ > 0.)
      r.mass_error = r.measurements.mass / initial_mass_ - 1.;
    return r;
  }

  template <int dim>
  void Simulation<dim>::observe(const Record &record)
  {
    summary_.add(record);
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
    // a quarter of a cell is the distance of nodes at the tip, halved
    const IndenterShape &shape = reduced_.indentation.shape;
    if (dim == 3 && indenter_ && has_tip(shape) &&
        shape.tip_radius < 0.25 * discretization_.cell_size()[1])
      warn(
        "the tip of the indenter is sharper than the mesh can tell: glass at "
        "it is pushed to one side, and steps may become short; round it by "
        "Indentation/Tip radius, half a cell or more");
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
