#pragma once

#include <vitriflow/base/types.h>
#include <vitriflow/material/material.h>

#include <deal.II/lac/full_matrix.h>

#include <memory>
#include <optional>
#include <vector>

namespace vitriflow
{
  /**
   * Derivatives of the rates x' of a flow law's n variables at one state, one
   * row per variable: columns 0...n-1 by the variables, n by the density,
   * n+1...n+4 by L_xx, L_xy, L_yx, L_yy, n+5 by the variable's own Laplacian:
   * its diffusivity.
   */
  using FlowJacobian = dealii::FullMatrix<double>;

  /** Density and velocity gradient: columns beside n before the last. */
  constexpr unsigned int n_flow_inputs = 5;

  /**
   * What linear stability needs to know of a material: how its stress evolves
   * in plane, homogeneous flow,
   *
   *   x' = rate(L, rho, x),   sigma = stress(x),
   *
   * with variables x (stress components of the relaxation modes, effective
   * temperature, ...), velocity gradient L_ij = d_j v_i and density. Reduced
   * units: stress in G0, time in the material's unit (tau0 if it relaxes),
   * density in rho0. The stress is linear in x.
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

    /** Variables, @p x, of a sample at rest, as it is before loading. */
    virtual void start(double *x) const = 0;

    /** Change @p x of the variables that adds the stress s I. */
    virtual void set_isotropic_stress(double s, double *x) const = 0;

    /** Which of the variables is ln w, of the structural variable w of plastic
     * flow; none if the law has no such variable. */
    virtual std::optional<unsigned int> structural_variable() const = 0;

    /** Whether there is plastic flow. */
    virtual bool is_plastic() const = 0;

    /** 2 D^pl_xy of the variables @p x: what plastic flow carries of a simple
     * shear rate. */
    virtual double plastic_rate(const double *x) const = 0;

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

  /**
   * The same, with one mode, and plastic flow of the deviator s beside it (see
   * PlasticFlow): -2 G(rho) d(sbar, w) s/sbar, and the variable ln w if the
   * mechanism has a structural variable.
   */
  std::unique_ptr<FlowLaw> plastic_flow_law(const Material &material);
} // namespace vitriflow
