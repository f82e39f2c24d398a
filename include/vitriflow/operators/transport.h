#pragma once

#include <vitriflow/operators/density_operator.h>
#include <vitriflow/operators/stress_advection.h>

#include <array>

namespace vitriflow
{
  /**
   * Carries density and stress along a velocity w that is frozen in time,
   *
   *   d_s rho + div(rho w) = 0,    d_s sigma + w . grad sigma = 0,
   *
   * for any span s. With A the operator of such an equation, the field of an
   * earlier level becomes exp(-sA) y^{n+1-s}. Frozen at the new time level,
   *
   *   d/ds [ exp(-sA) y(t - s) ] = -(dy/dt + A y)  at s = 0,
   *
   * so that backward differentiation and extrapolation of carried fields keep
   * their order and no longer see advection, however many cells a step passes
   * (Maday, Patera & Ronquist, J. Sci. Comput. 5, 263 (1990)). Extrapolating
   * the advective term instead is stable only while |w| dt/h < 0.10 for the
   * stress, and for the density never without damping.
   *
   * The exponential is that of AdvectionSeries. Stress: StressAdvection.
   * Density: the conservative flux form of DensityOperator.
   */
  template <int dim>
  class Transport
  {
  public:
    Transport(const Discretization<dim> &discretization,
              const DensityOperator<dim> &density_operator);

    /**
     * Freezes the velocity, of the free velocity space and relative to the
     * mesh of the frame, which must stay as it is until the next call.
     * Collective.
     */
    void freeze(const Vector &velocity, const Frame &frame);

    /** Carries a stress over the time @p span >= 0. Collective. */
    void carry_stress(Vector &stress, const double span);

    /** Carries a density; its sum weighted by lumped mass stays. Collective. */
    void carry_density(Vector &density, const double span);

    /** Largest sum over the directions of |w_d| / h_d: cells per time. */
    double courant_rate() const
    {
      return courant_rate_;
    }

  private:
    template <typename Advance>
    void carry(Vector &field,
               const double span,
               std::array<Vector, 2> &stages,
               const Advance &advance) const;

    const DensityOperator<dim> &density_operator_;
    StressAdvection<dim> stress_advection_;
    const Vector *velocity_ = nullptr;
    Frame frame_;
    double courant_rate_ = 0.;
    std::array<Vector, 2> stress_stages_, density_stages_;
  };
} // namespace vitriflow
