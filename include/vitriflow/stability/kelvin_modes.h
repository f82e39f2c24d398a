#pragma once

#include <vitriflow/stability/wave_equations.h>

#include <memory>
#include <vector>

namespace vitriflow
{
  /**
   * Plane waves that turn with homogeneous shear flow from its start at rest:
   * the exact solutions of the linearised equations, non-modal growth
   * included. All wave vectors are followed together because they share the
   * flow and its derivatives.
   *
   * Integrated by the Runge-Kutta method of Dormand and Prince, order five,
   * with error control and dense output (Boost.Odeint).
   */
  class KelvinModes
  {
  public:
    /** A wave at the start. */
    struct Wave
    {
      WaveVector k;
      Disturbance disturbance = Disturbance::balanced_density;
    };

    /** @param shear_rate Wi [1/tau0], > 0. */
    KelvinModes(const FlowLaw &law,
                const WaveEquations &equations,
                double shear_rate,
                const std::vector<Wave> &waves);

    ~KelvinModes();

    unsigned int n_modes() const;

    /** Takes one step of its own size. Throws ComputationStopped when the
     * amplitudes cease to be finite. */
    void step();

    /** The last step went from begin() to end() [tau0]. */
    double begin() const;
    double end() const;

    /** Everything below is for this time from now on, within the last step. */
    void set_time(double t);

    double time() const;

    /** Variables of the homogeneous flow. */
    std::vector<double> flow() const;

    /** Unknowns of @p mode, in the order of WaveEquations. */
    const double *unknowns(unsigned int mode) const;

    /** k(t) of @p mode. */
    WaveVector current_wave_vector(unsigned int mode) const;

    /** ln |rho(t)/rho(0)| of @p mode, or that of what else it disturbed. */
    double log_amplification(unsigned int mode) const;

    Disturbance disturbance(unsigned int mode) const;

    /** The mode that has grown most. */
    unsigned int largest_mode() const;

  private:
    double amplitude(unsigned int mode) const;

    struct Integrator;
    std::unique_ptr<Integrator> integrator_;
  };
} // namespace vitriflow
