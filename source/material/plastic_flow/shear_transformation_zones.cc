#include <vitriflow/material/stz_flow.h>

namespace vitriflow
{
  namespace
  {
    /**
     * Shear-transformation zones in thermal equilibrium with an effective
     * temperature w = k_B chi/e_z that plastic work heats towards chi_inf,
     *
     *   Lambda = e^{-1/w},   c_0 Dw/Dt = (2 d x/s_Y) (w_inf - w)
     *
     * (Rycroft, Sui & Bouchbinder, J. Comput. Phys. 300, 136 (2015); s_Y is
     * the mean one where it varies).
     */
    struct EffectiveTemperature
    {
      static constexpr char structure_name[]   = "effective_temperature";
      static constexpr char structure_symbol[] = "K";
      TransformationRate zones;
      double heating; // 2/(c_0 s_Y)
      double steady;

      template <typename N>
      N threshold(const N &yield_factor) const
      {
        return zones.threshold(yield_factor);
      }

      template <typename N>
      FlowRate<N> flow(const N &x, const N &w, const N &) const
      {
        FlowRate<N> rate     = zones.flow(x);
        const N inverse      = 1. / w;
        rate.log_mobility    = rate.log_mobility - inverse;
        rate.structure_slope = inverse * inverse;
        return rate;
      }

      template <typename N>
      StructureStep<N>
      structure(const N &w, const double weight, const N &d, const N &x) const
      {
        const double factor = weight * heating;
        const N work        = factor * d * x;
        const N value       = (w + work * steady) / (1. + work);
        const N slope       = factor * (steady - value) / (1. + work);
        return {value, slope * x, slope * d};
      }

      StructureRate
      structure_rate(const double w, const double d, const double x) const
      {
        const double distance = steady - w;
        return {heating * d * x * distance,
                heating * x * distance,
                heating * d * distance,
                -heating * d * x};
      }
    };
  } // namespace

  std::unique_ptr<PlasticFlow>
  effective_temperature_flow(const PlasticFlowConstants &c)
  {
    return std::make_unique<PlasticFlowOf<EffectiveTemperature>>(
      EffectiveTemperature{transformation_rate(c),
                           2. / (c.heat_capacity * c.yield_stress),
                           c.steady_structure});
  }
} // namespace vitriflow
