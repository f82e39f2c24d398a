// Question: are the events of a run found where they are, once, and written
// down with their units?

#include <vitriflow/output/event_log.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    const MPI_Comm comm = MPI_COMM_SELF;

    Material glass(const std::string &equation_of_state = "quadratic")
    {
      MaterialParameters p;
      p.equation_of_state = equation_of_state;
      return Material(p, 3., 3., 0., 60., 2.);
    }

    Record at(const double strain, const double stress)
    {
      Record r;
      r.time                      = 10. * strain;
      r.strain                    = strain;
      r.shear_rate                = 0.1;
      r.reference_rate            = 0.1;
      r.measurements.shear_stress = stress;
      r.measurements.min_density  = 1.;
      return r;
    }

    /** A log that is fed with records. */
    class RecordedRun
    {
    public:
      explicit RecordedRun(const std::string &equation_of_state = "quadratic")
        : material_(glass(equation_of_state))
        , log_("", material_, scales_)
      {
      }

      void add(const Record &record,
               const std::vector<BandNews> &bands        = {},
               const std::optional<MeasuredOnset> &onset = {})
      {
        log_.observe({record,
                      onset,
                      bands,
                      {},
                      []() {
                        return std::vector<double>{1., 2.};
                      }},
                     comm);
      }

      /** Stress of a strain, in steps. */
      template <typename Stress>
      void load_to(const double end, const Stress &stress)
      {
        for (; strain_ < end + 1e-9; strain_ += 0.001)
          add(at(strain_, stress(strain_)));
      }

      /** Of the events of one kind: strain and value. */
      std::vector<std::pair<double, double>>
      found(const std::string &kind) const
      {
        std::vector<std::pair<double, double>> list;
        const nlohmann::json report = log_.report();
        for (const auto &e : report["events"])
          if (e["event"] == kind)
            list.emplace_back(e["strain"]["value"], e["value"]);
        return list;
      }

      EventLog &log()
      {
        return log_;
      }

    private:
      Material material_;
      Scales scales_;
      EventLog log_;
      double strain_ = 0.;
    };
  } // namespace

  /** The parabola of slope one, s = e - e^2, is 0.002 below its tangent at
   * e = sqrt(0.002): linear interpolation between steps of 0.001 is off by
   * (0.001)^2/8 of the second derivative over the slope 2 e: 3e-6. */
  TEST(Events, Yield)
  {
    RecordedRun run;
    run.load_to(0.2, [](const double e) { return e - e * e; });
    const auto yield = run.found("yield");
    ASSERT_EQ(yield.size(), 1u);
    EXPECT_NEAR(yield[0].first, std::sqrt(0.002), 3e-6);
    EXPECT_NEAR(yield[0].second, std::sqrt(0.002) - 0.002, 3e-6);

    RecordedRun elastic;
    elastic.load_to(0.2, [](const double e) { return e; });
    EXPECT_TRUE(elastic.found("yield").empty());
  }

  /** Backwards, and not of a sample that is unloaded before. */
  TEST(Events, YieldOfReverseShearAndUnloading)
  {
    RecordedRun reverse;
    for (double e = 0.; e < 0.2; e += 0.001)
      reverse.add(at(-e, -e + e * e));
    ASSERT_EQ(reverse.found("yield").size(), 1u);
    EXPECT_NEAR(reverse.found("yield")[0].first, -std::sqrt(0.002), 3e-6);
    EXPECT_LT(reverse.found("yield")[0].second, 0.);
    RecordedRun unloaded;
    for (const double e : {0., 0.01, 0.02, 0.01, 0.02, 0.04})
      unloaded.add(at(e, 0.5 * (e < 0.04 ? 2. * e : e)));
    EXPECT_TRUE(unloaded.found("yield").empty());
  }

  /** 1, 0.8, 0.9, 0.895 (too small a fall), 1.1, 0.7 and the end. */
  TEST(Events, PeaksAndStressDrops)
  {
    const std::vector<std::pair<double, double>> corners = {{0., 0.},
                                                            {0.1, 1.},
                                                            {0.2, 0.8},
                                                            {0.3, 0.9},
                                                            {0.31, 0.895},
                                                            {0.4, 1.1},
                                                            {0.5, 0.7}};
    const auto stress                                    = [&](const double e) {
      for (std::size_t i = 1; i < corners.size(); ++i)
        if (e <= corners[i].first + 1e-9)
          {
            const auto &[e0, s0] = corners[i - 1];
            const auto &[e1, s1] = corners[i];
            return s0 + (e - e0) / (e1 - e0) * (s1 - s0);
          }
      return corners.back().second;
    };
    RecordedRun run;
    run.load_to(0.5, stress);
    const auto peaks = run.found("peak_stress");
    ASSERT_EQ(peaks.size(), 2u);
    EXPECT_NEAR(peaks[0].first, 0.1, 1e-6);
    EXPECT_NEAR(peaks[0].second, 1., 1e-6);
    EXPECT_NEAR(peaks[1].first, 0.4, 1e-6);
    EXPECT_EQ(run.found("stress_drop").size(), 1u);
    run.log().finish(comm);
    const auto drops = run.found("stress_drop");
    ASSERT_EQ(drops.size(), 2u);
    EXPECT_NEAR(drops[0].first, 0.1, 1e-6);
    EXPECT_NEAR(drops[0].second, 0.2, 1e-6);
    EXPECT_NEAR(drops[1].second, 0.4, 1e-6);
  }

  TEST(Events, UnloadingIsNoStressDrop)
  {
    RecordedRun run;
    for (double t = 0.; t < 6.; t += 0.01)
      run.add(at(0.1 * std::sin(t), 0.1 * std::sin(t)));
    run.log().finish(comm);
    EXPECT_TRUE(run.found("stress_drop").empty());
    EXPECT_TRUE(run.found("peak_stress").empty());
  }

  TEST(Events, LocalisationOnce)
  {
    RecordedRun run;
    for (const double participation : {1., 0.6, 0.4, 0.6, 0.3})
      {
        Record r                           = at(1. - participation, 0.);
        r.measurements.participation_ratio = participation;
        r.measurements.max_rate            = 0.7;
        run.add(r);
      }
    const auto found = run.found("localisation");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_NEAR(found[0].first, 0.6, 1e-12);
    EXPECT_NEAR(found[0].second, 7., 1e-12);
  }

  /** Spinodal of the double well: (1 + rg)/2 + (1 - rg)/(2 sqrt 3), with the
   * gas at rg = 0.2. */
  TEST(Events, Cavitation)
  {
    const double spinodal = 0.6 + 0.4 / std::sqrt(3.);
    for (const double factor : {1. + 1e-9, 1. - 1e-9})
      {
        RecordedRun run("double well");
        Record r                   = at(0.1, 0.);
        r.measurements.min_density = factor * spinodal;
        run.add(r);
        run.add(r);
        const auto found = run.found("cavitation");
        ASSERT_EQ(found.size(), factor < 1. ? 1u : 0u);
        if (factor < 1.)
          {
            EXPECT_EQ(found[0].second, r.measurements.min_density);
            const nlohmann::json report   = run.log().report(),
                                 events   = report["events"];
            const nlohmann::json position = events.back()["position"]["value"];
            EXPECT_EQ(position, nlohmann::json({1., 2.}));
          }
      }
    RecordedRun run;
    Record r                   = at(0.1, 0.);
    r.measurements.min_density = 0.3;
    run.add(r);
    EXPECT_TRUE(run.found("cavitation").empty());
  }

  /** The file in the units of the run, continued after a restart as if there
   * had been none. */
  TEST(Events, FileAndRestart)
  {
    namespace fs             = std::filesystem;
    const std::string folder = testing::TempDir() + "vitriflow_events";
    fs::create_directories(folder);
    Scales si;
    si.si                   = true;
    si.time                 = 2.;
    si.stress               = 1e9;
    si.density              = 6000.;
    si.length               = 1e-9;
    const Material material = glass();
    const auto contents     = [&]() {
      std::ostringstream text;
      text << std::ifstream(folder + "/events.csv").rdbuf();
      return text.str();
    };
    const auto feed = [](EventLog &log, const double first, const double last) {
      for (double e = first; e < last; e += 0.25)
        log.observe({at(e, e < 1. ? e : 2. - e),
                     e == 0.75 ? std::optional<MeasuredOnset>(
                                   {7., 0.7, "density wave", 0.7, 0.1, 0.5})
                               : std::optional<MeasuredOnset>(),
                     e == 1.25 ? std::vector<BandNews>(
                                   {{"band_birth", 9., 0.9, 0.4, 0., {3., 4.}}})
                               : std::vector<BandNews>(),
                     {},
                     {}},
                    comm);
    };
    EventLog whole(folder, material, si);
    whole.begin();
    feed(whole, 0., 2.);
    whole.finish(comm);
    const std::string expected = contents();

    EventLog part(folder, material, si);
    part.begin();
    feed(part, 0., 1.1);
    const auto saved = nlohmann::json::parse(part.save().dump());
    part.finish(comm); // rows that the continuation has to forget
    feed(part, 1.25, 1.3);
    EventLog rest(folder, material, si);
    rest.load(saved);
    rest.begin();
    feed(rest, 1.25, 2.);
    rest.finish(comm);
    EXPECT_EQ(contents(), expected);
    EXPECT_EQ(rest.report(), whole.report());
    fs::remove_all(folder);

    std::istringstream lines(expected);
    std::string header, onset;
    std::getline(lines, header);
    EXPECT_EQ(header, "time[s],strain[-],event,value,unit,position[m]");
    std::getline(lines, onset);
    EXPECT_EQ(onset, "15,0.69999999999999996,instability_onset,700000000,Pa,");
    EXPECT_NE(expected.find("band_birth,0.40000000000000002,-,"
                            "3.0000000000000004e-09 4.0000000000000002e-09"),
              std::string::npos)
      << expected;
    EXPECT_NE(expected.find("peak_stress,1000000000,Pa"), std::string::npos);
    EXPECT_NE(expected.find("stress_drop"), std::string::npos);
  }
} // namespace vitriflow
