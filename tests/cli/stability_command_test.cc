// Question: does `vitriflow stability` do what users and scripts rely on: keys
// and columns, agreement with the reference data from the command line, exit
// statuses?

#include "command.h"

#include <cmath>

namespace
{
  using namespace cli;

  /** The reduced case in prm/stability with other values. */
  class StabilityCommand : public Command
  {
  protected:
    Outcome stability(const std::string &arguments) const
    {
      return vitriflow("stability " + arguments);
    }

    static std::string reduced()
    {
      return source_dir + "/prm/stability/reduced.prm ";
    }

    static std::string set(const std::string &name, const double value)
    {
      std::ostringstream text;
      text.precision(17);
      text << " --set \"" << name << "=" << value << "\"";
      return text.str();
    }

    /** Refused like a run, with the subcommand's arguments. */
    void expect_refusal(const std::string &arguments,
                        const std::vector<std::string> &words) const
    {
      expect_bad_input("stability " + arguments, words);
    }
  };
} // namespace

/** Types and onset times of all cases; the tolerance of t* is that of the
 * data, see InstabilityTypes. */
TEST_F(StabilityCommand, ReproducesTheReference)
{
  const auto cases =
    nlohmann::json::parse(read(test_data_dir + "/linear.json"));
  for (const auto &c : cases)
    {
      const auto &p = c["params"];
      const std::string options =
        set("Material/Bulk modulus", p["kappa"]) +
        set("Material/Relaxation time density exponent", p["a"]) +
        set("Material/Shear modulus density exponent", p["b"]) +
        set("Material/Inertia number", p["M"]) +
        set("Loading/Shear rate", p["Wi"]) + " --output out --overwrite";
      const Outcome run = stability(reduced() + options);
      ASSERT_EQ(run.status, 0) << run.err;
      const auto result = json("out/stability.json");
      EXPECT_EQ(result["type"], c["type"]) << c["name"];
      EXPECT_TRUE(contains(run.out, result["type"].get<std::string>()));
      EXPECT_NEAR(result["growth_rate"].get<double>(),
                  c["growth_steady_k0.001"]["s"].get<double>(),
                  1e-6);
      if (c["t_star_lnA3"].is_null())
        EXPECT_TRUE(result["onset_time"].is_null());
      else
        EXPECT_NEAR(result["onset_time"].get<double>(),
                    c["t_star_lnA3"].get<double>(),
                    2e-5);
      const auto &thresholds = c["thresholds"];
      if (thresholds["Wi_c_viscous"].is_null())
        {
          EXPECT_TRUE(result["critical_rate"].is_null());
          EXPECT_TRUE(result["solid_rate"].is_null());
          continue;
        }
      // closed formulas
      for (const auto &[key, name] :
           {std::pair("critical_rate", "Wi_c_viscous"),
            std::pair("solid_rate", "Wi_solid"),
            std::pair("crossover_time", "t_cross")})
        EXPECT_NEAR(result[key].get<double>(),
                    thresholds[name].get<double>(),
                    1e-14)
          << key;
      EXPECT_EQ(result["relaxation_rate"], 1.);
      EXPECT_NEAR(result["critical_rate_numerical"].get<double>(),
                  c["numeric_Wi_c_steady_k0.001"].get<double>(),
                  1e-6);
    }
}

TEST_F(StabilityCommand, FilesAndUnits)
{
  const Outcome run = stability(reduced() + "--output out");
  ASSERT_EQ(run.status, 0) << run.err;
  const auto result = json("out/stability.json");
  for (const char *key : {"critical_rate",
                          "critical_rate_numerical",
                          "solid_rate",
                          "relaxation_rate",
                          "crossover_time",
                          "log_amplification",
                          "onset_time",
                          "wave_angle_deg",
                          "growth_rate"})
    {
      EXPECT_TRUE(result[key].is_number()) << key;
      EXPECT_TRUE(result["units"][key].is_string()) << key;
    }
  const auto growth = lines("out/stability.csv");
  ASSERT_EQ(growth.size(), 122u);
  EXPECT_EQ(growth[0].rfind("time[-],strain[-],", 0), 0u) << growth[0];
  // three wave numbers at five times and in steady flow
  EXPECT_EQ(lines("out/stability_spectrum.csv").size(), 1u + 3u * 6u);
  EXPECT_FALSE(fs::exists(folder_ / "out/phase_diagram.csv"));

  // the recorded parameters repeat the result
  EXPECT_EQ(stability("out/parameters.prm --output again").status, 0);
  EXPECT_EQ(json("again/stability.json"), result);
}

/** The same glass in seconds and pascals: rates scale with 1/tau0. Inputs of
 * 1e9 and 10 bring in relative roundings of 1e-16 that grow by the condition
 * of the eigenvalue to less than 1e-9. */
TEST_F(StabilityCommand, UnitsOfTheSystemInternational)
{
  ASSERT_EQ(stability(reduced() + "--output reduced").status, 0);
  const Outcome run = stability(
    reduced() + "--output si --set Units/System=SI" +
    set("Material/Bulk modulus", 3e10) + set("Material/Shear modulus", 1e10) +
    set("Material/Relaxation time", 20.) + set("Material/Density", 6000.) +
    set("Material/Gradient length", 1e-9) + set("Loading/Shear rate", 0.005));
  ASSERT_EQ(run.status, 0) << run.err;
  const auto a = json("reduced/stability.json"), b = json("si/stability.json");
  for (const char *rate :
       {"critical_rate", "critical_rate_numerical", "growth_rate"})
    EXPECT_NEAR(b[rate].get<double>() * 20., a[rate].get<double>(), 1e-9);
  EXPECT_NEAR(b["onset_time"].get<double>() / 20.,
              a["onset_time"].get<double>(),
              1e-6); // the integrator's steps differ
  EXPECT_EQ(b["units"]["growth_rate"], "1/s");
  EXPECT_EQ(b["type"], a["type"]);
}

TEST_F(StabilityCommand, RefusesBadInput)
{
  expect_refusal("missing.prm", {"missing.prm"});
  expect_refusal(reduced() + "--set \"Stability/Wave number=-1\"",
                 {"Stability/Wave number", "-1"});
  expect_refusal(reduced() + "--set \"Stability/End strain=3\"",
                 {"Stability/End strain = 3", "Stability/Onset strain = 4"});
  expect_refusal(reduced() +
                   "--set \"Stability/Phase diagram/Number of temperatures=3\"",
                 {"Units/System = SI"});
  expect_refusal(reduced() + "--set \"Loading/Program=hold duration 1\"",
                 {"shear rate other than 0"});
  expect_refusal(reduced() + "--restart old", {"--restart"});
  expect_refusal(source_dir +
                   "/prm/stability/vitreloy1.prm --set \"Stability/Phase "
                   "diagram/Lowest temperature=400\"",
                 {"lowest or highest temperature", "400 K"});
  expect_refusal(source_dir + "/prm/stability/vitreloy1.prm --set "
                              "\"Stability/Phase diagram/Lowest rate=1e9\"",
                 {"Highest rate", "1e+09"});
}

TEST_F(StabilityCommand, ResultsAreNotOverwritten)
{
  ASSERT_EQ(stability(reduced() + "--output out").status, 0);
  const Outcome second = stability(reduced() + "--output out");
  EXPECT_EQ(second.status, 2);
  EXPECT_TRUE(contains(second.err, "--overwrite")) << second.err;
  EXPECT_EQ(stability(reduced() + "--output out --overwrite").status, 0);
}

TEST_F(StabilityCommand, HelpAndCheckWriteNothing)
{
  const Outcome help = stability("--help");
  EXPECT_EQ(help.status, 0);
  EXPECT_TRUE(contains(help.out, "stability.json"));
  const Outcome check = stability(reduced() + "--check --output never");
  EXPECT_EQ(check.status, 0) << check.err;
  EXPECT_TRUE(contains(check.out, "liquid"));
  EXPECT_FALSE(fs::exists(folder_ / "never"));
}

/** On one rank and on two the same diagram, digit by digit: every point is
 * computed by one rank alone. */
class StabilityCommandRanks : public StabilityCommand
{
};

TEST_F(StabilityCommandRanks, PhaseDiagramOnOneAndTwoRanks)
{
  const std::string arguments =
    " stability " + source_dir + "/prm/stability/vitreloy1.prm" +
    set("Stability/Phase diagram/Number of temperatures", 5) +
    set("Stability/Phase diagram/Number of rates", 8);
  ASSERT_EQ(shell(vitriflow_executable + arguments + " --output one").status,
            0);
  const Outcome two = shell("mpirun --oversubscribe --bind-to none -n 2 " +
                            vitriflow_executable + arguments + " --output two");
  ASSERT_EQ(two.status, 0) << two.err;
  for (const char *file : {"phase_diagram.csv", "phase_curves.csv"})
    EXPECT_EQ(lines("one/" + std::string(file)),
              lines("two/" + std::string(file)));
  const auto rows = lines("one/phase_diagram.csv");
  ASSERT_EQ(rows.size(), 1u + 40u);
  EXPECT_EQ(
    rows[0],
    "temperature[K],shear_rate[1/s],type,onset_time[s],onset_strain[-]");
  EXPECT_EQ(lines("one/phase_curves.csv").size(), 6u);
}
