#include <vitriflow/base/exceptions.h>
#include <vitriflow/material/plastic_flow.h>
#include <vitriflow/material/plastic_flow_parameters.h>

#include <gtest/gtest.h>

#include <cmath>

using namespace vitriflow;

namespace
{
  /** Vitreloy 1 at 400 K in units of G0 and of a strain rate of 0.025/s. */
  PlasticFlowConstants vitreloy()
  {
    PlasticFlowParameters p;
    p.mechanism            = "shear-transformation zones";
    PlasticFlowConstants c = p.constants(400.);
    constexpr double G     = 37.4e9;
    c.yield_stress /= G;
    c.stress_sensitivity *= G;
    c.rate *= 40.;
    return c;
  }

  PlasticFlowConstants power_law(const double exponent)
  {
    PlasticFlowConstants c;
    c.mechanism    = "power law";
    c.yield_stress = 0.02;
    c.rate         = 0.5;
    c.exponent     = exponent;
    return c;
  }

  PlasticFlowConstants renamed(const std::string &mechanism)
  {
    PlasticFlowConstants c = vitreloy();
    c.mechanism            = mechanism;
    // so stiff that free volume does not soften a short step by itself
    c.dilatation_stiffness = 1e6;
    return c;
  }

  /** A step of the strain @p strain, G0 = 1. */
  PlasticStep<double>
  step(const double trial, const double strain, const double structure)
  {
    return {trial, 2. * strain, structure, 1., trial, strain};
  }

  struct Case
  {
    std::string name;
    PlasticFlowConstants constants;
    double structure;

    /** Where flow begins. */
    double threshold() const
    {
      return constants.mechanism == "power law" ||
                 constants.mechanism == "free volume"
               ? 0.
               : constants.yield_stress;
    }
  };

  class EveryPlasticFlow : public testing::TestWithParam<Case>
  {
  protected:
    const std::unique_ptr<PlasticFlow> flow =
      make_plastic_flow(GetParam().constants);
    const double structure = GetParam().structure;
  };

  /** Trial stresses around and far above the yield stress. */
  constexpr double trials[] = {1e-9, 0.01, 0.0199, 0.0228, 0.03, 0.05, 1., 50.};
  constexpr double strains[] = {1e-9, 1e-5, 1e-3, 0.1, 10.};

  TEST_P(EveryPlasticFlow, SolvesTheStepHoweverStiff)
  {
    for (const double trial : trials)
      for (const double strain : strains)
        for (const double guess : {-1., 0.01, 0.022, 100.})
          {
            auto s         = step(trial, strain, structure);
            s.guess        = guess;
            const auto end = flow->advance(s);
            EXPECT_GE(end.stress, 0.);
            EXPECT_LE(end.stress, trial);
            // x = trial - compliance d: rounding of the trial stress
            EXPECT_NEAR(end.stress + s.compliance * end.rate,
                        trial,
                        4e-16 * trial);
            // ln d is solved to 1e-11; above a threshold, d is proportional
            // to a difference that x knows to its own rounding
            const double rate = flow->rate(end.stress, end.structure, 1.);
            const double rounding =
              4e-16 * end.stress / (end.stress - GetParam().threshold());
            if (rate > 1e-250 && rounding < 1e-3)
              EXPECT_NEAR(std::log(end.rate / rate), 0., 2e-11 + rounding)
                << "trial " << trial << ", strain " << strain;
          }
  }

  TEST_P(EveryPlasticFlow, PackedNumbersGiveTheSame)
  {
    for (const double strain : strains)
      {
        PlasticStep<Simd<double>> packed = {
          0., 2. * strain, structure, 1., 0.02, strain};
        for (unsigned int l = 0; l < Simd<double>::size(); ++l)
          packed.trial[l] = trials[l % std::size(trials)];
        const auto ends = flow->advance(packed);
        for (unsigned int l = 0; l < Simd<double>::size(); ++l)
          {
            auto s         = step(packed.trial[l], strain, structure);
            s.guess        = 0.02;
            const auto end = flow->advance(s);
            // both are within 1e-11 of the solution
            EXPECT_NEAR(ends.stress[l], end.stress, 1e-10 * end.stress);
            EXPECT_NEAR(ends.structure[l], end.structure, 1e-9);
            EXPECT_NEAR(ends.tangent[l], end.tangent, 1e-9);
          }
      }
  }

  TEST_P(EveryPlasticFlow, TangentIsTheDerivative)
  {
    // short steps, in which the structural variable hardly softens the glass
    for (const double strain : {1e-6, 1e-5, 1e-4})
      for (const double trial : {0.01, 0.0235, 0.026})
        {
          // central differences: h^2 times third derivatives of order
          // (n/s_Y)^2 = 2.5e7, and 1e-11/h of the solver
          const double h = 1e-6 * trial;
          const auto end = flow->advance(step(trial, strain, structure));
          const double more =
            flow->advance(step(trial + h, strain, structure)).stress;
          const double less =
            flow->advance(step(trial - h, strain, structure)).stress;
          EXPECT_NEAR(end.tangent, (more - less) / (2. * h), 1e-4);
          EXPECT_GT(end.tangent, 0.);
          EXPECT_LE(end.tangent, 1.);
        }
  }

  /** An implicit step ends where w - structure = weight Dw/Dt, with the rates
   * that are written out for the theory. Both sides are known to 1e-11 of the
   * step's ln d, which w follows. */
  TEST_P(EveryPlasticFlow, ImplicitStepFollowsTheRates)
  {
    unsigned int n_flowing = 0;
    for (const double strain : {1e-4, 1e-3, 1e-2})
      for (const double trial : {0.0235, 0.026, 0.03})
        {
          const auto s            = step(trial, strain, structure);
          const auto end          = flow->advance(s);
          const PlasticRates rate = flow->rates(end.stress, end.structure, 1.);
          EXPECT_NEAR(rate.rate, end.rate, 1e-9 * end.rate);
          EXPECT_EQ(rate.rate, flow->rate(end.stress, end.structure, 1.));
          const double change = end.structure - structure;
          EXPECT_NEAR(change,
                      s.weight * rate.structure_rate,
                      1e-9 * std::abs(change) + 1e-15 * structure);
          n_flowing += end.rate > 1e-3;
        }
    EXPECT_GT(n_flowing, 0u);
  }

  /** Central differences: h^2/6 of third derivatives, which are below
   * (ln d/x)'^3 = 1e9 times the rate over stress and (1/w)^6 over w. */
  TEST_P(EveryPlasticFlow, DerivativesOfTheRates)
  {
    for (const double x : {0.0228, 0.0235, 0.026})
      {
        const PlasticRates r = flow->rates(x, structure, 1.);
        const double h = 1e-6 * x, k = 1e-5 * structure;
        const auto compare = [&](const PlasticRates &above,
                                 const PlasticRates &below,
                                 const double distance,
                                 const double by_rate,
                                 const double by_structure_rate) {
          const double size = std::abs(r.rate) / distance;
          EXPECT_NEAR(by_rate,
                      (above.rate - below.rate) / distance,
                      1e-6 * std::abs(by_rate) + 1e-14 * size);
          const double other_size = std::abs(r.structure_rate) / distance;
          EXPECT_NEAR(by_structure_rate,
                      (above.structure_rate - below.structure_rate) / distance,
                      1e-6 * std::abs(by_structure_rate) + 1e-14 * other_size);
        };
        compare(flow->rates(x + h, structure, 1.),
                flow->rates(x - h, structure, 1.),
                2. * h,
                r.rate_by_stress,
                r.structure_rate_by_stress);
        if (flow->has_structure())
          compare(flow->rates(x, structure + k, 1.),
                  flow->rates(x, structure - k, 1.),
                  2. * k,
                  r.rate_by_structure,
                  r.structure_rate_by_structure);
      }
    EXPECT_EQ(flow->rates(GetParam().threshold(), structure, 1.).rate, 0.);
    EXPECT_EQ(flow->rates(0., structure, 1.).rate_by_stress, 0.);
  }

  INSTANTIATE_TEST_SUITE_P(
    PlasticFlow,
    EveryPlasticFlow,
    testing::Values(Case{"zones", vitreloy(), 600. / 21000.},
                    Case{"hot_zones", vitreloy(), 850. / 21000.},
                    Case{"zone_density", renamed("zone density"), 1e-14},
                    Case{"free_volume", renamed("free volume"), 0.04},
                    Case{"newtonian", power_law(1.), 0.},
                    Case{"power_10", power_law(10.), 0.},
                    Case{"power_100", power_law(100.), 0.}),
    [](const auto &info) { return info.param.name; });

  TEST(PlasticFlow, PowerLawWithExponentOneIsNewtonian)
  {
    const auto flow = make_plastic_flow(power_law(1.));
    // x (1 + compliance d_0/s_Y) = trial
    EXPECT_NEAR(flow->advance(step(0.3, 0.1, 0.)).stress,
                0.3 / (1. + 0.2 * 0.5 / 0.02),
                1e-12);
  }

  TEST(PlasticFlow, ZonesAreElasticBelowYield)
  {
    const auto c    = vitreloy();
    const auto flow = make_plastic_flow(c);
    const auto end  = flow->advance(step(0.99 * c.yield_stress, 1., 0.05));
    EXPECT_EQ(end.stress, 0.99 * c.yield_stress);
    EXPECT_EQ(end.rate, 0.);
    EXPECT_EQ(end.structure, 0.05);
    EXPECT_EQ(end.tangent, 1.);
    EXPECT_EQ(flow->rate(c.yield_stress, 0.05, 1.), 0.);
    // a lower local yield stress
    auto soft         = step(0.99 * c.yield_stress, 1., 0.05);
    soft.yield_factor = 0.5;
    EXPECT_LT(flow->advance(soft).stress, 0.99 * c.yield_stress);
  }

  TEST(PlasticFlow, RateOfZonesIsThatOfTheFormula)
  {
    const auto c    = vitreloy();
    const auto flow = make_plastic_flow(c);
    const double x = 1.3 * c.yield_stress, chi = 700.;
    // tau_0 = 1e-13 s in units of 40 s
    const double expected =
      40. * 1e13 * std::exp(-21000. / chi) * std::exp(-8000. / 400.) *
      std::cosh(300e-30 * 0.3 * 1.3 * 0.85e9 / (1.380649e-23 * 400.)) *
      (1. - 1. / 1.3);
    EXPECT_NEAR(flow->rate(x, chi / 21000., 1.), expected, 1e-11 * expected);
  }

  TEST(PlasticFlow, FlowHeatsTowardsTheSteadyTemperature)
  {
    const auto c    = vitreloy();
    const auto flow = make_plastic_flow(c);
    double before   = 600. / 21000.;
    for (const double strain : {1e-3, 1e-2, 0.1, 10., 1e4})
      {
        const double w =
          flow->advance(step(0.0228 + 2. * strain, strain, 600. / 21000.))
            .structure;
        EXPECT_GT(w, before);
        EXPECT_LT(w, c.steady_structure);
        before = w;
      }
    EXPECT_NEAR(before, c.steady_structure, 1e-3 * c.steady_structure);
  }

  TEST(PlasticFlow, RejectsValuesOutOfRange)
  {
    PlasticFlowParameters p;
    p.yield_stress = -1.;
    p.validate(); // not used by "none"
    p.mechanism = "power law";
    EXPECT_THROW(p.validate(), BadInput);
    p.yield_stress = 1.;
    p.exponent     = 0.5;
    EXPECT_THROW(p.validate(), BadInput);
    p.mechanism             = "shear-transformation zones";
    p.effective_temperature = 0.;
    EXPECT_THROW(p.validate(), BadInput);
    EXPECT_THROW(make_plastic_flow(PlasticFlowConstants{"crystal plasticity"}),
                 BadInput);
  }
} // namespace
