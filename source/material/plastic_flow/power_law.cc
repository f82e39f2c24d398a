#include <vitriflow/material/plastic_flow_of.h>

namespace vitriflow
{
  namespace
  {
    /**
     * d = d_0 (sbar/s_Y)^n: for n = 1 a Newtonian viscosity s_Y/(2 d_0), for
     * large n nearly perfect plasticity at the yield stress s_Y, as von Mises'.
     */
    struct PowerLaw
    {
      static constexpr char structure_name[]   = "";
      static constexpr char structure_symbol[] = "-";
      double exponent;
      double log_rate; // ln(d_0/s_Y^n)

      template <typename N>
      N threshold(const N &) const
      {
        return N(0.);
      }

      template <typename N>
      FlowRate<N> flow(const N &x, const N &, const N &yield_factor) const
      {
        return {log_rate - exponent * std::log(yield_factor) +
                  (exponent - 1.) * std::log(x),
                (exponent - 1.) / x,
                N(0.)};
      }

      template <typename N>
      StructureStep<N>
      structure(const N &w, const double, const N &, const N &) const
      {
        return {w, N(0.), N(0.)};
      }

      StructureRate
      structure_rate(const double, const double, const double) const
      {
        return {0., 0., 0., 0.};
      }
    };
  } // namespace

  std::unique_ptr<PlasticFlow> power_law_flow(const PlasticFlowConstants &c)
  {
    return std::make_unique<PlasticFlowOf<PowerLaw>>(
      PowerLaw{c.exponent,
               std::log(c.rate) - c.exponent * std::log(c.yield_stress)});
  }
} // namespace vitriflow
