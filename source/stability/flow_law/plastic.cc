#include <deal.II/base/exceptions.h>

#include <vitriflow/stability/maxwell_rates.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    /**
     * s' = Maxwell's - 2 G(rho) D^pl,   D^pl = d(sbar, w) s/sbar,
     * (ln w)' = (Dw/Dt)/w.
     *
     * The logarithm, because some laws' w are as small as 1e-15.
     */
    struct PlasticLaw
    {
      static constexpr bool is_plastic = true;

      const Material *material;
      MaxwellRates maxwell;

      bool has_structure() const
      {
        return material->plastic_flow()->has_structure();
      }

      unsigned int n_variables() const
      {
        return n_mode_components + has_structure();
      }

      void start(double *x) const
      {
        maxwell.start(x);
        if (has_structure())
          x[n_mode_components] =
            std::log(material->plastic_constants().initial_structure);
      }

      void set_isotropic_stress(const double s, double *x) const
      {
        maxwell.set_isotropic_stress(s, x);
        if (has_structure())
          x[n_mode_components] = 0.;
      }

      std::optional<unsigned int> structural_variable() const
      {
        if (has_structure())
          return n_mode_components;
        return {};
      }

      template <typename N>
      Stress<N> stress(const N *x) const
      {
        return maxwell.stress(x);
      }

      template <typename N>
      N structure(const N *x) const
      {
        return has_structure() ? N(std::exp(x[n_mode_components])) : N(0.);
      }

      /** xx, xy, yy and zz of the deviator. */
      template <typename N>
      static std::array<N, n_mode_components> deviator(const N *x)
      {
        const N mean = (x[0] + x[2] + x[3]) / 3.;
        return {{x[0] - mean, x[1], x[2] - mean, x[3] - mean}};
      }

      template <typename N>
      static N invariant(const std::array<N, n_mode_components> &s)
      {
        return 0.5 * (s[0] * s[0] + s[2] * s[2] + s[3] * s[3]) + s[1] * s[1];
      }

      double plastic_rate(const double *x) const
      {
        const auto s = deviator(x);
        return 2. * s[1] *
               evaluate(*material->plastic_flow(), invariant(s), structure(x))
                 .fluidity;
      }

      /** D = (l^2/c_0) d, see StructureDiffusion. */
      double diffusivity(const double *x) const
      {
        const double square = invariant(deviator(x));
        return material->plastic_constants().diffusion * std::sqrt(square) *
               evaluate(*material->plastic_flow(), square, structure(x))
                 .fluidity;
      }

      template <typename N>
      void rate(const VelocityGradient<N> &L,
                const N &rho,
                const N *x,
                N *rate) const
      {
        maxwell.rate(L, rho, x, rate);
        const std::array<N, n_mode_components> s = deviator(x);
        const N w                                = structure(x);
        const PlasticTerms<N> terms =
          evaluate(*material->plastic_flow(), N(invariant(s)), w);
        const N G    = evaluate(material->shear_modulus(), rho);
        const N flow = 2. * G * terms.fluidity;
        for (unsigned int c = 0; c < n_mode_components; ++c)
          rate[c] -= flow * s[c];
        if (has_structure())
          rate[n_mode_components] = terms.structure_rate / w;
      }
    };
  } // namespace

  std::unique_ptr<FlowLaw> plastic_flow_law(const Material &material)
  {
    // several modes beside plastic flow are bad input
    AssertDimension(material.modes().size(), 1);
    return std::make_unique<FlowLawOf<PlasticLaw>>(
      PlasticLaw{&material, {&material}});
  }
} // namespace vitriflow
