// Question: does the criterion name the way a sample fails, from stress-strain
// curves whose failure is known?

#include <vitriflow/map/failure_mode.h>

#include <gtest/gtest.h>

#include <stdexcept>

namespace vitriflow
{
  namespace
  {
    /** Elastic up to the strain @p peak, then straight down to @p rest of the
     * largest stress at strain 1; density of the solid, and
     * no flow that runs away. */
    RunHistory curve(const double peak, const double rest)
    {
      RunHistory h;
      for (unsigned int i = 0; i <= 100; ++i)
        {
          const double strain = 0.01 * i;
          h.strain.push_back(strain);
          h.stress.push_back(
            strain <= peak
              ? strain
              : peak * (1. - (1. - rest) * (strain - peak) / (1. - peak)));
          h.min_density.push_back(0.99);
          h.max_rate_ratio.push_back(2.);
        }
      return h;
    }
  } // namespace

  TEST(FailureMode, EffectiveNumberOfBands)
  {
    EXPECT_EQ(effective_number({}), 0.);
    EXPECT_DOUBLE_EQ(effective_number({0.7}), 1.);
    EXPECT_DOUBLE_EQ(effective_number({0.2, 0.2, 0.2}), 3.);
    // one that carries nearly everything, and a faint one
    EXPECT_NEAR(effective_number({0.9, 0.01}), 1.022, 1e-3);
  }

  /** A stress that never drops: no failure, plastic strain up to the end. */
  TEST(FailureMode, HomogeneousFlow)
  {
    const Failure f = judge(curve(0.2, 0.9), {});
    EXPECT_EQ(f.mode, FailureMode::homogeneous);
    EXPECT_DOUBLE_EQ(f.strength, 0.2);
    EXPECT_DOUBLE_EQ(f.peak_strain, 0.2);
    EXPECT_FALSE(f.strain.has_value());
    EXPECT_NEAR(f.plastic_strain, 1. - 0.18, 1e-12);
    EXPECT_FALSE(f.brittle);
  }

  /** On a straight descent to 0 from strain 0.2 to 1 the stress has dropped by
   * a fifth at strain 0.36; 0.16 is elastic then. */
  TEST(FailureMode, PlasticStrainToFailure)
  {
    RunHistory h  = curve(0.2, 0.);
    h.localised   = true;
    h.band_shares = {0.5, 0.1};
    FailureCriterion criterion;
    criterion.brittle_plastic_strain = 0.19;
    const Failure f                  = judge(h, criterion);
    EXPECT_EQ(f.mode, FailureMode::one_band);
    EXPECT_NEAR(*f.strain, 0.36, 1e-12);
    EXPECT_NEAR(f.plastic_strain, 0.2, 1e-12);
    EXPECT_FALSE(f.brittle);
    criterion.brittle_plastic_strain = 0.21;
    EXPECT_TRUE(judge(h, criterion).brittle);
    criterion.stress_drop = 0.5;
    EXPECT_NEAR(*judge(h, criterion).strain, 0.6, 1e-12);
  }

  /** A load the other way round fails alike. */
  TEST(FailureMode, SignOfTheStressDoesNotMatter)
  {
    RunHistory h = curve(0.2, 0.);
    for (double &stress : h.stress)
      stress = -stress;
    const Failure f = judge(h, {});
    EXPECT_DOUBLE_EQ(f.strength, 0.2);
    EXPECT_NEAR(*f.strain, 0.36, 1e-12);
    EXPECT_NEAR(f.plastic_strain, 0.2, 1e-12);
  }

  TEST(FailureMode, OneOrManyBands)
  {
    RunHistory h  = curve(0.2, 0.);
    h.localised   = true;
    h.band_shares = {0.3, 0.25, 0.2};
    EXPECT_EQ(judge(h, {}).mode, FailureMode::many_bands);
    h.band_shares = {0.8, 0.1};
    EXPECT_EQ(judge(h, {}).mode, FailureMode::one_band);
    // localised, but no band stands out
    h.band_shares = {};
    EXPECT_EQ(judge(h, {}).mode, FailureMode::many_bands);
    // bands of a flow that the participation ratio does not call localised
    h.localised   = false;
    h.band_shares = {0.8};
    EXPECT_EQ(judge(h, {}).mode, FailureMode::homogeneous);
  }

  /** A cavity comes before everything else, and is failure even before the
   * stress has dropped. */
  TEST(FailureMode, Cavitation)
  {
    RunHistory h      = curve(0.2, 0.);
    h.localised       = true;
    h.band_shares     = {0.8};
    h.min_density[25] = 0.59;
    const Failure f   = judge(h, {});
    EXPECT_EQ(f.mode, FailureMode::cavitation);
    EXPECT_DOUBLE_EQ(*f.strain, 0.25);
    EXPECT_NEAR(f.plastic_strain, 0.25 - h.stress[25], 1e-12);
    EXPECT_TRUE(f.brittle);
    // one that opens after the drop does not move the failure
    h.min_density[25] = 0.99;
    h.min_density[80] = 0.1;
    EXPECT_EQ(judge(h, {}).mode, FailureMode::cavitation);
    EXPECT_NEAR(*judge(h, {}).strain, 0.36, 1e-12);
  }

  /** Equilibrium lost on the way up, before the stress has dropped; what comes
   * after does not matter. */
  TEST(FailureMode, Fracture)
  {
    RunHistory h         = curve(0.5, 0.);
    h.localised          = true;
    h.band_shares        = {0.8};
    h.max_rate_ratio[30] = 1e7;
    const Failure f      = judge(h, {});
    EXPECT_EQ(f.mode, FailureMode::fracture);
    EXPECT_DOUBLE_EQ(*f.strain, 0.3);
    EXPECT_NEAR(f.plastic_strain, 0., 1e-12);
    EXPECT_TRUE(f.brittle);
    h.min_density[40] = 0.5;
    EXPECT_EQ(judge(h, {}).mode, FailureMode::cavitation);
    EXPECT_DOUBLE_EQ(*judge(h, {}).strain, 0.3);
  }

  TEST(FailureMode, RefusesIncompleteHistories)
  {
    EXPECT_THROW(judge({}, {}), std::invalid_argument);
    RunHistory h = curve(0.2, 0.);
    h.min_density.pop_back();
    EXPECT_THROW(judge(h, {}), std::invalid_argument);
  }
} // namespace vitriflow
