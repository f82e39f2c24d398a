#pragma once

#include <vitriflow/operators/density_operator.h>

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
   * The exponential is taken in equal Runge-Kutta substeps within their limit
   * of stability. Stress: upwind discontinuous Galerkin,
   *   (t, w . grad sigma)_K + <t, min(w . n, 0) (sigma_outside - sigma)>_dK.
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
     * mesh of the frame; refers to it until the next call. Collective.
     */
    void freeze(const Vector &velocity, const Frame &frame);

    /** Carries a stress over the time @p span >= 0. Collective. */
    void carry_stress(Vector &stress, const double span);

    /** Carries a density; its sum weighted by lumped mass stays. Collective. */
    void carry_density(Vector &density, const double span);

    /**
     * d_s sigma; the frozen velocity's ghost values must be up to date.
     * Collective.
     */
    void stress_rate(Vector &rate, const Vector &stress) const;

    /** Diagonal mass of the stress space of a cell, in the order of its
     * unknowns: cells are alike where anything is carried. */
    const std::vector<double> &stress_mass() const
    {
      return stress_mass_;
    }

    /** Largest sum over the directions of |w_d| / h_d: cells per time. */
    double courant_rate() const
    {
      return courant_rate_;
    }

  private:
    template <typename Rate>
    void carry(Vector &field,
               const double span,
               Vector &rate,
               Vector &stage,
               const Rate &evaluate) const;

    const Discretization<dim> &discretization_;
    const DensityOperator<dim> &density_operator_;
    const Vector *velocity_ = nullptr;
    Frame frame_;
    double courant_rate_ = 0.;
    std::vector<double> stress_mass_;
    Vector stress_rate_, stress_stage_;
    Vector density_rate_, density_stage_;
  };
} // namespace vitriflow
