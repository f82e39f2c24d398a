#pragma once

#include <vitriflow/base/types.h>

#include <memory>
#include <string>

namespace vitriflow
{
  /**
   * Free-energy density f(rho) of the homogeneous glass and what follows from
   * it: chemical potential f', stiffness f'' and pressure p = rho f' - f.
   * Density drives the flow through rho grad f'(rho) = grad p in the model of
   * Furukawa & Tanaka, Nature Materials 8, 601 (2009).
   *
   * Reduced units: density in rho0, energy density and pressure in G0 (hence
   * f' in G0/rho0). All laws share one gauge, f(1) = f'(1) = 0, so that
   * p(1) = 0, and one slope, dp/drho(1) = f''(1) = kappa = K_eos/G0.
   * Pressure is positive in compression.
   *
   * A law of one's own is a template struct like those in
   * source/material/equation_of_state/ plus one line in the table of
   * equation_of_state.cc.
   */
  class EquationOfState
  {
  public:
    virtual ~EquationOfState() = default;

    /** f(rho) [G0]. */
    virtual double energy(double rho) const = 0;

    virtual Simd<double> energy(const Simd<double> &rho) const = 0;

    /** f'(rho) [G0/rho0], without the gradient term -C lap rho. */
    virtual double chemical_potential(double rho) const = 0;

    virtual Simd<double> chemical_potential(const Simd<double> &rho) const = 0;

    /** f''(rho) [G0/rho0^2]; negative between spinodals. rho f'' = dp/drho. */
    virtual double stiffness(double rho) const = 0;

    virtual Simd<double> stiffness(const Simd<double> &rho) const = 0;

    /** p = rho f' - f [G0]. */
    double pressure(const double rho) const
    {
      return rho * chemical_potential(rho) - energy(rho);
    }

    Simd<double> pressure(const Simd<double> &rho) const
    {
      return rho * chemical_potential(rho) - energy(rho);
    }

    /** Densities must stay above this value [rho0]. */
    virtual double minimum_density() const
    {
      return 0.;
    }
  };

  /** What the laws may need to know; each takes its share. */
  struct EquationOfStateParameters
  {
    /** kappa = K_eos/G0. */
    double bulk_modulus = 3.;

    /** Density rg of the gas-like well [rho0], in (0, 1); double well only. */
    double gas_density = 0.2;
  };

  /** Makes the law of that name; throws BadInput if there is none. */
  std::unique_ptr<EquationOfState>
  make_equation_of_state(const std::string &name,
                         const EquationOfStateParameters &parameters);

  /** Names of all laws, separated by "|". */
  std::string equation_of_state_names();
} // namespace vitriflow
