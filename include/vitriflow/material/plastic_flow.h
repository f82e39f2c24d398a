#pragma once

#include <vitriflow/base/types.h>

#include <memory>
#include <string>

namespace vitriflow
{
  /**
   * One implicit step of plastic flow at a point: find the equivalent stress
   * x, the rate d and the structural variable w at the end of it with
   *
   *   x + compliance d = trial,   w = structure + weight Dw/Dt(d, x, w),
   *   d = d(x, w).
   */
  template <typename N>
  struct PlasticStep
  {
    /** sbar of the stress without plastic flow [G0], >= 0. */
    N trial;
    /** 2 G c/(1 + c/tau) [G0 time], > 0. */
    N compliance;
    /** What w would be without change; not used by laws without w. */
    N structure;
    /** Local factor on the yield stress. */
    N yield_factor;
    /** Where to begin looking for x; any number. */
    N guess;
    /** Implicit weight c of the step. */
    double weight;
  };

  template <typename N>
  struct PlasticReturn
  {
    /** x. */
    N stress;
    /** d. */
    N rate;
    /** w. */
    N structure;
    /** dx/dtrial, but at least half of its value at constant w: in (0, 1],
     * although w softens the glass while it flows. */
    N tangent;
  };

  /** How fast plastic flow is and what it depends on, of one law. */
  template <typename N>
  struct FlowRate
  {
    /** ln[d/(x - threshold)]: as a logarithm it cannot overflow. */
    N log_mobility;
    /** Its derivatives by x and w. */
    N stress_slope;
    N structure_slope;
  };

  /** Structural variable at the end of a step, of one law. */
  template <typename N>
  struct StructureStep
  {
    N value;
    /** Its derivatives by d and x. */
    N rate_slope;
    N stress_slope;
  };

  /** Change of the structural variable in time, Dw/Dt(d, x, w), of one law. */
  struct StructureRate
  {
    double value;
    /** Its derivatives. */
    double rate_slope, stress_slope, structure_slope;
  };

  /** d and Dw/Dt at a point [1/time unit], with their derivatives by x and w:
   * those of Dw/Dt are total ones, of d(x, w) too. */
  struct PlasticRates
  {
    double rate;
    double rate_by_stress, rate_by_structure;
    double structure_rate;
    double structure_rate_by_stress, structure_rate_by_structure;
  };

  /**
   * A local plastic rate that acts on the deviator s of the stress beside (or
   * instead of) Maxwell relaxation,
   *
   *   D^pl = d(sbar, w) s/sbar,   sbar = sqrt(s:s/2),
   *
   * so that the stress relaxes by -2 G D^pl; w is the law's structural
   * variable, if it has one, and moves with the material. Reduced units:
   * stress in G0, rates in 1/time unit. Pointwise; knows no mesh.
   *
   * A law of one's own is a template struct like those in
   * source/material/plastic_flow/ plus one line in the table of
   * plastic_flow.cc.
   */
  class PlasticFlow
  {
  public:
    virtual ~PlasticFlow() = default;

    /** The end of an implicit step. The first function is also that of one
     * lane of the second. */
    virtual PlasticReturn<double>
    advance(const PlasticStep<double> &step) const = 0;

    virtual PlasticReturn<Simd<double>>
    advance(const PlasticStep<Simd<double>> &step) const = 0;

    /** d [1/time unit]; zero at and below the law's threshold. */
    virtual double
    rate(double stress, double structure, double yield_factor) const = 0;

    virtual Simd<double> rate(const Simd<double> &stress,
                              const Simd<double> &structure,
                              const Simd<double> &yield_factor) const = 0;

    /** Both rates and their derivatives; all zero at and below the threshold.
     */
    virtual PlasticRates
    rates(double stress, double structure, double yield_factor) const = 0;

    /** What w is, e.g. "effective_temperature"; empty if there is none. */
    virtual std::string structure_name() const = 0;

    /** SI unit of w times PlasticFlowConstants::structure_unit. */
    virtual std::string structure_symbol() const = 0;

    bool has_structure() const
    {
      return !structure_name().empty();
    }
  };

  /** Constants of the laws; each takes its share. */
  struct PlasticFlowConstants
  {
    /** Name of the law, or "none". */
    std::string mechanism = "none";

    /** s_Y [Pa]. */
    double yield_stress = 1.;

    /** d_0 of the power law, e^{-Delta/T}/tau_0 of the others [1/s]. */
    double rate = 1.;

    /** n of the power law [-]. */
    double exponent = 10.;

    /** Omega eps_0/(k_B T) [1/Pa]. */
    double stress_sensitivity = 1.;

    /** c_0 [-]. */
    double heat_capacity = 0.4;

    /** w before loading and chi_inf, chi in units of e_z/k_B [-]. */
    double initial_structure = 0.;
    double steady_structure  = 0.;

    /** alpha, beta and n_D of the free volume [-]. */
    double overlap_factor       = 0.15;
    double dilatation_stiffness = 1.;
    double annihilation_jumps   = 3.;

    /** l^2/c_0 [m^2]: w diffuses with this times d; see StructureDiffusion. */
    double diffusion = 0.;

    /** What w = 1 means: e_z/k_B [K] of an effective temperature. */
    double structure_unit = 1.;
  };

  /**
   * The law of that name; null for "none". Throws BadInput if there is none.
   */
  std::unique_ptr<PlasticFlow>
  make_plastic_flow(const PlasticFlowConstants &constants);

  /** Names of all mechanisms and "none", separated by "|". */
  std::string plastic_flow_names();
} // namespace vitriflow
