#pragma once

#include <vitriflow/base/types.h>
#include <vitriflow/material/material.h>

#include <deal.II/lac/full_matrix.h>

#include <memory>
#include <vector>

namespace vitriflow
{
  /**
   * Derivatives of the rates x' of a flow law's n variables at one state, one
   * row per variable: columns 0...n-1 by the variables, n by the density,
   * n+1...n+4 by L_xx, L_xy, L_yx, L_yy.
   */
  using FlowJacobian = dealii::FullMatrix<double>;

  /** Derivatives by density and velocity gradient: columns beside n. */
  constexpr unsigned int n_flow_inputs = 5;

  /**
   * What linear stability needs to know of a material: how its stress evolves
   * in plane, homogeneous flow,
   *
   *   x' = rate(L, rho, x),   sigma = stress(x),
   *
   * with variables x (stress components of the relaxation modes, effective
   * temperature, ...), velocity gradient L_ij = d_j v_i and density. Reduced
   * units: stress in G0, time in tau0, density in rho0. The stress is linear
   * in x.
   *
   * A law of one's own is one file in source/stability/flow_law/ with rate()
   * and stress() written for any number type (see FlowLawOf, which
   * differentiates them) plus its line in make_flow_law().
   */
  class FlowLaw
  {
  public:
    virtual ~FlowLaw() = default;

    /** n. */
    virtual unsigned int n_variables() const = 0;

    /** sigma [G0], tension positive, of the variables @p x. */
    virtual Stress<double> stress(const double *x) const = 0;

    /** Variables, @p x, of a sample that was given the stress s I at rest. */
    virtual void set_isotropic_stress(double s, double *x) const = 0;

    /** Rates @p rate [1/tau0] of the variables @p x. */
    virtual void rate(const VelocityGradient<double> &L,
                      double rho,
                      const double *x,
                      double *rate) const = 0;

    /** The same with derivatives, @p jacobian. */
    virtual void linearise(const VelocityGradient<double> &L,
                           double rho,
                           const double *x,
                           double *rate,
                           FlowJacobian &jacobian) const = 0;

    /** d(sigma_xx, sigma_xy, sigma_yy)/dx, 3 x n. */
    dealii::FullMatrix<double> stress_matrix() const;
  };

  /** The law of this material, which must live as long as the law does. */
  std::unique_ptr<FlowLaw> make_flow_law(const Material &material);

  /**
   * Furukawa & Tanaka's Maxwell law, Nature Materials 8, 601 (2009), as the
   * sum of the material's modes, of which each obeys StressLaw with its share
   * of G(rho) and its multiple of tau(rho).
   */
  std::unique_ptr<FlowLaw> furukawa_tanaka_flow(const Material &material);
} // namespace vitriflow
