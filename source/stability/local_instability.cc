#include <vitriflow/stability/local_instability.h>

#include <deal.II/base/symmetric_tensor.h>

#include <algorithm>
#include <limits>

namespace vitriflow
{
  using dealii::SymmetricTensor;
  using dealii::Tensor;

  namespace
  {
    template <int dim>
    SymmetricTensor<2, dim> block(const Stress<double> &s, const double factor)
    {
      SymmetricTensor<2, dim> result;
      for (unsigned int i = 0; i < dim; ++i)
        for (unsigned int j = i; j < dim; ++j)
          result[i][j] = factor * s[i][j];
      return result;
    }

    /** D less what plastic flow carries; its rates. */
    SymmetricTensor<2, 3> stressing_rate(const LocalState &state,
                                         const PlasticRates &rates)
    {
      const SymmetricTensor<2, 3> D = symmetrize(state.velocity_gradient);
      const double equivalent       = equivalent_stress(state.stress);
      return rates.rate > 0.
               ? D - rates.rate / equivalent * deviator_of(state.stress)
               : D;
    }

    InstabilityType type_of(const LocalGrowth &g)
    {
      if (!(std::max(g.growth_rate, g.plastic_growth_rate) > 0.))
        return InstabilityType::stable;
      if (g.plastic_growth_rate >= g.growth_rate)
        return InstabilityType::plastic;
      if (g.deborah_number <= 1.)
        return InstabilityType::liquid;
      return g.modulus_drive > g.relaxation_drive
               ? InstabilityType::solid
               : InstabilityType::viscoelastic;
    }
  } // namespace

  template <int dim>
  LocalGrowth local_growth(const Material &material, const LocalState &state)
  {
    const double rho             = state.density;
    const DensityLaw &modulus    = material.shear_modulus(),
                     &relaxation = material.relaxation_time();
    const double G               = modulus.factor(rho) * state.modulus_factor;
    const double tau             = relaxation.factor(rho) * state.time_factor;
    const double relaxation_rate =
      material.relaxes() ? 1. / (tau * mean_time_ratio(material.modes())) : 0.;
    const PlasticFlow *flow = material.plastic_flow();
    const PlasticRates plastic =
      flow ? flow->rates(equivalent_stress(state.stress),
                         state.structure,
                         state.yield_factor)
           : PlasticRates();

    const auto by_modulus = block<dim>(stressing_rate(state, plastic),
                                       2. * modulus.log_slope(rho) * G);
    const auto by_relaxation =
      block<dim>(state.stress, relaxation.log_slope(rho) * relaxation_rate);
    // the largest comes first
    const Tensor<1, dim> k = eigenvectors(by_modulus + by_relaxation)[0].second;

    LocalGrowth g;
    g.modulus_drive    = k * (by_modulus * k);
    g.relaxation_drive = k * (by_relaxation * k);
    const double K = rho * rho * material.equation_of_state().stiffness(rho);
    g.stiffness    = K * relaxation_rate;
    g.plastic_growth_rate = plastic.structure_rate_by_structure;
    g.deborah_number =
      state.time > 0. && material.relaxes()
        ? tau * longest_time_ratio(material.modes()) / state.time
        : std::numeric_limits<double>::infinity();
    const double elastic =
      K + 2. * G * (1. - material.stress_law().deviatoric / 3.);
    g.growth_rate =
      (g.modulus_drive + g.relaxation_drive - g.stiffness) / elastic;
    g.type = type_of(g);
    return g;
  }

  template LocalGrowth local_growth<2>(const Material &, const LocalState &);
  template LocalGrowth local_growth<3>(const Material &, const LocalState &);
} // namespace vitriflow
