// Question: do grains, layers, phases and clusters have the fraction, size and
// direction asked for?

#include <vitriflow/statistics/clusters.h>
#include <vitriflow/statistics/power_spectrum.h>

#include <deal.II/base/numbers.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "structure/bad_input.h"
#include "structure/draw.h"

namespace
{
  using namespace vitriflow;
  using dealii::numbers::PI;

  TEST(Grains, InterfaceOfPoissonVoronoiCells)
  {
    // Cells of intensity l have 2 sqrt(l) of edges per area and 2.910 l^(1/3)
    // of faces per volume (S.N. Chiu et al., Stochastic Geometry, 2013). The
    // integral over a Gaussian of full width w is w sqrt(pi/(4 ln 2)).
    // Junctions, where profiles merge, take away about (w/D)^2.
    const double w = 0.2, d = 10.;
    const std::string lines          = of_kind("grains",
                                      "set Amplitude = 1\nset Grain size = 10\n"
                                               "set Interface width = 0.2");
    const double profile             = w * std::sqrt(PI / (4. * std::log(2.)));
    const std::array<double, 2> box2 = {{150., 150.}};
    std::vector<double> covered;
    for (unsigned int seed = 1; seed <= 4; ++seed)
      covered.push_back(mean(
        deviations<2>(*draw_field<2>(lines, box2, seed), box2, 900).values()));
    const double l2 = 4. / (PI * d * d);
    const Estimate found(covered);
    EXPECT_LT(found.error, 0.02 * found.value);
    EXPECT_NEAR(found.value,
                2. * std::sqrt(l2) * profile,
                4. * found.error + 2. * w * w / (d * d));

    const std::array<double, 3> box3 = {{40., 40., 40.}};
    const double l3                  = 6. / (PI * d * d * d);
    // one box of 122 grains: the face area of a cell scatters by 25 %, of
    // their mean by 2.3 %; 80^3 points of which 1/20 lie on faces by 0.6 %
    EXPECT_NEAR(
      mean(deviations<3>(
             *draw_field<3>(of_kind("grains",
                                    "set Amplitude = 1\nset Grain size = 10\n"
                                    "set Interface width = 0.5"),
                            box3),
             box3,
             60)
             .values()),
      2.910 * std::cbrt(l3) * 2.5 * profile,
      2.910 * std::cbrt(l3) * 2.5 * profile * 0.08);
  }

  TEST(Grains, AreSeparatedByInterfaces)
  {
    // the number of grains is the number of pieces the interfaces leave
    const std::array<double, 2> box = {{80., 80.}};
    const auto field =
      draw_field<2>(of_kind("grains",
                            "set Amplitude = 1\nset Grain size = 20\n"
                            "set Interface width = 0.5"),
                    box);
    auto indicator = deviations<2>(*field, box, 800);
    std::vector<char> inside;
    for (const double value : indicator.values())
      inside.push_back(value < 0.5);
    // 80^2/(100 pi) = 20.4; slivers narrower than the interface vanish
    const auto pieces = find_clusters<2>(indicator.grid(), inside);
    EXPECT_LE(pieces.size(), 20u);
    EXPECT_GE(pieces.size(), 19u);
  }

  /** In a box that is thinner than a grain, every grain borders on its own
   * image: half-way between the two there is an interface at any height. */
  TEST(Grains, FewBorderOnTheirOwnImages)
  {
    constexpr double thickness = 4., height = 40.;
    const auto field = draw_field<2>(of_kind("grains",
                                             "set Amplitude = 1\n"
                                             "set Grain size = 8\n"
                                             "set Interface width = 0.5"),
                                     {{thickness, height}},
                                     3);
    for (double y = 0.; y < height; y += 0.5)
      {
        double largest = 0.;
        for (double x = 0.; x < thickness; x += 0.02)
          largest = std::max(largest, field->value({x, y}) - 1.);
        // 0.01 from the interface, exp(-4 ln 2 (0.01/0.5)^2)
        EXPECT_GT(largest, 0.99) << y;
      }
  }

  TEST(Laminate, LayersInPlace)
  {
    const std::array<double, 2> box = {{40., 20.}};
    const auto field =
      draw_field<2>(of_kind("laminate",
                            "set Amplitude = 0.5\nset Periods = 0, 2\n"
                            "set Fraction = 0.3\n"
                            "set Interface width = 0.5"),
                    box);
    EXPECT_NEAR(field->value({3., 5.}), 1.5, 1e-4); // tanh(2 1.5/0.5) is 1-1e-5
    EXPECT_NEAR(field->value({3., 6.5}), 1.25, 1e-12); // the edge
    EXPECT_NEAR(field->value({3., 10.}), 1., 1e-4);
    EXPECT_NEAR(field->value({3., 25.}), field->value({-7., 5.}), 1e-12);
    // inclined: 1, 2 periods along x, y; constant along the layers
    const auto inclined =
      draw_field<2>(of_kind("laminate", "set Periods = 1, 2"), box);
    for (double s = 0.; s < 40.; s += 1.7)
      EXPECT_NEAR(inclined->value({5. + s, 3. - s / 4.}),
                  inclined->value({5., 3.}),
                  1e-12);
  }

  TEST(Segment, GaussianOfTheDistance)
  {
    const std::array<double, 2> box = {{80., 20.}};
    // through (40, 10) at 30 degrees, half as long as 10
    const auto field = draw_field<2>(of_kind("segment",
                                             "set Amplitude = 0.5\n"
                                             "set Half length = 10\n"
                                             "set Angle = 30\nset Width = 2"),
                                     box);
    const double c = std::cos(dealii::numbers::PI / 6.), s = 0.5;
    const auto at = [&](const double along, const double across) {
      return field->value(
        {40. + along * c - across * s, 10. + along * s + across * c});
    };
    for (const double along : {-10., -3., 0., 10.})
      for (const double across : {-2., 0., 1.})
        EXPECT_NEAR(at(along, across),
                    1. + 0.5 * std::exp(-across * across / 8.),
                    1e-12);
    // round ends, and images next to them
    EXPECT_NEAR(at(13., 0.), 1. + 0.5 * std::exp(-9. / 8.), 1e-12);
    EXPECT_NEAR(at(-10., 2.), at(-10., -2.), 1e-12);
    EXPECT_NEAR(field->value({10., 12.}), field->value({90., 32.}), 1e-12);
  }

  TEST(SurfaceLayer, Profiles)
  {
    const std::array<double, 2> box = {{10., 20.}};
    const auto draw                 = [&](const std::string &lines) {
      return draw_field<2>(of_kind("surface layer",
                                   "set Amplitude = 0.5\nset Depth = 4\n" +
                                     lines),
                           box);
    };
    const auto both = draw("");
    EXPECT_NEAR(both->value({1., 0.}), 1.5, 1e-14);
    EXPECT_NEAR(both->value({1., 20.}), 1.5, 1e-14);
    EXPECT_NEAR(both->value({1., 18.}), 1. + 0.5 * std::exp(-0.5), 1e-14);
    const auto upper = draw("set Side = upper\nset Profile = linear");
    EXPECT_NEAR(upper->value({1., 0.}), 1., 1e-14);
    EXPECT_NEAR(upper->value({1., 19.}), 1.375, 1e-14);
    EXPECT_NEAR(upper->value({1., 20.}), 1.5, 1e-14);
    const auto step =
      draw("set Side = lower\nset Profile = step\nset Direction = x");
    EXPECT_EQ(step->value({3.9, 1.}), 1.5);
    EXPECT_EQ(step->value({4.1, 1.}), 1.);
  }

  TEST(Phases, FractionAndWavelength)
  {
    const std::array<double, 2> box = {{64., 64.}};
    for (const std::string method : {"clipped", "Cahn-Hilliard"})
      for (const double fraction : {0.3, 0.5})
        {
          SCOPED_TRACE(method + ", fraction " + std::to_string(fraction));
          const auto field =
            draw_field<2>(sharp("phases",
                                "set Method = " + method +
                                  "\nset Wavelength = 8\nset Fraction = " +
                                  std::to_string(fraction)),
                          box);
          // the fraction is exact on the 160^2 points of the drawing, up to
          // rounding and the point that sets the level
          const auto indicator = deviations<2>(*field, box, 160);
          EXPECT_NEAR(mean(indicator.values()), fraction, 2. / (160. * 160.));
          // The spectrum of the sharp pattern peaks near the wavelength; its
          // centre below twice that wave number, free of the edges' tail, is
          // within a fifth of it: the ring is 15 % wide, that of the
          // Cahn-Hilliard pattern wider.
          const auto spectrum = power_spectrum(indicator);
          const double k0     = 2. * PI / 8.;
          double sum = 0., weight = 0.;
          for (std::size_t i = 0; i < spectrum.k.size(); ++i)
            if (spectrum.k[i] < 2. * k0)
              {
                const double power = spectrum.density[i] * spectrum.k[i];
                sum += power * spectrum.k[i];
                weight += power;
              }
          EXPECT_NEAR(sum / weight, k0, 0.2 * k0);
        }
  }

  TEST(Phases, DropletsAndInterconnectedPattern)
  {
    const std::array<double, 2> box = {{96., 96.}};
    const auto pieces               = [&](const std::string &fraction) {
      return clusters(deviations<2>(*draw_field<2>(sharp("phases",
                                                         "set Wavelength = 8\n"
                                                                       "set Fraction = " +
                                                           fraction),
                                                   box),
                                    box,
                                    240));
    };
    // one droplet in (wavelength)^2 at most: (96/8)^2 = 144, all separate
    const auto droplets = pieces("0.15");
    EXPECT_GT(droplets.size(), 50u);
    EXPECT_LT(droplets[0].size, 0.1 * 0.15 * 96. * 96.);
    // above the threshold 1/2 of the plane nearly all is one piece
    const auto connected = pieces("0.6");
    EXPECT_TRUE(connected[0].spans);
    EXPECT_GT(connected[0].size, 0.8 * 0.6 * 96. * 96.);
  }

  TEST(Clusters, FractionAndLargestCluster)
  {
    const std::array<double, 2> box = {{128., 128.}};
    const auto all                  = deviations<2>(
      *draw_field<2>(sharp("clusters", "set Fraction = 0.7\nset Site size = 1"),
                     box),
      box,
      256);
    // exact: 11469 of 16384 sites; points at a quarter of the sites' corners
    // lie on edges, where the sharp step gives the site to the right
    EXPECT_NEAR(mean(all.values()), 0.7, 1. / 128. / 128.);
    const auto largest =
      deviations<2>(*draw_field<2>(sharp("clusters",
                                         "set Fraction = 0.7\n"
                                         "set Site size = 1\n"
                                         "set Keep = largest"),
                                   box),
                    box,
                    256);
    EXPECT_EQ(clusters(largest).size(), 1u);
    // well above the threshold 0.5927 nearly all sites belong to it
    EXPECT_GT(mean(largest.values()), 0.6);
    EXPECT_NEAR(clusters(largest)[0].size, clusters(all)[0].size, 1e-9);
  }

  TEST(Shapes, EdgesAreSmeared)
  {
    const std::array<double, 2> box = {{40., 40.}};
    const auto field =
      draw_field<2>(of_kind("clusters",
                            "set Amplitude = 1\nset Fraction = 0.5\n"
                            "set Site size = 4\nset Interface width = 1"),
                    box);
    // continuous across all edges: the steepest slope is 1/width per
    // direction, so that neighbours 0.05 apart differ by less than 0.1
    const auto values = deviations<2>(*field, box, 800).values();
    double steepest   = 0.;
    for (std::size_t i = 1; i < values.size(); ++i)
      if (i % 800 != 0)
        steepest = std::max(steepest, std::abs(values[i] - values[i - 1]));
    EXPECT_LT(steepest, 0.1);
    EXPECT_GT(steepest, 0.03);
  }

  TEST(Shapes, BadParametersAreNamed)
  {
    struct Case
    {
      std::string type, name, value;
    };
    for (const Case &bad :
         std::vector<Case>{{"inclusions", "Amplitude", "-1"},
                           {"inclusions", "Fraction", "1"},
                           {"inclusions", "Fraction", "0.9"},
                           {"inclusions", "Fraction", "1e-4"},
                           {"inclusions", "Radius", "30"},
                           {"inclusions", "Radius", "1e-5"},
                           {"inclusions", "Radius deviation", "2"},
                           {"inclusions", "Aspect ratio", "3, 2"},
                           {"inclusions", "Interface width", "-1"},
                           {"grains", "Grain size", "0"},
                           {"grains", "Grain size", "100"},
                           {"grains", "Interface width", "0"},
                           {"laminate", "Periods", "0, 0"},
                           {"laminate", "Fraction", "0"},
                           {"segment", "Width", "0"},
                           {"segment", "Half length", "-1"},
                           {"segment", "Centre", "0.5, 1.5"},
                           {"surface layer", "Depth", "-1"},
                           {"surface layer", "Direction", "z"},
                           {"phases", "Fraction", "0"},
                           {"phases", "Wavelength", "100"},
                           {"phases", "Wavelength", "0.01"},
                           {"clusters", "Fraction", "-1"},
                           {"clusters", "Site size", "20"},
                           {"clusters", "Interface width", "2"}})
      expect_bad_input("Structure/Density/" +
                         FieldGenerators::subsection(bad.type) + "/" +
                         bad.name + " = ",
                       [&]() {
                         draw_field<2>(of_kind(bad.type,
                                               "set " + bad.name + " = " +
                                                 bad.value),
                                       {{40., 40.}});
                       });
  }
} // namespace
