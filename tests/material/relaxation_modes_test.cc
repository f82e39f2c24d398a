// Question: are lists of relaxation modes read, refused and summed as
// documented?

#include <vitriflow/base/exceptions.h>
#include <vitriflow/material/material_parameters.h>

#include <gtest/gtest.h>

#include <cmath>

using namespace vitriflow;

namespace
{
  constexpr double infinity = std::numeric_limits<double>::infinity();

  MaterialParameters with_modes(const std::string &shares,
                                const std::string &ratios)
  {
    MaterialParameters p;
    dealii::ParameterHandler prm;
    p.add_to(prm);
    prm.enter_subsection("Material");
    prm.enter_subsection("Modes");
    prm.set("Shares", shares);
    prm.set("Relaxation time ratios", ratios);
    return p;
  }

  /** The refusal names the parameter, what was found and what to do. */
  void expect_rejected(const std::string &shares,
                       const std::string &ratios,
                       const std::string &start,
                       const std::string &range)
  {
    try
      {
        with_modes(shares, ratios).validate();
        FAIL() << shares << " with " << ratios << " was accepted";
      }
    catch (const BadInput &error)
      {
        const std::string message = error.what();
        EXPECT_EQ(message.find("Material/Modes/" + start), 0u) << message;
        EXPECT_NE(message.find("must be " + range), std::string::npos)
          << message;
      }
  }

  TEST(RelaxationModes, OneOrdinaryModeIsTheDefault)
  {
    const MaterialConstants c = MaterialParameters().constants();
    ASSERT_EQ(c.modes.size(), 1u);
    EXPECT_EQ(c.modes[0].share, 1.);
    EXPECT_EQ(c.modes[0].rate_ratio(), 1.);
    EXPECT_EQ(c.viscosity(), c.shear_modulus * c.relaxation_time);
  }

  TEST(RelaxationModes, ListsReachTheMaterial)
  {
    const MaterialParameters p = with_modes("0.5, 0.3, 0.2", "10, 0.1, inf");
    p.validate();
    const RelaxationModes modes = p.constants().modes;
    ASSERT_EQ(modes.size(), 3u);
    EXPECT_EQ(modes[1].share, 0.3);
    EXPECT_EQ(modes[1].time_ratio, 0.1);
    EXPECT_FALSE(modes[1].is_elastic());
    EXPECT_TRUE(modes[2].is_elastic());
    EXPECT_EQ(modes[2].rate_ratio(), 0.);
    EXPECT_TRUE(has_elastic_mode(modes));
    EXPECT_EQ(shortest_time_ratio(modes), 0.1);
    EXPECT_EQ(longest_time_ratio(modes), 10.);
    // one rounding of each of few terms of the order of ten
    EXPECT_NEAR(mean_time_ratio(modes), 0.5 * 10. + 0.3 * 0.1, 1e-14);
    EXPECT_NEAR(mean_rate_ratio(modes), 0.5 / 10. + 0.3 / 0.1, 1e-14);
  }

  TEST(RelaxationModes, ThresholdsFollowFromTheSums)
  {
    MaterialParameters p      = with_modes("0.75, 0.25", "2, 0.5");
    const MaterialConstants c = p.constants();
    const double a            = p.relaxation_time_exponent;
    const double b            = p.shear_modulus_exponent;
    const double mean         = 0.75 * 2. + 0.25 * 0.5;
    const double relative     = 1e-14; // a few roundings
    const double critical     = p.bulk_modulus / ((a + b) * mean);
    const double crossover    = b / (a * (0.75 / 2. + 0.25 / 0.5));
    EXPECT_NEAR(critical_rate(c), critical, relative * critical);
    EXPECT_NEAR(crossover_time(c), crossover, relative * crossover);
  }

  TEST(RelaxationModes, MeasuredViscosityIsThatOfAllModes)
  {
    MaterialParameters p      = with_modes("0.6, 0.3, 0.1", "1, 0.01, inf");
    p.relaxation_time_model   = "VFT";
    p.temperature             = 650.;
    const MaterialConstants c = p.constants();
    const double eta          = 4e-5 * std::exp(18.5 * 412.5 / (650. - 412.5));
    EXPECT_NEAR(c.viscosity() / eta, 1., 1e-12); // exponent 32 times rounding
  }

  TEST(RelaxationModesRejected, Shares)
  {
    expect_rejected("0.5, 0.6",
                    "1, 2",
                    "Shares = ... with the sum 1.1",
                    "a list");
    expect_rejected("0.5, 0.5, 0", "1, 2, 3", "Shares = 0 ", "in (0, 1]");
    expect_rejected("1.5, -0.5", "1, 2", "Shares = 1.5 ", "in (0, 1]");
    // rounding of typed numbers is allowed, an error of the tenth digit is not
    with_modes("0.1, 0.2, 0.3, 0.3, 0.1", "1, 2, 3, 4, 5").validate();
    expect_rejected("0.3333333333, 0.6666666666",
                    "1, 2",
                    "Shares = ... with the sum 0.9999999999 ",
                    "a list");
  }

  TEST(RelaxationModesRejected, Ratios)
  {
    const std::string name = "Relaxation time ratios = ";
    expect_rejected("0.5, 0.5", "1, 0", name + "'0' ", "> 0");
    expect_rejected("0.5, 0.5", "1, -2", name + "'-2' ", "> 0");
    expect_rejected("0.5, 0.5", "1, nan", name + "'nan' ", "> 0");
    expect_rejected("0.5, 0.5", "1, 2x", name + "'2x' ", "> 0");
    expect_rejected("0.5, 0.5", "inf, inf", name + "inf ", "finite");
    expect_rejected("0.5, 0.5", "1, 1e999", name + "'1e999' ", "> 0");
  }

  TEST(RelaxationModesRejected, Lengths)
  {
    expect_rejected("0.5, 0.5",
                    "1",
                    "Relaxation time ratios = a list of 1 ",
                    "as long as");
    MaterialParameters p;
    p.modes.shares.assign(max_relaxation_modes + 1,
                          1. / (max_relaxation_modes + 1));
    p.modes.time_ratios.assign(max_relaxation_modes + 1, "1");
    EXPECT_THROW(p.validate(), BadInput);
  }
} // namespace
