#pragma once

#include <vitriflow/stability/flow_law_of.h>

namespace vitriflow
{
  /** Components a mode needs in plane flow: xx, xy, yy, zz. */
  constexpr unsigned int n_mode_components = 4;

  template <typename N>
  Stress<N> unpack_mode(const N *x)
  {
    Stress<N> s;
    s[0][0] = x[0];
    s[0][1] = x[1];
    s[1][1] = x[2];
    s[2][2] = x[3];
    return s;
  }

  /**
   * s_i' = rotation_and_stretch(L, s_i) + source(L, g_i G(rho))
   *        - s_i/(t_i tau(rho)),   sigma = sum_i s_i.
   */
  struct MaxwellRates
  {
    static constexpr bool is_plastic = false;

    const Material *material;

    unsigned int n_variables() const
    {
      return n_mode_components * material->modes().size();
    }

    void start(double *x) const
    {
      set_isotropic_stress(0., x);
    }

    void set_isotropic_stress(const double s, double *x) const
    {
      for (const RelaxationMode &mode : material->modes())
        {
          const double part = mode.share * s;
          for (const double component : {part, 0., part, part})
            *x++ = component;
        }
    }

    std::optional<unsigned int> structural_variable() const
    {
      return {};
    }

    double plastic_rate(const double *) const
    {
      return 0.;
    }

    template <typename N>
    Stress<N> stress(const N *x) const
    {
      Stress<N> sum;
      for (std::size_t i = 0; i < material->modes().size(); ++i)
        sum += unpack_mode(x + n_mode_components * i);
      return sum;
    }

    template <typename N>
    void
    rate(const VelocityGradient<N> &L, const N &rho, const N *x, N *rate) const
    {
      const StressLaw &law = material->stress_law();
      const N G            = evaluate(material->shear_modulus(), rho);
      const N tau          = evaluate(material->relaxation_time(), rho);
      for (const RelaxationMode &mode : material->modes())
        {
          const Stress<N> s       = unpack_mode(x);
          const Stress<N> turning = law.rotation_and_stretch(L, s);
          const Stress<N> source  = law.source(L, N(mode.share * G));
          const N relaxation      = mode.rate_ratio() / tau;
          const auto component    = [&](const unsigned int i,
                                     const unsigned int j) {
            return N(turning[i][j] + source[i][j] - relaxation * s[i][j]);
          };
          rate[0] = component(0, 0);
          rate[1] = component(0, 1);
          rate[2] = component(1, 1);
          rate[3] = component(2, 2);
          x += n_mode_components;
          rate += n_mode_components;
        }
    }
  };
} // namespace vitriflow
