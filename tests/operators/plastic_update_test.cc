// Question: does radial return leave the trace, follow the flow law and have
// the tangent that the momentum operator is given?

#include <vitriflow/material/plastic_flow_parameters.h>
#include <vitriflow/operators/plastic_update.h>

#include <gtest/gtest.h>

using namespace vitriflow;
using dealii::SymmetricTensor;

namespace
{
  constexpr double weight = 2e-4;

  std::unique_ptr<PlasticFlow> zones()
  {
    PlasticFlowParameters p;
    p.mechanism            = "shear-transformation zones";
    PlasticFlowConstants c = p.constants(400.);
    c.yield_stress /= 37.4e9;
    c.stress_sensitivity *= 37.4e9;
    c.rate *= 40.;
    return make_plastic_flow(c);
  }

  /** A stress with all components, beyond yield, different in every lane. */
  Stress<Simd<double>> trial_stress()
  {
    Stress<Simd<double>> s;
    for (unsigned int l = 0; l < Simd<double>::size(); ++l)
      {
        s[0][0][l] = 0.011 + 0.001 * l;
        s[1][1][l] = -0.008;
        s[2][2][l] = 0.004;
        s[0][1][l] = 0.022;
        s[0][2][l] = -0.003;
        s[1][2][l] = 0.002;
      }
    return s;
  }

  PlasticPoint point_of(const double structure)
  {
    return {Simd<double>(weight),
            Simd<double>(structure),
            Simd<double>(1.),
            Simd<double>(0.023)};
  }

  TEST(PlasticUpdate, ReturnsTheDeviatorAlongItself)
  {
    const auto flow = zones();
    const PlasticUpdate<2> update(flow.get(), 1);
    const auto trial  = trial_stress();
    const auto flowed = update.flow(point_of(0.035), trial, weight);
    const auto sbar   = equivalent_stress(flowed.stress);
    const auto before = equivalent_stress(trial);
    const auto rate   = flow->rate(sbar, flowed.structure, Simd<double>(1.));
    for (unsigned int l = 0; l < Simd<double>::size(); ++l)
      {
        EXPECT_NEAR(trace(flowed.stress)[l], trace(trial)[l], 1e-16);
        EXPECT_LT(sbar[l], before[l]);
        // the law itself, solved to 1e-11 of the rate
        EXPECT_NEAR(sbar[l] + 2. * weight * rate[l], before[l], 1e-13);
        const double ratio = sbar[l] / before[l];
        EXPECT_NEAR(flowed.stress[0][1][l], ratio * trial[0][1][l], 1e-16);
        EXPECT_NEAR(flowed.stress[0][0][l] - flowed.stress[1][1][l],
                    ratio * (trial[0][0][l] - trial[1][1][l]),
                    1e-16);
      }
  }

  TEST(PlasticUpdate, ChangeIsTheDerivative)
  {
    const auto flow = zones();
    const PlasticUpdate<2> update(flow.get(), 1);
    const auto p     = point_of(0.03);
    const auto trial = trial_stress();
    Stress<Simd<double>> direction;
    direction[0][0] = 0.3;
    direction[1][1] = 0.5;
    direction[0][1] = -0.8;
    direction[1][2] = 0.4;
    // h^2 times third derivatives of order 40^2 against rounding 1e-13/h
    constexpr double h = 1e-6;
    const auto more    = update.flow(p, trial + h * direction, weight).stress;
    const auto less    = update.flow(p, trial - h * direction, weight).stress;
    const auto change  = update.flow(p, trial, weight).change(direction);
    for (unsigned int i = 0; i < 3; ++i)
      for (unsigned int j = i; j < 3; ++j)
        for (unsigned int l = 0; l < Simd<double>::size(); ++l)
          EXPECT_NEAR(change[i][j][l],
                      (more[i][j][l] - less[i][j][l]) / (2. * h),
                      1e-6)
            << i << j;
  }

  TEST(PlasticUpdate, CoefficientsAreTheTangent)
  {
    const auto flow = zones();
    PlasticUpdate<2> update(flow.get(), 1);
    update.point(0) = point_of(0.03);
    MomentumCoefficients<2, double> k;
    SymmetricTensor<2, 2, Simd<double>> m;
    const auto flowed = update.flow_and_linearise(
      0, trial_stress(), weight, Stress<Simd<double>>(), k, m);
    // plane strain, no change of volume
    Stress<Simd<double>> D;
    D[0][0] = 0.3;
    D[1][1] = -0.3;
    D[0][1] = 0.7;
    SymmetricTensor<2, 2, Simd<double>> in_plane_D;
    for (unsigned int i = 0; i < 2; ++i)
      for (unsigned int j = i; j < 2; ++j)
        in_plane_D[i][j] = D[i][j];
    const auto expected = flowed.change(2. * weight * D);
    const auto computed = 2. * k.viscosity * in_plane_D - (m * in_plane_D) * m;
    for (unsigned int i = 0; i < 2; ++i)
      for (unsigned int j = i; j < 2; ++j)
        for (unsigned int l = 0; l < Simd<double>::size(); ++l)
          EXPECT_NEAR(computed[i][j][l], expected[i][j][l], 1e-12 * weight);
  }
} // namespace
