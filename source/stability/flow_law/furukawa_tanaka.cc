#include <vitriflow/stability/flow_law_of.h>

namespace vitriflow
{
  namespace
  {
    /** Components a mode needs in plane flow: xx, xy, yy, zz. */
    constexpr unsigned int n_components = 4;

    template <typename N>
    Stress<N> unpack(const N *x)
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
    struct FurukawaTanaka
    {
      const Material *material;

      unsigned int n_variables() const
      {
        return n_components * material->modes().size();
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

      template <typename N>
      Stress<N> stress(const N *x) const
      {
        Stress<N> sum;
        for (std::size_t i = 0; i < material->modes().size(); ++i)
          sum += unpack(x + n_components * i);
        return sum;
      }

      template <typename N>
      void rate(const VelocityGradient<N> &L,
                const N &rho,
                const N *x,
                N *rate) const
      {
        const StressLaw &law = material->stress_law();
        const N G            = evaluate(material->shear_modulus(), rho);
        const N tau          = evaluate(material->relaxation_time(), rho);
        for (const RelaxationMode &mode : material->modes())
          {
            const Stress<N> s       = unpack(x);
            const Stress<N> turning = law.rotation_and_stretch(L, s);
            const Stress<N> source  = law.source(L, N(mode.share * G));
            const N relaxation      = 1. / (mode.time_ratio * tau);
            const auto component    = [&](const unsigned int i,
                                       const unsigned int j) {
              return N(turning[i][j] + source[i][j] - relaxation * s[i][j]);
            };
            rate[0] = component(0, 0);
            rate[1] = component(0, 1);
            rate[2] = component(1, 1);
            rate[3] = component(2, 2);
            x += n_components;
            rate += n_components;
          }
      }
    };
  } // namespace

  std::unique_ptr<FlowLaw> furukawa_tanaka_flow(const Material &material)
  {
    return std::make_unique<FlowLawOf<FurukawaTanaka>>(
      FurukawaTanaka{&material});
  }
} // namespace vitriflow
