// Question: does the state of one point say what drives fluctuations there, as
// the growth rate of the theory and the types of the whole flow do?

#include <deal.II/physics/transformations.h>

#include <vitriflow/stability/local_instability.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "reduced_glass.h"

namespace vitriflow
{
  namespace
  {
    /** Start-up shear of the whole sample at the time @p t. */
    LocalState
    startup(const ReducedGlass &glass, const double Wi, const double t)
    {
      const auto x = startup_flow(*glass.law, Wi, t);
      return {1., simple_shear(Wi), glass.law->stress(x.data()), t};
    }

    LocalGrowth
    growth_at(const ReducedGlass &glass, const double Wi, const double t)
    {
      return local_growth<2>(glass.material, startup(glass, Wi, t));
    }

    /** The formula of the theory, the best of many angles. */
    double closed_form(const nlohmann::json &p, const double Wi, const double t)
    {
      const double kappa = p["kappa"], a = p["a"], b = p["b"];
      const double e   = std::exp(-t);
      const double Sxy = Wi * (1. - e);
      const double Sxx = 2. * Wi * Wi * (1. - (1. + t) * e);
      double best      = -1e300;
      for (double angle = 0.; angle < 180.; angle += 0.01)
        {
          const double th = angle * degree;
          best            = std::max(best,
                          (std::sin(2. * th) * (b * Wi + a * Sxy) +
                           a * Sxx * std::pow(std::cos(th), 2) - kappa) /
                            (kappa + 2.));
        }
      return best;
    }
  } // namespace

  /** Angles every 0.01 degrees miss the best by up to 1 - cos 0.01 degrees =
   * 1.5e-8 of the drive. */
  TEST(LocalInstability, GrowthRateOfTheTheory)
  {
    for (const auto &c : reference_data("linear.json"))
      {
        const ReducedGlass glass(c["params"]);
        const double Wi = c["params"]["Wi"];
        for (const double t : {0., 0.01, 0.2, 1., 4.})
          {
            const double expected = closed_form(c["params"], Wi, t);
            EXPECT_NEAR(growth_at(glass, Wi, t).growth_rate,
                        expected,
                        2e-8 * (1. + std::abs(expected)))
              << c["name"] << " at " << t;
          }
      }
  }

  /** The type of the flow is that of every point when the waves have grown. */
  TEST(LocalInstability, TypeOfTheFlowAtItsOnset)
  {
    unsigned int n = 0;
    for (const auto &c : reference_data("linear.json"))
      if (!c["t_star_lnA3"].is_null())
        {
          const ReducedGlass glass(c["params"]);
          EXPECT_EQ(
            to_string(
              growth_at(glass, c["params"]["Wi"], c["t_star_lnA3"]).type),
            c["type"].get<std::string>())
            << c["name"];
          ++n;
        }
    EXPECT_GT(n, 5u);
  }

  /** Solid until t = -ln(1 - b/a) = t_x + O(t_x^2), viscoelastic until tau0,
   * then liquid. The normal stress adds a share of Wi t/2 to the relaxation
   * term. */
  TEST(LocalInstability, TypesOneAfterTheOther)
  {
    const double kappa = 3., a = 60., b = 12., Wi = 1.;
    const ReducedGlass glass(kappa, a, b);
    const double exact = -std::log(1. - b / a);
    EXPECT_EQ(growth_at(glass, Wi, 0.8 * exact).type, InstabilityType::solid);
    EXPECT_EQ(growth_at(glass, Wi, 1.01 * exact).type,
              InstabilityType::viscoelastic);
    EXPECT_EQ(growth_at(glass, Wi, 0.99).type, InstabilityType::viscoelastic);
    EXPECT_EQ(growth_at(glass, Wi, 1.01).type, InstabilityType::liquid);
    // below the threshold: (a Wi^2 + sqrt(...)) = kappa of the steady flow
    EXPECT_EQ(growth_at(glass, 0.01, 20.).type, InstabilityType::stable);
    EXPECT_EQ(growth_at(glass, 0., 20.).type, InstabilityType::stable);
  }

  /** Of the steady flow: the largest eigenvalue of
   * [[a Sxx, (a + b) Wi], [(a + b) Wi, 0]], Sxx = 2 Wi^2, is kappa. */
  TEST(LocalInstability, Threshold)
  {
    const double kappa = 3., a = 60., b = 2.;
    const ReducedGlass glass(kappa, a, b);
    // kappa^2 - 2 a kappa Wi^2 = (a + b)^2 Wi^2
    const double Wi = kappa / std::sqrt((a + b) * (a + b) + 2. * a * kappa);
    EXPECT_NEAR(growth_at(glass, Wi, 50.).growth_rate, 0., 1e-10);
    EXPECT_LT(growth_at(glass, 0.999 * Wi, 50.).growth_rate, -1e-4);
    EXPECT_GT(growth_at(glass, 1.001 * Wi, 50.).growth_rate, 1e-4);
  }

  /** A dilated spot is softer and flows faster: its Deborah number falls with
   * tau and its stiffness with density. */
  TEST(LocalInstability, DilatedSpot)
  {
    const ReducedGlass glass(3., 60., 2.);
    LocalState spot         = startup(glass, 1., 0.5);
    const LocalGrowth usual = local_growth<2>(glass.material, spot);
    EXPECT_EQ(usual.type, InstabilityType::viscoelastic);
    EXPECT_NEAR(usual.deborah_number, 2., 1e-14);
    EXPECT_NEAR(usual.stiffness, 3., 1e-14);
    spot.density           = 0.95;
    const LocalGrowth soft = local_growth<2>(glass.material, spot);
    EXPECT_NEAR(soft.deborah_number,
                2. * glass.material.relaxation_time().factor(0.95),
                1e-14);
    EXPECT_EQ(soft.type, InstabilityType::liquid);
  }

  /** Plane shear in any plane of three dimensions. */
  TEST(LocalInstability, TurnsWithTheFlow)
  {
    const ReducedGlass glass(3., 60., 2.);
    const LocalState plane      = startup(glass, 0.7, 0.4);
    const LocalGrowth reference = local_growth<3>(glass.material, plane);
    EXPECT_NEAR(reference.growth_rate,
                local_growth<2>(glass.material, plane).growth_rate,
                1e-12);
    const dealii::Tensor<2, 3> R =
      dealii::Physics::Transformations::Rotations::rotation_matrix_3d(
        dealii::Point<3>(2. / 3., 1. / 3., 2. / 3.), 0.9);
    LocalState turned        = plane;
    turned.velocity_gradient = R * plane.velocity_gradient * transpose(R);
    turned.stress =
      symmetrize(R * dealii::Tensor<2, 3>(plane.stress) * transpose(R));
    const LocalGrowth found = local_growth<3>(glass.material, turned);
    EXPECT_NEAR(found.growth_rate, reference.growth_rate, 1e-12);
    EXPECT_NEAR(found.modulus_drive, reference.modulus_drive, 1e-12);
    EXPECT_EQ(found.type, reference.type);
  }

  /** Halves of a glass flow as the whole; between the spinodals of a double
   * well waves grow at rest. */
  TEST(LocalInstability, ModesAndDoubleWell)
  {
    MaterialParameters two_halves;
    two_halves.modes.shares      = {0.5, 0.5};
    two_halves.modes.time_ratios = {"1", "1"};
    const ReducedGlass one(3., 60., 2.), two(3., 60., 2., two_halves);
    const LocalState state  = startup(one, 1., 0.5);
    const LocalGrowth whole = local_growth<2>(one.material, state);
    const LocalGrowth sum   = local_growth<2>(two.material, state);
    EXPECT_NEAR(sum.growth_rate, whole.growth_rate, 1e-13);
    EXPECT_EQ(sum.type, whole.type);

    MaterialParameters double_well;
    double_well.equation_of_state = "double well";
    const ReducedGlass glass(3., 60., 2., double_well);
    LocalState rest = startup(glass, 0., 1.);
    EXPECT_EQ(local_growth<2>(glass.material, rest).type,
              InstabilityType::stable);
    rest.density = 0.6; // the middle of the wells, 1 and 0.2
    EXPECT_NE(local_growth<2>(glass.material, rest).type,
              InstabilityType::stable);
  }
} // namespace vitriflow
