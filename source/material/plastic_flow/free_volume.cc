#include <vitriflow/material/plastic_flow_of.h>

namespace vitriflow
{
  namespace
  {
    /**
     * Free volume of Spaepen, Acta Metall. 25, 407 (1977), in the form of
     * Steif, Spaepen & Hutchinson, Acta Metall. 30, 447 (1982): with
     * w = v_f/(alpha v*) and k = Omega eps_0/(k_B T), eps_0 = 1/2 in Spaepen's,
     *
     *   d     = (1/tau_0) e^{-Delta/T} e^{-1/w} sinh(k x),
     *   Dw/Dt = (2 d/alpha) { [cosh(k x) - 1]/(beta w) - 1/n_D }/sinh(k x):
     *
     * stress makes free volume, n_D jumps of an atom annihilate it.
     */
    struct FreeVolume
    {
      static constexpr char structure_name[]   = "free_volume";
      static constexpr char structure_symbol[] = "-";
      double log_rate;
      double sensitivity; // k
      double overlap;     // alpha
      double stiffness;   // beta
      double n_jumps;     // n_D

      /** Below this k x, sinh(k x) = k x to rounding. */
      static constexpr double smallest = 1e-8;

      template <typename N>
      N threshold(const N &) const
      {
        return N(0.);
      }

      template <typename N>
      N argument(const N &x) const
      {
        return std::max(N(sensitivity * x), N(smallest));
      }

      template <typename N>
      FlowRate<N> flow(const N &x, const N &w, const N &) const
      {
        // sinh z = (1 - e) e^z/2
        const N z       = argument(x);
        const N e       = std::exp(-2. * z);
        const N inverse = 1. / w;
        return {log_rate + std::log(sensitivity) + z +
                  std::log(0.5 * (1. - e) / z) - inverse,
                sensitivity * ((1. + e) / (1. - e) - 1. / z),
                inverse * inverse};
      }

      /** The positive root of w' = w + q [tanh(z/2)/(beta w') - 1/(n_D sinh
       * z)], q = 2 weight d/alpha. */
      template <typename N>
      StructureStep<N>
      structure(const N &w, const double weight, const N &d, const N &x) const
      {
        const double factor = 2. * weight / overlap;
        const N q           = factor * d;
        const N z           = argument(x);
        const N e           = std::exp(-1. * z);
        const N tanh_half   = (1. - e) / (1. + e);
        const N made        = tanh_half / stiffness;
        const N lost        = 2. * e / (n_jumps * (1. - e * e));
        const N coth        = (1. + e * e) / (1. - e * e);
        const N m           = w - q * lost;
        const N root        = std::sqrt(m * m + 4. * q * made);
        // (m + root)/2, without cancellation where annihilation prevails
        const N value =
          std::max(m, N(0.)) + 2. * q * made / (std::abs(m) + root);
        const N made_slope =
          0.5 * sensitivity * (1. - tanh_half * tanh_half) / stiffness;
        const N lost_slope = -1. * sensitivity * coth * lost;
        return {value,
                factor * (made - lost * value) / root,
                q * (made_slope - lost_slope * value) / root};
      }

      StructureRate
      structure_rate(const double w, const double d, const double x) const
      {
        const double z         = argument(x);
        const double made      = std::tanh(0.5 * z) / (stiffness * w);
        const double lost      = 1. / (n_jumps * std::sinh(z));
        const double cosh_half = std::cosh(0.5 * z);
        const double made_slope =
          0.5 * sensitivity / (stiffness * w * cosh_half * cosh_half);
        const double lost_slope = -sensitivity * lost / std::tanh(z);
        const double factor     = 2. / overlap;
        return {factor * d * (made - lost),
                factor * (made - lost),
                factor * d * (made_slope - lost_slope),
                -factor * d * made / w};
      }
    };
  } // namespace

  std::unique_ptr<PlasticFlow> free_volume_flow(const PlasticFlowConstants &c)
  {
    return std::make_unique<PlasticFlowOf<FreeVolume>>(
      FreeVolume{std::log(c.rate),
                 c.stress_sensitivity,
                 c.overlap_factor,
                 c.dilatation_stiffness,
                 c.annihilation_jumps});
  }
} // namespace vitriflow
