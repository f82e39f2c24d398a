#pragma once

#include <vitriflow/time/integrator.h>

#include <vector>

namespace vitriflow
{
  /**
   * The flow near a state that is held: what one step of the solver does to
   * small disturbances of it, while frame, shear rate and the state itself
   * stand still. It is linear in the disturbance, and its eigenvalues lambda
   * are exp(s dt) with the growth rates s of modes of the frozen flow.
   *
   * A step of second order links three levels, so that a disturbance is that
   * of two: y^n, y^{n-1} -> y^{n+1}, y^n. With the smooth change s of a mode
   * the relative error of s is of the order (s dt)^2.
   *
   * The derivative is a difference along the disturbance, scaled to
   * `amplitude`: it is off by about that times a = d ln tau/d ln
   * rho, relatively. The held state moves by itself during a step; that is
   * taken off, and coefficients are those of the held state to the order of dt.
   */
  template <int dim>
  class FrozenStep
  {
  public:
    /** Largest change of density or stress, of velocity times dt over the cell
     * size, or of the structural variable over its largest value: large beside
     * rounding, small beside 1/a. */
    static constexpr double amplitude = 1e-6;

    /**
     * Finds the velocity that goes with the held state.
     *
     * @param integrator with tolerances for solver_parameters().
     * @param material that of the integrator.
     * @param held state; its structural variable of plastic flow, if there is
     *   one, is disturbed too, drawn factors are not.
     * @param drive of the walls, or of the frame.
     * @param dt step [tau0].
     *
     * Throws StepFailed, as do all steps.
     */
    FrozenStep(const Discretization<dim> &discretization,
               Integrator<dim> &integrator,
               const Material &material,
               const State &held,
               const Drive &drive,
               double dt);

    /** Tolerances under which disturbances of this size are resolved, on the
     * basis of those of a run. */
    static SolverParameters solver_parameters(SolverParameters of_run);

    /** Unknowns of a disturbance on this rank, both levels. */
    std::size_t size() const
    {
      return 2 * level_size_;
    }

    /** The disturbance after a step of that before it. Collective. */
    void apply(const double *before, double *after);

    /** Disturbance of the density, and of the structural variable, on both
     * levels, of Gaussian random numbers, in density without mean: a start for
     * iterations. */
    std::vector<double> random_disturbance() const;

    /** The disturbance that is the same on both levels: the inverse of
     * changes(). */
    std::vector<double> disturbance(const State &changes) const;

    /** The newer level as a state of its own, with the frame of the held one:
     * changes of density, velocity, stress and structure. */
    State changes(const std::vector<double> &disturbance) const;

    /** The held state with the velocity that goes with it. */
    const State &held() const
    {
      return held_;
    }

  private:
    /** Applies an action to the unknowns of a level in a fixed order, as
     * local entries of their vectors. */
    template <typename StateType, typename Action>
    void for_each_unknown(StateType &state, const Action &action) const;

    /** What is scaled to the amplitude. */
    double largest_change(const double *disturbance) const;

    void step(const State &current, const State &previous, State &next);
    void settle_velocity();

    const Discretization<dim> &discretization_;
    Integrator<dim> &integrator_;
    Drive drive_;
    double dt_;
    State held_;
    State after_held_; // a step after it
    State current_;
    State previous_;
    State next_;
    std::vector<unsigned int> velocity_unknowns_;
    std::vector<unsigned int> density_unknowns_;
    std::vector<unsigned int> structure_unknowns_;
    double largest_structure_ = 0.;
    std::size_t level_size_   = 0;
  };
} // namespace vitriflow
