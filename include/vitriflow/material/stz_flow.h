#pragma once

#include <vitriflow/material/plastic_flow_of.h>

namespace vitriflow
{
  /**
   * How shear-transformation zones flow under stress, without their number:
   *
   *   d/Lambda = (1/tau_0) e^{-Delta/T} cosh(k x) (1 - s_Y/x)  above s_Y,
   *   k = Omega eps_0/(k_B T),
   *
   * as in Rycroft, Sui & Bouchbinder, J. Comput. Phys. 300, 136 (2015). Shared
   * by the laws that differ in what Lambda is.
   */
  struct TransformationRate
  {
    double yield_stress;
    double log_rate;
    double sensitivity; // k

    template <typename N>
    N threshold(const N &yield_factor) const
    {
      return yield_stress * yield_factor;
    }

    /** Of d/Lambda; for x > 0. */
    template <typename N>
    FlowRate<N> flow(const N &x) const
    {
      // cosh z = (1 + e) e^z/2
      const N e = std::exp(-2. * sensitivity * x);
      return {log_rate + sensitivity * x + std::log(0.5 * (1. + e)) -
                std::log(x),
              sensitivity * (1. - e) / (1. + e) - 1. / x,
              N(0.)};
    }
  };

  inline TransformationRate transformation_rate(const PlasticFlowConstants &c)
  {
    return {c.yield_stress, std::log(c.rate), c.stress_sensitivity};
  }
} // namespace vitriflow
