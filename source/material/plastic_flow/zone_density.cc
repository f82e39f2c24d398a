#include <vitriflow/material/stz_flow.h>

namespace vitriflow
{
  namespace
  {
    /**
     * Shear-transformation zones counted by themselves: Lambda is a variable
     * of its own, and plastic work makes more of them where there are many,
     *
     *   DLambda/Dt = (2 d x/(c_0 s_Y)) Lambda/(1 + Lambda),
     *
     * the simpler of the laws in section 3.1 of Qiao et al., Prog. Mater. Sci.
     * (2019). That plastic work drives it, as it drives the effective
     * temperature, is our choice; it has no steady state.
     */
    struct ZoneDensity
    {
      static constexpr char structure_name[]   = "zone_density";
      static constexpr char structure_symbol[] = "-";
      TransformationRate zones;
      double growth; // 2/(c_0 s_Y)

      template <typename N>
      N threshold(const N &yield_factor) const
      {
        return zones.threshold(yield_factor);
      }

      template <typename N>
      FlowRate<N> flow(const N &x, const N &w, const N &) const
      {
        FlowRate<N> rate     = zones.flow(x);
        rate.log_mobility    = rate.log_mobility + std::log(w);
        rate.structure_slope = 1. / w;
        return rate;
      }

      /** The positive root of L = w + work L/(1 + L). */
      template <typename N>
      StructureStep<N>
      structure(const N &w, const double weight, const N &d, const N &x) const
      {
        const double factor = weight * growth;
        const N half        = 0.5 * (w + factor * d * x - 1.);
        const N root        = std::sqrt(half * half + w);
        // half + root, without cancellation where there are few zones
        const N value =
          2. * std::max(half, N(0.)) + w / (std::abs(half) + root);
        const N slope = 0.5 * factor * value / root;
        return {value, slope * x, slope * d};
      }

      StructureRate
      structure_rate(const double w, const double d, const double x) const
      {
        const double share = w / (1. + w);
        return {growth * d * x * share,
                growth * x * share,
                growth * d * share,
                growth * d * x / ((1. + w) * (1. + w))};
      }
    };
  } // namespace

  std::unique_ptr<PlasticFlow> zone_density_flow(const PlasticFlowConstants &c)
  {
    return std::make_unique<PlasticFlowOf<ZoneDensity>>(
      ZoneDensity{transformation_rate(c),
                  2. / (c.heat_capacity * c.yield_stress)});
  }
} // namespace vitriflow
