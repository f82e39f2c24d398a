#include <vitriflow/output/bands.h>

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numeric>
#include <random>

namespace vitriflow
{
  namespace
  {
    constexpr double pi  = dealii::numbers::PI;
    constexpr double deg = pi / 180.;

    using Profile = std::function<double(double)>;

    /** One at the centre, one half at half the width from it. */
    Profile gaussian(const double width)
    {
      return [=](const double s) {
        return std::exp2(-4. * s * s / (width * width));
      };
    }

    /** Even within, with edges that the lattice resolves. */
    Profile plateau(const double width)
    {
      return [=](const double s) {
        const double edge = 0.1 * width;
        return 0.5 * (1. - std::tanh((std::abs(s) - 0.5 * width) / edge));
      };
    }

    /** Of rates at physical points. */
    template <int dim>
    ShearRateLattice<dim>
    lattice_of(const std::array<unsigned int, dim> &n,
               const std::array<double, dim> &size,
               const double tilt,
               const std::function<double(const dealii::Point<dim> &)> &rate)
    {
      ShearRateLattice<dim> l;
      l.n                 = n;
      l.size              = size;
      l.tilt              = tilt;
      std::size_t n_nodes = 1;
      for (const unsigned int m : n)
        n_nodes *= m;
      for (std::size_t i = 0; i < n_nodes; ++i)
        {
          dealii::Point<dim> p;
          std::size_t digits = i;
          for (unsigned int d = 0; d < dim; ++d, digits /= n[d - 1])
            p[d] = (digits % n[d] + 0.5) * size[d] / n[d];
          p[0] += tilt * p[1];
          l.values.push_back(rate(p));
        }
      return l;
    }

    ShearRateLattice<2>
    lattice(const std::array<unsigned int, 2> &n,
            const std::array<double, 2> &size,
            const double tilt,
            const std::function<double(double, double)> &rate)
    {
      return lattice_of<2>(n, size, tilt, [&](const dealii::Point<2> &p) {
        return rate(p[0], p[1]);
      });
    }

    /** Independent of the standard library's distributions. */
    template <int dim>
    void add_noise(ShearRateLattice<dim> &l, const double amplitude)
    {
      std::mt19937 random(7);
      for (double &value : l.values)
        value += amplitude * (2. * random() / 4294967296. - 1.);
    }

    /**
     * Bands that close on themselves: their phase is a sum of @p waves[d]
     * periods along X, Y (and z); one band per full period.
     */
    template <int dim>
    struct PlantedBands
    {
      std::array<int, dim> waves;
      std::array<double, dim> size;
      double tilt;

      dealii::Tensor<1, dim> phase_gradient() const
      {
        dealii::Tensor<1, dim> k;
        for (unsigned int d = 0; d < dim; ++d)
          k[d] = waves[d] / size[d];
        k[1] -= tilt * k[0];
        return k;
      }

      unsigned int count() const
      {
        int common = 0;
        for (const int n : waves)
          common = std::gcd(common, n);
        return common;
      }

      double spacing() const
      {
        return 1. / phase_gradient().norm();
      }

      /** In (-pi/2, pi/2]. */
      double angle() const
      {
        const auto k = phase_gradient();
        return std::atan(-k[0] / k[1]);
      }

      /** Distance from the nearest band. */
      double distance(const dealii::Point<dim> &p) const
      {
        const double phase = phase_gradient() * p - 0.3;
        return (phase - std::round(phase)) * spacing();
      }
    };

    /** What the tests ask for: five per cent, of a right angle for angles. */
    constexpr double tolerance = 0.05;

    void expect_angle(const double found, const double planted)
    {
      const double difference = found - planted;
      EXPECT_NEAR(difference - pi * std::round(difference / pi),
                  0.,
                  tolerance * 90. * deg);
    }

    template <int dim>
    void expect_bands(const PlantedBands<dim> &planted,
                      const double width,
                      const Profile &profile,
                      const std::array<unsigned int, dim> &n)
    {
      auto l = lattice_of<dim>(n,
                               planted.size,
                               planted.tilt,
                               [&](const dealii::Point<dim> &p) {
                                 return 0.4 + 2. * profile(planted.distance(p));
                               });
      add_noise(l, 0.2); // a tenth of the bands
      const auto bands = find_bands(l);
      const auto k     = planted.phase_gradient();
      ASSERT_EQ(bands.size(), planted.count());
      for (const Band<dim> &band : bands)
        {
          EXPECT_TRUE(band.spans);
          expect_angle(band.angle, planted.angle());
          EXPECT_GT(std::abs(band.normal * k) / k.norm(),
                    std::cos(tolerance * 90. * deg));
          EXPECT_NEAR(band.width, width, tolerance * width);
          EXPECT_NEAR(band.rate, 2.4, tolerance * 2.4);
          EXPECT_NEAR(band.area * planted.spacing() * planted.count(),
                      l.volume(),
                      1e-9 * l.volume());
          EXPECT_NEAR(planted.distance(band.position), 0., tolerance * width);
        }
      EXPECT_NEAR(band_spacing(l, bands),
                  planted.spacing(),
                  tolerance * planted.spacing());
    }
  } // namespace

  // Widths are ten lattice spacings or more: bilinear interpolation adds up to
  // a quarter of a squared spacing to the squared width of a Gauss curve
  // (standard deviation w/2.35), 0.7 % of w. Noise of a tenth of the peak,
  // averaged over the fifty points or more of a band, shifts the half maximum
  // by 1 % of it, and the width of a Gauss curve by as much.

  TEST(Bands, OneAlongTheFlow)
  {
    for (const double tilt : {0., 0.3, -0.5})
      expect_bands<2>({{{0, 1}}, {{64., 64.}}, tilt},
                      8.,
                      gaussian(8.),
                      {{96, 96}});
  }

  TEST(Bands, SeveralAcrossThePeriodicSides)
  {
    for (const double tilt : {0., 0.3, 1.})
      {
        expect_bands<2>({{{1, 1}}, {{64., 64.}}, tilt},
                        6.,
                        gaussian(6.),
                        {{128, 128}});
        expect_bands<2>({{{2, 2}}, {{64., 64.}}, tilt},
                        6.,
                        plateau(6.),
                        {{128, 128}});
        expect_bands<2>({{{3, 0}}, {{64., 64.}}, tilt},
                        6.,
                        gaussian(6.),
                        {{128, 128}});
        expect_bands<2>({{{2, -1}}, {{80., 40.}}, tilt},
                        4.,
                        gaussian(4.),
                        {{240, 120}});
      }
  }

  /** A band that ends within the box, and one that does not: two bands, of
   * different strength, the stronger first. */
  TEST(Bands, EndsWithinTheBox)
  {
    const double width = 5., length = 30., angle = -60. * deg;
    const Profile across = plateau(width), along = plateau(length);
    const Profile other = gaussian(width);
    ShearRateLattice<2> l =
      lattice({{128, 128}}, {{64., 64.}}, 0., [&](double x, double y) {
        const double dx = x - 40., dy = y - 20.;
        const double t = dx * std::cos(angle) + dy * std::sin(angle);
        const double n = -dx * std::sin(angle) + dy * std::cos(angle);
        return 0.3 + 1.8 * across(n) * along(t) + 2. * other(y - 52.);
      });
    add_noise(l, 0.1);
    const auto bands = find_bands(l);
    ASSERT_EQ(bands.size(), 2u);
    EXPECT_TRUE(bands[0].spans);
    expect_angle(bands[0].angle, 0.);
    EXPECT_NEAR(bands[0].position[1], 52., tolerance * width);
    EXPECT_FALSE(bands[1].spans);
    expect_angle(bands[1].angle, angle);
    EXPECT_NEAR(bands[1].position[0], 40., tolerance * length);
    EXPECT_NEAR(bands[1].position[1], 20., tolerance * length);
    EXPECT_NEAR(bands[1].length, length, tolerance * length);
    // the soft ends, a tenth of the length, lower the profile to 0.95 of what
    // it is in the middle; the edges of the plateau are a tenth of the width
    EXPECT_NEAR(bands[1].width, width, tolerance * width);
    const double area = 64. * 64.;
    EXPECT_NEAR(band_spacing(l, bands), area / 94., tolerance * area / 94.);
  }

  /** The profile follows the centre line: a wave in it, as high as the band is
   * wide, changes the width by the mean inclination only, here 2 %. */
  TEST(Bands, FollowsAWavyBand)
  {
    const double width    = 8.;
    const Profile profile = gaussian(width);
    ShearRateLattice<2> l =
      lattice({{128, 128}}, {{128., 128.}}, 0., [&](double x, double y) {
        return 0.4 + 2. * profile(y - 60. -
                                  0.5 * width * std::sin(2. * pi * x / 128.));
      });
    add_noise(l, 0.2);
    const auto bands = find_bands(l);
    ASSERT_EQ(bands.size(), 1u);
    EXPECT_NEAR(bands[0].width, width, tolerance * width);
  }

  TEST(Bands, SpansAChannelFromWallToWall)
  {
    const double width    = 6.;
    const Profile profile = gaussian(width);
    const double angle    = 70. * deg;
    ShearRateLattice<2> l =
      lattice({{128, 64}}, {{64., 32.}}, 0., [&](double x, double y) {
        return 0.4 + 2. * profile((x - 32.) * std::sin(angle) -
                                  (y - 16.) * std::cos(angle));
      });
    l.walls = true;
    add_noise(l, 0.2);
    const auto bands = find_bands(l);
    ASSERT_EQ(bands.size(), 1u);
    EXPECT_TRUE(bands[0].spans);
    expect_angle(bands[0].angle, angle);
    EXPECT_NEAR(bands[0].width, width, tolerance * width);
  }

  /** A strong band crossed by a weaker one: a network above half way to the
   * peak, but not higher up. */
  TEST(Bands, TakesNetworksApart)
  {
    const Profile profile = gaussian(6.);
    ShearRateLattice<2> l =
      lattice({{128, 128}}, {{64., 64.}}, 0., [&](double x, double y) {
        return 0.3 + std::max(3. * profile(y - 32.), 2. * profile(x - 32.));
      });
    const auto bands = find_bands(l);
    ASSERT_GE(bands.size(), 1u);
    EXPECT_TRUE(bands[0].spans);
    expect_angle(bands[0].angle, 0.);
  }

  TEST(Bands, NoneInNoiseOrSpots)
  {
    ShearRateLattice<2> l =
      lattice({{64, 64}}, {{64., 64.}}, 0.2, [](double, double) { return 1.; });
    EXPECT_TRUE(find_bands(l).empty());
    add_noise(l, 0.9);
    EXPECT_TRUE(find_bands(l).empty());
    l = lattice({{64, 64}}, {{64., 64.}}, 0., [](double x, double y) {
      const double dx = x - 20., dy = y - 30.;
      return 0.5 + 5. * std::exp(-(dx * dx + dy * dy) / 50.);
    });
    EXPECT_TRUE(find_bands(l).empty());
    EXPECT_EQ(band_spacing<2>(l, {}), 0.);
    l.values[7] = std::nan("");
    EXPECT_TRUE(find_bands(l).empty());
    l.values.assign(l.values.size(), 0.);
    EXPECT_TRUE(find_bands(l).empty());
  }

  /** Rates of g = 1 outside and 5 in a tenth of the box: 5/14 of the shear. */
  TEST(Bands, ShareOfTheShear)
  {
    const ShearRateLattice<2> l =
      lattice({{60, 60}}, {{60., 60.}}, 0., [](double, double y) {
        return y > 20. && y < 26. ? 5. : 1.;
      });
    const auto bands = find_bands(l);
    ASSERT_EQ(bands.size(), 1u);
    EXPECT_NEAR(bands[0].strain_rate_share, 5. / 14., 1e-12);
    EXPECT_NEAR(bands[0].width, 6., 1e-12);
    EXPECT_NEAR(bands[0].rate, 5., 1e-12);
  }

  /** Sheets along the flow, along +-45 degrees, and oblique to the third
   * direction. Eight lattice spacings a width: a wider Gauss curve by 1.1 %
   * (see above). */
  TEST(Bands, SheetsInThreeDimensions)
  {
    for (const double tilt : {0., 0.4})
      {
        expect_bands<3>({{{0, 1, 0}}, {{32., 32., 16.}}, tilt},
                        6.,
                        gaussian(6.),
                        {{48, 48, 24}});
        expect_bands<3>({{{2, 2, 0}}, {{48., 48., 16.}}, tilt},
                        5.,
                        gaussian(5.),
                        {{72, 72, 24}});
        expect_bands<3>({{{1, 0, 0}}, {{32., 32., 16.}}, tilt},
                        6.,
                        gaussian(6.),
                        {{48, 48, 24}});
        expect_bands<3>({{{1, 1, 1}}, {{32., 32., 32.}}, tilt},
                        5.,
                        gaussian(5.),
                        {{48, 48, 48}});
        expect_bands<3>({{{1, -1, 2}}, {{40., 40., 40.}}, tilt},
                        4.,
                        gaussian(4.),
                        {{60, 60, 60}});
      }
  }

  /** Sheet that ends within the box along the flow and closes on itself along
   * the third direction; and a channel spanned from wall to wall. */
  TEST(Bands, SheetsThatEndAndSheetsBetweenWalls)
  {
    const double width = 5., length = 24., angle = 30. * deg;
    const Profile across = plateau(width), along = plateau(length);
    auto ending = lattice_of<3>(
      {{64, 64, 16}}, {{48., 48., 12.}}, 0., [&](const dealii::Point<3> &p) {
        const double dx = p[0] - 24., dy = p[1] - 20.;
        const double t = dx * std::cos(angle) + dy * std::sin(angle);
        const double n = -dx * std::sin(angle) + dy * std::cos(angle);
        return 0.3 + 2. * across(n) * along(t);
      });
    add_noise(ending, 0.1);
    auto bands = find_bands(ending);
    ASSERT_EQ(bands.size(), 1u);
    EXPECT_FALSE(bands[0].spans);
    expect_angle(bands[0].angle, angle);
    EXPECT_NEAR(bands[0].width, width, tolerance * width);
    EXPECT_NEAR(bands[0].length, length, tolerance * length);
    EXPECT_NEAR(bands[0].area, length * 12., tolerance * length * 12.);
    EXPECT_NEAR(bands[0].normal[2], 0., tolerance);

    const Profile profile = gaussian(6.);
    const double steep    = 70. * deg;
    auto channel          = lattice_of<3>(
      {{64, 32, 16}}, {{48., 24., 12.}}, 0., [&](const dealii::Point<3> &p) {
        return 0.4 + 2. * profile((p[0] - 24.) * std::sin(steep) -
                                  (p[1] - 12.) * std::cos(steep));
      });
    channel.walls = true;
    add_noise(channel, 0.2);
    bands = find_bands(channel);
    ASSERT_EQ(bands.size(), 1u);
    EXPECT_TRUE(bands[0].spans);
    expect_angle(bands[0].angle, steep);
    EXPECT_NEAR(bands[0].width, 6., tolerance * 6.);
  }

  /** A cigar is no band, nor is a network of sheets. */
  TEST(Bands, NoRodsInThreeDimensions)
  {
    const auto rod = lattice_of<3>(
      {{48, 48, 24}}, {{48., 48., 24.}}, 0., [](const dealii::Point<3> &p) {
        const double dy = p[1] - 24., dz = p[2] - 12.;
        return 0.3 + 4. * std::exp(-(dy * dy + dz * dz) / 20.);
      });
    EXPECT_TRUE(find_bands(rod).empty());
  }

  /** Mean density and geometric mean of the relaxation time within. */
  TEST(Bands, WhatTheyAreMadeOf)
  {
    ShearRateLattice<2> l =
      lattice({{60, 60}}, {{60., 60.}}, 0., [](double, double y) {
        return y > 20. && y < 26. ? 5. : 1.;
      });
    for (std::size_t i = 0; i < l.values.size(); ++i)
      {
        const bool inside = l.values[i] > 2.;
        l.density.push_back(inside ? 0.9 : 1.01);
        l.relaxation_time.push_back(inside ? (i % 2 == 0 ? 1e-3 : 1e-1) : 2.);
      }
    const auto bands = find_bands(l);
    ASSERT_EQ(bands.size(), 1u);
    EXPECT_NEAR(bands[0].density, 0.9, 1e-12);
    EXPECT_NEAR(bands[0].relaxation_time, 1e-2, 1e-12);
  }
} // namespace vitriflow
