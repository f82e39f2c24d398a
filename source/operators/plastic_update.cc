#include <vitriflow/operators/definite_stretch.h>
#include <vitriflow/operators/plastic_update.h>

#include <limits>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** The tangent in the operator, over the secant: the preconditioner, which
     * knows neither direction, stays good. */
    constexpr double least_tangent = 1e-3;
  } // namespace

  Stress<Simd<double>>
  FlowedStress::change(const Stress<Simd<double>> &trial) const
  {
    Stress<Simd<double>> result =
      secant * deviator_of(trial) -
      ((secant - tangent) * (direction * trial)) * direction;
    const Simd<double> mean = trace(trial) / 3.;
    for (unsigned int d = 0; d < 3; ++d)
      result[d][d] += mean;
    return result;
  }

  template <int dim>
  FlowedStress PlasticUpdate<dim>::flow(const PlasticPoint &point,
                                        const Stress<Simd<double>> &trial,
                                        const double weight) const
  {
    const auto s            = deviator_of(trial);
    const Simd<double> norm = std::sqrt(s * s);
    const PlasticReturn<Simd<double>> end =
      flow_->advance({std::sqrt(0.5) * norm,
                      2. * point.viscosity,
                      point.structure,
                      point.yield_factor,
                      point.stress,
                      weight});
    const Simd<double> inverse =
      1. / std::max(norm, Simd<double>(std::numeric_limits<double>::min()));
    FlowedStress flowed;
    flowed.direction = inverse * s;
    flowed.secant    = std::sqrt(2.) * end.stress * inverse;
    // without any stress there is no flow either
    for (unsigned int l = 0; l < Simd<double>::size(); ++l)
      if (norm[l] == 0.)
        flowed.secant[l] = 1.;
    flowed.tangent          = end.tangent;
    flowed.structure        = end.structure;
    flowed.stress           = flowed.secant * s;
    const Simd<double> mean = trace(trial) / 3.;
    for (unsigned int d = 0; d < 3; ++d)
      flowed.stress[d][d] += mean;
    return flowed;
  }

  template <int dim>
  FlowedStress PlasticUpdate<dim>::flow_and_linearise(
    const std::size_t i,
    const Stress<Simd<double>> &trial,
    const double weight,
    const Stress<Simd<double>> &stretch,
    MomentumCoefficients<dim, double> &k,
    SymmetricTensor<2, dim, Simd<double>> &softening)
  {
    PlasticPoint &p           = points_[i];
    const FlowedStress flowed = flow(p, trial, weight);
    p.stress                  = equivalent_stress(flowed.stress);
    const Simd<double> tangent =
      std::min(std::max(flowed.tangent, least_tangent * flowed.secant),
               flowed.secant);
    k.viscosity = flowed.secant * p.viscosity;
    k.stretch =
      definite_stretch<dim>(flowed.secant * stretch, tangent * p.viscosity);
    softening = std::sqrt(2. * (flowed.secant - tangent) * p.viscosity) *
                symmetrize(in_plane<dim>(flowed.direction));
    return flowed;
  }

  template class PlasticUpdate<2>;
  template class PlasticUpdate<3>;
} // namespace vitriflow
