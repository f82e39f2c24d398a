#pragma once

#include <vitriflow/operators/contact.h>
#include <vitriflow/operators/flow_operator.h>
#include <vitriflow/solvers/anderson.h>
#include <vitriflow/solvers/momentum_solver.h>

#include <string>

namespace vitriflow
{
  /** What drives the flow at the end of a step. */
  struct Drive
  {
    /** Applied shear rate; for stress control the first guess. */
    double shear_rate = 0.;
    /** Total strain at the end, or depth of the indenter; for stress control
     * not used. */
    double strain = 0.;
    /** Channel: share of the relative velocity of the walls that the lower
     * one moves backwards with. */
    double lower_wall_share = 0.;
    /** Prescribed mean shear stress instead of the rate. */
    bool stress_controlled = false;
    double shear_stress    = 0.;
    /** Prescribed load of the indenter instead of its depth. */
    bool load_controlled = false;
    double load          = 0.;
  };

  /** Cost and result of a step. */
  struct StepReport
  {
    unsigned int linear_iterations = 0;
    unsigned int corrections       = 0;
    /** Residual after the last correction over that of the extrapolation. */
    double contraction = 0.;
    /** Largest |ln tau(rho) - ln tau(rho*)|: by how much the extrapolated
     * density rho* misjudged relaxation. */
    double relaxation_change = 0.;
    /** Wall tractions, channel only: top and bottom. */
    std::pair<double, double> wall_tractions = {0., 0.};
    /** Of a block with an indenter. */
    ContactRecord contact;
  };

  /** Residual left by the step that ended at a time, and over which time it
   * is to be worked off. */
  struct Leftover
  {
    double time     = -1.;
    double residual = 0.;
    double duration = 0.;
  };

  /**
   * One implicit step: velocity by defect correction
   *   v <- v + A^-1 R(v),   v = extrapolation at first,
   * with the symmetric operator A and the full residual R; density and stress
   * follow from the velocity. Repeated, with Anderson's acceleration, until
   * the residual has fallen enough.
   */
  template <int dim>
  class Integrator
  {
  public:
    Integrator(const Discretization<dim> &discretization,
               const Material &material,
               const SolverParameters &parameters);

    /**
     * Computes @p next at current.time + bdf.dt.
     * Throws StepFailed when a smaller step should be tried.
     */
    StepReport step(const State &current,
                    const State &previous,
                    const Bdf &bdf,
                    const Drive &drive,
                    State &next,
                    const Sources<dim> &sources = {});

    /** What the next step has to know of the one that led to @p current
     * besides the state. */
    Leftover leftover(const State &current) const
    {
      return pending_.time == current.time ? pending_ : leftover_;
    }

    /** Adds an indenter, which must stay; its contact forces are balanced to
     * the @p tolerance, as a share of themselves. */
    void set_contact(Contact<dim> &contact, const double tolerance)
    {
      contact_           = &contact;
      contact_tolerance_ = tolerance;
    }

    /** Goes on from a step of an earlier run. */
    void set_leftover(const Leftover &leftover)
    {
      leftover_ = leftover;
      pending_  = {};
    }

    /** Finds anew what the solver carries along for speed, so that the steps
     * to come do not depend on the ones before. */
    void refresh()
    {
      solver_.refresh();
    }

    const FlowOperator<dim> &flow() const
    {
      return flow_;
    }

    FlowOperator<dim> &flow()
    {
      return flow_;
    }

  private:
    void start(const State &current,
               const State &previous,
               const Bdf &bdf,
               const Drive &drive,
               State &next) const;
    FlowAverages evaluate(State &next, const Drive &drive);
    double residual_norm();
    double target_norm(const double reference) const;
    double contact_stiffness(StepReport &report);
    void apply_contact(State &next, const Drive &drive);
    bool is_balanced(const double norm, const double reference) const;
    void add_correction(Vector &velocity, const double share) const;
    void add_correction_in_contact(State &next,
                                   const Drive &drive,
                                   const unsigned int n_corrections);
    /** Corrects the velocity; returns the norm of the residual then. */
    double correct(State &next, const Drive &drive, StepReport &report);
    /**
     * What an earlier, longer step left is worked off over the time of that
     * step: without inertia, removing it at once takes a velocity like 1/dt.
     * Takes the part that this step is to keep, a multiple of the first
     * residual, out of it and of all that follow; returns its norm.
     */
    double residual_to_keep(const State &current,
                            const Bdf &bdf,
                            const double reference,
                            const double target);
    double relaxation_change(const State &next) const;
    [[noreturn]] void give_up(const std::string &reason,
                              const StepReport &report) const;

    const Discretization<dim> &discretization_;
    const Material &material_;
    SolverParameters parameters_;
    FlowOperator<dim> flow_;
    Contact<dim> *contact_    = nullptr;
    double contact_tolerance_ = 0.;
    bool contact_changed_     = false; // since the solver knows of it
    MomentumSolver<dim> solver_;
    Anderson anderson_;
    Vector residual_; // all nodes, walls included
    Vector right_hand_side_;
    Vector correction_;
    std::pair<double, double> tractions_;
    double round_off_;

    Vector kept_; // see residual_to_keep()
    bool keeps_ = false;
    Leftover leftover_; // of the last accepted step
    Leftover pending_;  // of the last step, not known to be accepted
  };
} // namespace vitriflow
