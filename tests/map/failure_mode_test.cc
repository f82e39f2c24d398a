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
    RunHistory h          = curve(0.2, 0.);
    h.localisation_strain = 0.25;
    h.bands               = {{1., 0.5}, {1., 0.1}};
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
    RunHistory h          = curve(0.2, 0.);
    h.localisation_strain = 0.25;
    h.bands               = {{1., 0.3}, {1., 0.25}, {1., 0.2}};
    EXPECT_EQ(judge(h, {}).mode, FailureMode::many_bands);
    h.bands = {{1., 0.8}, {1., 0.1}};
    EXPECT_EQ(judge(h, {}).mode, FailureMode::one_band);
    // localised, but no band stands out
    h.bands = {};
    EXPECT_EQ(judge(h, {}).mode, FailureMode::many_bands);
    // bands of a flow that the participation ratio does not call localised
    h.localisation_strain.reset();
    h.bands = {{1., 0.8}};
    EXPECT_EQ(judge(h, {}).mode, FailureMode::homogeneous);
  }

  /** Synthetic lives of bands: not who is there in the end decides, but who has
   * carried the shear since it localised at strain 0.25. */
  TEST(FailureMode, BandsCountByWhatTheyCarried)
  {
    RunHistory h          = curve(0.2, 0.);
    h.localisation_strain = 0.25;
    // three that were arrested, and one that was born at the end and carries
    // everything in the last state
    h.bands = {{0.5, 0.2}, {0.6, 0.2}, {0.7, 0.2}, {1., 0.01}};
    EXPECT_EQ(judge(h, {}).mode, FailureMode::many_bands);
    EXPECT_NEAR(judge(h, {}).n_bands, 0.61 * 0.61 / 0.1201, 1e-12);
    // one that carried everything; at the end its shear has spread to several
    h.bands = {{0.9, 0.6}, {1., 0.02}, {1., 0.02}, {1., 0.02}};
    EXPECT_EQ(judge(h, {}).mode, FailureMode::one_band);
    // bands that were gone before the flow localised have no part in it
    h.bands = {{0.2, 0.1}, {0.24, 0.1}, {1., 0.1}};
    EXPECT_EQ(judge(h, {}).mode, FailureMode::one_band);
    EXPECT_DOUBLE_EQ(judge(h, {}).n_bands, 1.);
    h.bands[1].last_strain = 0.25;
    EXPECT_DOUBLE_EQ(judge(h, {}).n_bands, 2.);
    EXPECT_EQ(judge(h, {}).mode, FailureMode::many_bands);
    // sheared the other way round
    for (double &strain : h.strain)
      strain = -strain;
    h.localisation_strain = -0.25;
    for (BandLife &band : h.bands)
      band = {-band.last_strain, -band.carried_strain};
    EXPECT_DOUBLE_EQ(judge(h, {}).n_bands, 2.);
  }

  /** A cavity comes before everything else, and is failure even before the
   * stress has dropped. */
  TEST(FailureMode, Cavitation)
  {
    RunHistory h          = curve(0.2, 0.);
    h.localisation_strain = 0.25;
    h.bands               = {{1., 0.8}};
    h.min_density[25]     = 0.59;
    const Failure f       = judge(h, {});
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
    RunHistory h          = curve(0.5, 0.);
    h.localisation_strain = 0.25;
    h.bands               = {{1., 0.8}};
    h.max_rate_ratio[30]  = 1e7;
    const Failure f       = judge(h, {});
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
