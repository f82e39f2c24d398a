// Question: do bands keep their identity from one measurement to the next, and
// are births, ends and mergers noticed once, at their time?

#include <vitriflow/output/band_tracker.h>

#include <gtest/gtest.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    template <int dim>
    ShearRateLattice<dim> box(const double tilt = 0.)
    {
      ShearRateLattice<dim> l;
      l.size.fill(64.);
      l.tilt = tilt;
      return l;
    }

    /** One that closes on itself, with the line at an angle to the flow. */
    template <int dim>
    Band<dim>
    band_at(const double y, const double angle = 0., const double width = 4.)
    {
      Band<dim> b;
      b.position[0]       = 10.;
      b.position[1]       = y;
      b.normal[0]         = -std::sin(angle);
      b.normal[1]         = std::cos(angle);
      b.angle             = angle;
      b.width             = width;
      b.length            = 64.;
      b.area              = dim == 2 ? 64. : 64. * 64.;
      b.strain_rate_share = 0.5;
      b.spans             = true;
      return b;
    }

    template <int dim>
    using Kinds = std::vector<typename BandChange<dim>::Kind>;

    template <int dim>
    Kinds<dim> kinds(const std::vector<BandChange<dim>> &changes)
    {
      Kinds<dim> result;
      for (const auto &change : changes)
        result.push_back(change.kind);
      return result;
    }
  } // namespace

  using Kind2 = BandChange<2>::Kind;

  TEST(BandTracker, OneThatMovesAcrossThePeriodicSide)
  {
    BandTracker<2> tracker;
    for (int i = 0; i < 40; ++i)
      {
        const double y = 50. + i - (50 + i >= 64 ? 64. : 0.);
        const auto changes =
          tracker.update(i, 0.01 * i, box<2>(), {band_at<2>(y)});
        ASSERT_EQ(changes.size(), i == 1 ? 1u : 0u) << i;
        ASSERT_EQ(tracker.present()[0].id, 1u);
      }
    const auto history = tracker.history();
    ASSERT_EQ(history.size(), 1u);
    EXPECT_EQ(history[0].birth_time, 0.);
    EXPECT_NEAR(history[0].lifetime_strain(), 0.39, 1e-12);
    EXPECT_NEAR(history[0].strain_share, 0.5, 1e-12);
  }

  /** The mean shear carries a steep one along and turns it: by hand, not by the
   * formula: two of its points move with the flow. */
  TEST(BandTracker, OneThatTheFlowTurns)
  {
    BandTracker<2> tracker;
    double x0 = 20., x1 = 20.;
    const double y0 = 5., y1 = 59., step = 0.2;
    for (int i = 0; i < 6; ++i)
      {
        Band<2> b     = band_at<2>(y1, std::atan2(y1 - y0, x1 - x0), 2.);
        b.position[0] = x1;
        tracker.update(i, step * i, box<2>(step * i), {b});
        EXPECT_EQ(tracker.present()[0].id, 1u) << i;
        x0 += step * y0;
        x1 += step * y1;
      }
  }

  TEST(BandTracker, BirthArrestAndFlicker)
  {
    BandTracker<2> tracker;
    const auto l = box<2>();
    EXPECT_TRUE(tracker.update(0., 0., l, {}).empty());
    // seen once only
    EXPECT_TRUE(tracker.update(1., 0.1, l, {band_at<2>(10.)}).empty());
    EXPECT_TRUE(tracker.update(2., 0.2, l, {band_at<2>(40.)}).empty());
    auto changes = tracker.update(3., 0.3, l, {band_at<2>(40.)});
    ASSERT_EQ(kinds(changes), Kinds<2>{Kind2::birth});
    EXPECT_EQ(changes[0].band.birth_time, 2.);
    EXPECT_EQ(changes[0].band.id, 2u);
    // missed once
    EXPECT_TRUE(tracker.update(4., 0.4, l, {}).empty());
    EXPECT_TRUE(tracker.update(5., 0.5, l, {band_at<2>(40.5)}).empty());
    EXPECT_EQ(tracker.present()[0].id, 2u);
    // and for good
    EXPECT_TRUE(tracker.update(6., 0.6, l, {}).empty());
    changes = tracker.update(7., 0.7, l, {});
    ASSERT_EQ(kinds(changes), Kinds<2>{Kind2::arrest});
    EXPECT_EQ(changes[0].band.last_time, 5.);
    EXPECT_NEAR(changes[0].band.lifetime_strain(), 0.3, 1e-12);
    const auto history = tracker.history();
    ASSERT_EQ(history.size(), 1u);
    EXPECT_TRUE(history[0].is_over);
  }

  TEST(BandTracker, Merger)
  {
    BandTracker<2> tracker;
    const auto l = box<2>();
    for (int i = 0; i < 6; ++i)
      tracker.update(i, 0.1 * i, l, {band_at<2>(30.), band_at<2>(40. - i)});
    // they were 5 apart, and stand for one that is as wide as both
    const auto changes = tracker.update(6., 0.6, l, {band_at<2>(32., 0., 8.)});
    ASSERT_EQ(kinds(changes), Kinds<2>{Kind2::merger});
    EXPECT_EQ(changes[0].band.id, 2u);
    EXPECT_EQ(*changes[0].band.merged_into, 1u);
    EXPECT_EQ(tracker.present()[0].id, 1u);
  }

  /** Crossing directions and neighbours are other bands. */
  TEST(BandTracker, OthersAreNotTheSame)
  {
    BandTracker<2> tracker;
    const auto l = box<2>();
    tracker.update(0., 0., l, {band_at<2>(30.)});
    tracker.update(0.1, 0.001, l, {band_at<2>(30., 0.6)});
    EXPECT_EQ(tracker.present()[0].id, 2u);
    tracker.update(0.2, 0.002, l, {band_at<2>(36., 0.6)});
    EXPECT_EQ(tracker.present()[0].id, 3u);
    // short ones on one line, far apart
    Band<2> left = band_at<2>(50.), right = band_at<2>(50.);
    left.spans = right.spans = false;
    left.length = right.length = 12.;
    right.position[0]          = 40.;
    tracker.update(0.3, 0.003, l, {left});
    tracker.update(0.4, 0.004, l, {right});
    EXPECT_EQ(tracker.present()[0].id, 5u);
  }

  TEST(BandTracker, SheetsAndRestart)
  {
    using Kind = BandChange<3>::Kind;
    BandTracker<3> whole, part;
    const auto l        = box<3>();
    const auto sighting = [](const int i) {
      std::vector<Band<3>> bands = {band_at<3>(20.)};
      bands[0].strain_rate_share = 0.1 * i;
      if (i > 3)
        bands.push_back(band_at<3>(50. + 0.5 * i, 0.3));
      return bands;
    };
    for (int i = 0; i < 5; ++i)
      {
        whole.update(i, 0.01 * i, l, sighting(i));
        part.update(i, 0.01 * i, l, sighting(i));
      }
    BandTracker<3> rest;
    rest.load(nlohmann::json::parse(part.save().dump()));
    const auto expected = whole.update(5, 0.05, l, sighting(5));
    const auto found    = rest.update(5, 0.05, l, sighting(5));
    ASSERT_EQ(kinds(expected), Kinds<3>{Kind::birth});
    EXPECT_EQ(kinds(found), kinds(expected));
    EXPECT_EQ(rest.save(), whole.save());
    // mean of 0 ... 0.5 by the trapezoidal rule
    EXPECT_NEAR(rest.present()[0].strain_share, 0.25, 1e-12);
  }
} // namespace vitriflow
