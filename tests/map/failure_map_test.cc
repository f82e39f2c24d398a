// Question: do the tables and the transitions of a map follow from its runs,
// those without a result left out?

#include <vitriflow/map/failure_map.h>
#include <vitriflow/material/temperature_laws.h>

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <cmath>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    MapRun finished_run(const double first,
                        const double second,
                        const unsigned int seed,
                        const bool brittle)
    {
      MapRun run{"run", first, second, seed, 10., 1., {}, {}};
      run.folder.state = RunState::finished;
      // strength 0.3 G0 of the first seed, 0.5 G0 of the second
      run.failure =
        Failure{brittle ? FailureMode::one_band : FailureMode::homogeneous,
                seed == 1 ? 0.3 : 0.5,
                0.4,
                brittle ? std::optional<double>(0.5) : std::optional<double>(),
                0.2,
                brittle,
                1.};
      return run;
    }

    constexpr double energy = 1.5e5, log_prefactor = 40.;

    double log_transition_rate(const double temperature)
    {
      return log_prefactor - energy / (gas_constant * temperature);
    }

    /** Brittle beyond an Arrhenius rate; rates are spaced by a factor e. */
    FailureMap arrhenius_map()
    {
      FailureMap map;
      map.parameters.first.parameter              = "Material/Temperature";
      map.parameters.second.parameter             = "Loading/Shear rate";
      map.parameters.glass_transition_temperature = 400.;
      map.stress_unit                             = "Pa";
      for (const double T : {380., 400., 420., 440.})
        for (int i = -20; i < 20; ++i)
          for (const unsigned int seed : {1u, 2u})
            map.runs.push_back(
              finished_run(T, std::exp(i), seed, i > log_transition_rate(T)));
      return map;
    }

    std::vector<std::string> lines(const std::string &text)
    {
      std::istringstream in(text);
      std::vector<std::string> result;
      for (std::string line; std::getline(in, line);)
        result.push_back(line);
      return result;
    }
  } // namespace

  /** The transition lies between the rates around it, so that the energy is
   * known to a rate's spacing over the range of 1/T. */
  TEST(FailureMap, ArrheniusTransitionOfKnownEnergy)
  {
    const FailureMap map   = arrhenius_map();
    const auto transitions = find_transitions(map);
    ASSERT_EQ(transitions.size(), 4u);
    for (const MapTransition &row : transitions)
      {
        EXPECT_EQ(row.n_judged, 80u);
        ASSERT_TRUE(row.transition.has_value());
        EXPECT_NEAR(row.transition->x, log_transition_rate(row.first), 1.);
      }
    const auto fit = fit_transitions(map, transitions);
    ASSERT_TRUE(fit.has_value());
    const double range = gas_constant / (1. / 380. - 1. / 440.);
    EXPECT_NEAR(fit->energy, energy, range);
    EXPECT_LE(fit->interval->lower, energy);
    EXPECT_GE(fit->interval->upper, energy);

    const nlohmann::json report = map_report(map);
    const double scale          = gas_constant * 400.;
    EXPECT_NEAR(
      report["arrhenius"]["activation_energy_over_R_Tg"].get<double>(),
      fit->energy / scale,
      1e-9);
    EXPECT_NEAR(report["arrhenius"]["slow_beta_energy"]["value"].get<double>(),
                26. * scale,
                1e-6);
  }

  /** Other axes have transitions, but no activation energy. */
  TEST(FailureMap, NoArrheniusFitOfOtherParameters)
  {
    FailureMap map                 = arrhenius_map();
    map.parameters.first.parameter = "Material/Fragility";
    EXPECT_TRUE(map_report(map)["arrhenius"].is_null());
    EXPECT_FALSE(map_report(map)["transitions"][0]["second"].is_null());
  }

  /** One run that had to stop before it failed, one after; one that is not
   * there. */
  TEST(FailureMap, RunsWithoutResult)
  {
    FailureMap map;
    map.stress_unit = "Pa";
    for (const unsigned int seed : {1u, 2u})
      map.runs.push_back(finished_run(1., 2., seed, true));
    MapRun stopped        = finished_run(1., 3., 1, false);
    stopped.folder.state  = RunState::stopped;
    stopped.folder.reason = "stopped: said \"no\"";
    map.runs.push_back(stopped);
    MapRun stopped_later       = finished_run(1., 3., 2, true);
    stopped_later.folder.state = RunState::stopped;
    map.runs.push_back(stopped_later);
    map.runs.push_back({"none", 1., 4., 1, 10., 1., {}, {}});

    const auto transitions = find_transitions(map);
    ASSERT_EQ(transitions.size(), 1u);
    EXPECT_EQ(transitions[0].n_judged, 3u);
    EXPECT_EQ(transitions[0].n_brittle, 3u);
    EXPECT_FALSE(transitions[0].transition.has_value());

    const auto report = map_report(map);
    EXPECT_EQ(report["judged"], 3);
    ASSERT_EQ(report["without_result"].size(), 2u);
    EXPECT_EQ(report["without_result"][0]["reason"], "stopped: said \"no\"");
    EXPECT_EQ(report["without_result"][1]["state"], "missing");

    const auto rows = lines(map_csv(map));
    ASSERT_EQ(rows.size(), 6u);
    EXPECT_EQ(rows[1], "run,1,2,1,finished,one band,1,3,0.4,0.5,0.2,1,0,\"\"");
    EXPECT_EQ(rows[3],
              "run,1,3,1,stopped,,,,,,,,,\"stopped: said \"\"no\"\"\"");

    // strengths 3 and 5: mean 4, sample deviation sqrt(2)
    const auto points = lines(map_points_csv(map));
    ASSERT_EQ(points.size(), 4u);
    EXPECT_EQ(points[1], "1,2,2,one band,0,0,2,0,0,2,4,1.414213562,2,0.2");
    EXPECT_EQ(points[2], "1,3,1,one band,0,0,1,0,0,1,5,,1,0.2");
    EXPECT_EQ(points[3], "1,4,0,,0,0,0,0,0,0,,,0,");
  }
} // namespace vitriflow
