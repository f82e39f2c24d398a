#include <vitriflow/stability/local_instability.h>

#include <deal.II/base/symmetric_tensor.h>

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

    InstabilityType type_of(const LocalGrowth &g)
    {
      if (!(g.modulus_drive + g.relaxation_drive > g.stiffness))
        return InstabilityType::stable;
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
    const double G = modulus.factor(rho), tau = relaxation.factor(rho);
    const double mean_tau = tau * mean_time_ratio(material.modes());

    const auto by_modulus =
      block<dim>(symmetrize(state.velocity_gradient),
                 2. * modulus.log_slope(rho) * G * mean_tau);
    const auto by_relaxation =
      block<dim>(state.stress, relaxation.log_slope(rho));
    // the largest comes first
    const Tensor<1, dim> k = eigenvectors(by_modulus + by_relaxation)[0].second;

    LocalGrowth g;
    g.modulus_drive    = k * (by_modulus * k);
    g.relaxation_drive = k * (by_relaxation * k);
    g.stiffness = rho * rho * material.equation_of_state().stiffness(rho);
    g.deborah_number =
      state.time > 0. ? tau * longest_time_ratio(material.modes()) / state.time
                      : std::numeric_limits<double>::infinity();
    const double elastic =
      g.stiffness + 2. * G * (1. - material.stress_law().deviatoric / 3.);
    g.growth_rate = (g.modulus_drive + g.relaxation_drive - g.stiffness) /
                    (elastic * mean_tau);
    g.type = type_of(g);
    return g;
  }

  template LocalGrowth local_growth<2>(const Material &, const LocalState &);
  template LocalGrowth local_growth<3>(const Material &, const LocalState &);
} // namespace vitriflow
