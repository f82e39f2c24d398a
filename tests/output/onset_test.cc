// Question: is the type of instability told from the growth of fluctuations as
// it was defined?

#include <vitriflow/output/onset.h>

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace vitriflow
{
  namespace
  {
    using Waves = std::vector<std::complex<double>>;

    /** Amplitudes, deviation and participation as functions of time. */
    struct History
    {
      double rate                             = 1.;
      std::function<Waves(double)> waves      = [](double) { return Waves(); };
      std::function<double(double)> deviation = [](double) { return 0.; };
      std::function<double(double)> participation = [](double) { return 1.; };
      double rest                                 = 0.; // before the flow
    };

    constexpr double relaxation_time = 1., crossover_time = 0.1;

    OnsetWatch watch()
    {
      return OnsetWatch(GrowthCriterion(), relaxation_time, crossover_time);
    }

    void run(OnsetWatch &onset,
             const History &h,
             const double begin,
             const double end,
             const double dt = 0.01)
    {
      for (int i = std::lround(begin / dt); i <= std::lround(end / dt); ++i)
        {
          Record r;
          r.step                             = i;
          r.time                             = i * dt;
          const double t                     = std::max(r.time - h.rest, 0.);
          r.strain                           = h.rate * t;
          r.shear_rate                       = h.rate;
          r.measurements.shear_stress        = 1. - std::exp(-t);
          r.measurements.density_std         = h.deviation(t);
          r.measurements.participation_ratio = h.participation(t);
          onset.add(r, h.waves(t));
        }
    }

    OnsetWatch after(const History &h, const double end)
    {
      OnsetWatch onset = watch();
      run(onset, h, 0., end);
      return onset;
    }

    History growing(const double rate_of_growth)
    {
      History h;
      h.waves = [=](const double t) {
        return Waves{1e-5 * std::exp(rate_of_growth * t),
                     std::polar(2e-5 * std::exp(-t), 0.3)};
      };
      return h;
    }
  } // namespace

  /** ln A is interpolated: exact for exponential growth. */
  TEST(MeasuredOnsets, TypeByTheTimeOfGrowth)
  {
    for (const auto &[time, type] :
         std::vector<std::pair<double, std::string>>{{1.505, "liquid"},
                                                     {0.9953, "viscoelastic"},
                                                     {0.1037, "viscoelastic"},
                                                     {0.0951, "solid"}})
      {
        const OnsetWatch onset = after(growing(3. / time), 2.);
        ASSERT_TRUE(onset.onset());
        EXPECT_NEAR(onset.onset()->time, time, 1e-12);
        EXPECT_NEAR(onset.onset()->strain, time, 1e-12);
        EXPECT_EQ(onset.onset()->signal, "density wave");
        EXPECT_EQ(onset.type(), type);
        // viscosity of the flow before: linear within a step of 0.01
        const auto report = onset.report(Scales());
        EXPECT_NEAR(report["effective_viscosity"]["value"],
                    1. - std::exp(-time),
                    1e-4);
      }
  }

  TEST(MeasuredOnsets, FirstSignalCounts)
  {
    History h     = growing(3.);
    h.deviation   = [](const double t) { return 1e-4 * std::exp(6. * t); };
    OnsetWatch by = after(h, 2.);
    ASSERT_TRUE(by.onset());
    EXPECT_EQ(by.onset()->signal, "density deviation");
    EXPECT_NEAR(by.onset()->time, 0.5, 1e-12);
    h.participation = [](const double t) { return 1. - t; };
    h.deviation     = [](const double) { return 1e-2; };
    h.waves         = [](const double) { return Waves(); };
    by              = after(h, 2.);
    ASSERT_TRUE(by.onset());
    EXPECT_EQ(by.onset()->signal, "localisation");
    EXPECT_NEAR(by.onset()->time, 0.5, 1e-12);
  }

  /** Waves that were hardly there are fed by others: not followed. */
  TEST(MeasuredOnsets, WeakWavesDoNotCount)
  {
    History h;
    h.waves = [](const double t) {
      return Waves{1e-4 * std::exp(-t), 1e-6 * std::exp(5. * t)};
    };
    EXPECT_FALSE(after(h, 2.).onset());
    h.waves = [](const double t) { return Waves{1e-15 * std::exp(5. * t)}; };
    EXPECT_FALSE(after(h, 2.).onset());
  }

  TEST(MeasuredOnsets, Stable)
  {
    // growth that comes too late
    EXPECT_EQ(after(growing(0.6), 4.5).type(), "stable");
    // a run that ends before, growing and decaying
    EXPECT_EQ(after(growing(0.6), 3.5).type(), "undetermined");
    History slow = growing(-0.3);
    slow.rate    = 0.01;
    EXPECT_EQ(after(slow, 4.).type(), "undetermined");
    EXPECT_EQ(after(slow, 5.5).type(), "stable");
    // nothing that could grow
    EXPECT_EQ(after(History(), 5.).type(), "undetermined");
  }

  /** Time and amplitudes count from the start of the flow. */
  TEST(MeasuredOnsets, AfterRest)
  {
    History h              = growing(3. / 0.5);
    h.rest                 = 1.;
    const OnsetWatch onset = after(h, 3.);
    ASSERT_TRUE(onset.onset());
    EXPECT_NEAR(onset.onset()->time, 0.5, 1e-9);
    EXPECT_NEAR(onset.onset()->begin_time, 1., 1e-9);
    EXPECT_EQ(onset.type(), "viscoelastic");
  }

  TEST(MeasuredOnsets, ContinueAfterRestart)
  {
    const History h = growing(3. / 0.7);
    for (const double stop : {0.3, 1.})
      {
        OnsetWatch part = watch(), rest = watch();
        run(part, h, 0., stop);
        rest.load(nlohmann::json::parse(part.save().dump()));
        run(rest, h, stop + 0.01, 2.);
        EXPECT_EQ(rest.report(Scales()), after(h, 2.).report(Scales()));
      }
  }
} // namespace vitriflow
