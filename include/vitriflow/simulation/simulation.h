#pragma once

#include <vitriflow/operators/initial_fields.h>
#include <vitriflow/operators/remap.h>
#include <vitriflow/output/checkpoint.h>
#include <vitriflow/output/diagnosis.h>
#include <vitriflow/output/field_output.h>
#include <vitriflow/output/summary.h>
#include <vitriflow/output/time_series.h>
#include <vitriflow/simulation/parameters.h>
#include <vitriflow/simulation/progress.h>
#include <vitriflow/time/integrator.h>
#include <vitriflow/time/step_size.h>

#include <functional>
#include <memory>
#include <optional>

namespace vitriflow
{
  /** How a run ended. */
  struct RunResult
  {
    /** 0 done, 3 stopped, 128 + signal. */
    int exit_code      = 0;
    std::string status = "finished";
  };

  /**
   * A run: owns everything, drives the loop
   *   step size -> step -> measurements -> observers
   * and writes an output folder. Collective over the communicator.
   */
  template <int dim>
  class Simulation
  {
  public:
    /**
     * @param parameters in the run's units, validated
     * @param directory output folder; empty runs without writing anything
     */
    Simulation(const Parameters &parameters,
               const std::string &directory,
               const MPI_Comm &comm);

    /** Computes from the initial state to the end of the loading program. */
    RunResult run();

    /** Continues from the checkpoint in @p directory. */
    RunResult restart(const std::string &directory);

    const State &state() const
    {
      return current_;
    }
    const std::vector<Record> &records() const
    {
      return records_;
    }
    /** Contents of summary.json; collective. */
    nlohmann::json summary() const;

    const Discretization<dim> &discretization() const
    {
      return discretization_;
    }
    /** Null without an indenter. */
    const Contact<dim> *contact() const
    {
      return contact_.get();
    }
    const ReducedRun &reduced() const
    {
      return reduced_;
    }

    /** Text of parameters.prm, written into the output folder. */
    void set_parameter_text(const std::string &text)
    {
      parameter_text_ = text;
    }

  private:
    /** Times closer than this share of the run are the same. */
    static constexpr double time_tolerance = 1e-10;

    void initialize();
    void draw_point_fields(Vector &fields) const;
    /** As at the start, for refine(); on a mesh that has not moved yet. */
    void remember_drawn_fields();
    void begin_output();
    void end_output(RunResult &result);
    /** Runs an action on rank 0; throws ComputationStopped on all if it
     * fails. */
    void on_root(const std::function<void()> &action) const;
    RunResult loop();
    bool program_is_over() const;
    bool finished() const;
    void begin_segment(const std::size_t segment);
    void advance();
    std::string hint_of(const Drive &drive) const;
    /** Fields, and the contact if there is one. */
    void write_fields();
    StepReport try_step(const double dt);
    Drive drive_at(const double time) const;
    /** What solves on the mesh that there is. */
    void make_solver();
    void make_contact();
    /** Halves cells of a block where the glass has flowed, if asked to. */
    void refine_where_it_flowed();
    void refine(const std::vector<dealii::CellId> &cells);
    /** Whether the edge of contact is on cells that could be smaller. */
    bool contact_edge_is_coarse() const;
    /** By the cells that a checkpoint names. */
    void refine_as_before(const nlohmann::json &refinements);
    double loading_rate() const;
    Bdf scheme(const double dt) const;
    void accept(const StepReport &report, const double dt);
    void observe(const Record &record);
    Record make_record(const StepReport &report, const double dt) const;
    void save();
    void write_results(const std::string &status);
    void warn(const std::string &message);
    bool is_root() const;

    Parameters parameters_;
    ReducedRun reduced_;
    MPI_Comm comm_;
    std::string directory_;
    std::string parameter_text_;
    Material material_;
    LoadingProgram program_;
    Discretization<dim> discretization_;
    std::unique_ptr<Integrator<dim>> integrator_;
    std::unique_ptr<Remap<dim>> remap_; // of a periodic box
    std::unique_ptr<Indenter> indenter_;
    std::unique_ptr<Contact<dim>> contact_;
    StepSize step_size_;
    State previous_, current_, next_;
    Vector drawn_; // PointFields of a block at the start
    Summary summary_;
    std::unique_ptr<Diagnosis> diagnosis_;
    TimeSeries time_series_;
    FieldOutput<dim> fields_;
    Progress progress_;
    std::vector<Record> records_; // kept only without a directory
    Record newest_;
    unsigned int step_                    = 0;
    double unknowns_of_steps_             = 0.; // of velocity, summed up
    std::size_t segment_                  = 0;
    double segment_strain_begin_          = 0.;
    double segment_stress_begin_          = 0.;
    bool has_history_                     = false;
    double previous_dt_                   = 0.;
    double previous_stress_               = 0.; // mean, one step before
    double next_dt_                       = 0.;
    double initial_mass_                  = 0.;
    double next_field_time_               = 0.;
    unsigned long long linear_iterations_ = 0;
    double earlier_seconds_               = 0.;
    double last_save_                     = 0.;
    std::vector<std::string> warnings_;
  };
} // namespace vitriflow
