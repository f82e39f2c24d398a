// Question: do inclusions, grains, layers, phases and clusters have the
// fraction, size, shape and direction asked for?

#include <vitriflow/statistics/clusters.h>
#include <vitriflow/statistics/power_spectrum.h>
#include <vitriflow/structure/ellipsoid.h>

#include <deal.II/base/numbers.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "structure/draw.h"

namespace
{
  using namespace vitriflow;
  using dealii::Point;
  using dealii::Tensor;
  using dealii::numbers::PI;

  /** Sharp shapes of amplitude 1: the field is their indicator plus 1. */
  std::string sharp(const std::string &type,
                    const std::string &subsection,
                    const std::string &lines)
  {
    return "set Type = " + type + "\nsubsection " + subsection +
           "\nset Amplitude = 1\nset Interface width = 0\n" + lines + "\nend";
  }

  template <int dim>
  std::vector<Cluster> clusters(const GriddedField<dim> &indicator)
  {
    std::vector<char> marked;
    for (const double value : indicator.values())
      marked.push_back(value > 0.5);
    return find_clusters<dim>(indicator.grid(), marked);
  }

  TEST(Ellipsoids, OverlapOfCirclesAndAlignedEllipses)
  {
    Tensor<1, 2> x, y, r;
    x[0]              = 1.;
    y[1]              = 1.;
    const auto circle = make_ellipsoid<2>({}, 1., 1., x);
    r[0]              = 1.999999;
    EXPECT_TRUE(overlap(circle, circle, r));
    r[0] = 2.000001;
    EXPECT_FALSE(overlap(circle, circle, r));

    // semi-axes 2 and 1/2: end to end, side by side, and crossed
    const auto along  = make_ellipsoid<2>({}, 1., 4., x);
    const auto across = make_ellipsoid<2>({}, 1., 4., y);
    for (const double sign : {-1., 1.})
      {
        const double limit_factor = 1. + sign * 1e-6;
        r                         = 4. * limit_factor * x;
        EXPECT_EQ(overlap(along, along, r), sign < 0.);
        r = 1. * limit_factor * y;
        EXPECT_EQ(overlap(along, along, r), sign < 0.);
        r = 2.5 * limit_factor * x;
        EXPECT_EQ(overlap(along, across, r), sign < 0.);
      }
  }

  TEST(Ellipsoids, AffineImageOfTouchingSpheres)
  {
    // stretching space by 3 along z turns spheres into ellipsoids and keeps
    // them touching, in any direction
    Tensor<1, 3> z;
    z[2]                 = 1.;
    const double radius  = std::cbrt(3.); // semi-axes 1, 1, 3
    const auto ellipsoid = make_ellipsoid<3>({}, radius, 3., z);
    EXPECT_NEAR(ellipsoid.longest_semi_axis, 3., 1e-14);
    for (double angle = 0.; angle < 3.; angle += 0.4)
      for (const double sign : {-1., 1.})
        {
          Tensor<1, 3> r;
          r[0] = 2. * (1. + sign * 1e-6) * std::sin(angle);
          r[2] = 3. * 2. * (1. + sign * 1e-6) * std::cos(angle);
          EXPECT_EQ(overlap(ellipsoid, ellipsoid, r), sign < 0.) << angle;
        }
  }

  TEST(Ellipsoids, SignedDistance)
  {
    Tensor<1, 2> x, r;
    x[0]              = 1.;
    const auto circle = make_ellipsoid<2>({}, 2., 1., x);
    // exact for circles; rounding
    r[1] = 3.;
    EXPECT_NEAR(signed_distance(circle, r), 1., 1e-14);
    r[1] = 0.5;
    EXPECT_NEAR(signed_distance(circle, r), -1.5, 1e-14);
    EXPECT_NEAR(signed_distance(circle, Tensor<1, 2>()), -2., 1e-14);
    // along an axis of an ellipse too
    const auto ellipse = make_ellipsoid<2>({}, 2., 4., x);
    r                  = 4.25 * x;
    EXPECT_NEAR(signed_distance(ellipse, r), 0.25, 1e-14);
  }

  TEST(Inclusions, FractionSizeAspectAndDirection)
  {
    const std::array<double, 2> box = {{128., 128.}};
    std::vector<double> fraction, angle_error;
    double aspect_sum = 0., radius_sum = 0., n = 0.;
    for (unsigned int seed = 1; seed <= 5; ++seed)
      {
        const auto field     = draw_field<2>(sharp("inclusions",
                                               "Inclusions",
                                               "set Fraction = 0.12\n"
                                                   "set Radius = 5\n"
                                                   "set Aspect ratio = 2.4\n"
                                                   "set Orientation = aligned\n"
                                                   "set Angle = 30"),
                                         box,
                                         seed);
        const auto indicator = deviations<2>(*field, box, 512);
        fraction.push_back(mean(indicator.values()));
        for (const Cluster &cluster : clusters(indicator))
          {
            EXPECT_FALSE(cluster.spans);
            // those that nearly touch make one cluster on the grid
            if (cluster.equivalent_radius > 6.)
              continue;
            radius_sum += cluster.equivalent_radius;
            aspect_sum += cluster.aspect_ratio;
            angle_error.push_back(cluster.orientation - 30.);
            n += 1.;
          }
      }
    // Half an inclusion is 25 pi/2/128^2 = 0.0024 of the box. Counting points
    // errs much less: edges of length 32 each cross 130 cells of area h^2 =
    // 1/16, an error of about sqrt(130) h^2/4 per inclusion of area 79, 0.2 %.
    for (const double f : fraction)
      EXPECT_NEAR(f, 0.12, 0.0024 + 0.12 * 0.002);
    EXPECT_GT(n, 100.);
    EXPECT_NEAR(radius_sum / n, 5., 5. * 0.002);
    // moments err like areas; h^2/12 of each cell is counted
    EXPECT_NEAR(aspect_sum / n, 2.4, 2.4 * 0.005);
    for (const double error : angle_error)
      EXPECT_NEAR(error, 0., 1.);
  }

  TEST(Inclusions, RandomDirectionsAndSizes)
  {
    const std::array<double, 2> box = {{256., 256.}};
    const auto field                = draw_field<2>(sharp("inclusions",
                                           "Inclusions",
                                           "set Fraction = 0.1\n"
                                                          "set Radius = 4\n"
                                                          "set Radius deviation = 0.25"),
                                     box);
    const auto indicator            = deviations<2>(*field, box, 1024);
    std::vector<double> radius, aspect;
    double cosine = 0., sine = 0.;
    for (const Cluster &cluster : clusters(indicator))
      {
        radius.push_back(cluster.equivalent_radius);
        aspect.push_back(cluster.aspect_ratio);
        cosine += std::cos(cluster.orientation * PI / 90.);
        sine += std::sin(cluster.orientation * PI / 90.);
      }
    const double n = static_cast<double>(radius.size());
    // 0.1 256^2/(pi 16 (1 + 0.25^2)) = 123 inclusions, a few touching
    EXPECT_GT(n, 90.);
    // standard errors: 0.25/sqrt(n) of the radius, (0.9/sqrt(12))/sqrt(n) of
    // the aspect ratio, uniform between 1.5 and 2.4, 1/sqrt(2 n) of the mean
    // cosine and sine; touching ones (below 10 %, twice the area) add 4 % to
    // the radius
    EXPECT_NEAR(mean(radius), 4., 4. * (3. * 0.25 / std::sqrt(n) + 0.04));
    EXPECT_NEAR(deviation(radius), 1., 3. / std::sqrt(2. * n) + 0.2);
    EXPECT_NEAR(mean(aspect), 1.95, 3. * 0.26 / std::sqrt(n) + 0.1);
    EXPECT_NEAR(cosine / n, 0., 3. / std::sqrt(2. * n));
    EXPECT_NEAR(sine / n, 0., 3. / std::sqrt(2. * n));
  }

  TEST(Inclusions, OverlappingOnesCoverTheFraction)
  {
    const std::array<double, 2> box = {{64., 64.}};
    std::vector<double> fraction;
    for (unsigned int seed = 1; seed <= 20; ++seed)
      fraction.push_back(
        mean(deviations<2>(*draw_field<2>(sharp("inclusions",
                                                "Inclusions",
                                                "set Fraction = 0.6\n"
                                                "set Radius = 2\n"
                                                "set Overlap = true"),
                                          box,
                                          seed),
                           box,
                           256)
               .values()));
    const Estimate found(fraction);
    EXPECT_LT(found.error, 0.01);
    // the Boolean model with a fixed number of inclusions; it stops within
    // half an inclusion, 2 pi/64^2 = 0.0015 of the box
    EXPECT_NEAR(found.value, 0.6, 3. * found.error + 0.0015);
  }

  TEST(Inclusions, EllipsoidsInThreeDimensions)
  {
    const std::array<double, 3> box = {{32., 32., 32.}};
    const auto field                = draw_field<3>(sharp("inclusions",
                                           "Inclusions",
                                           "set Fraction = 0.05\n"
                                                          "set Radius = 3.5\n"
                                                          "set Aspect ratio = 2"),
                                     box);
    const auto indicator            = deviations<3>(*field, box, 96);
    // half an inclusion is 180/2/32^3 = 0.0027 of the box
    EXPECT_NEAR(mean(indicator.values()), 0.05, 0.0028);
    const auto found = clusters(indicator);
    ASSERT_GE(found.size(), 7u);
    for (const Cluster &cluster : found)
      if (cluster.equivalent_radius < 4.)
        {
          // h = 1/3: the surface of about 160 crosses 1500 cells of 1/27,
          // sqrt(1500)/27/4 of the volume 180 is 0.2 %
          EXPECT_NEAR(cluster.equivalent_radius, 3.5, 3.5 * 0.003);
          EXPECT_NEAR(cluster.aspect_ratio, 2., 2. * 0.01);
        }
  }

  TEST(Grains, InterfaceOfPoissonVoronoiCells)
  {
    // Cells of intensity l have 2 sqrt(l) of edges per area and 2.910 l^(1/3)
    // of faces per volume (S.N. Chiu et al., Stochastic Geometry, 2013). The
    // integral over a Gaussian of full width w is w sqrt(pi/(4 ln 2)).
    // Junctions, where profiles merge, take away about (w/D)^2.
    const double w = 0.2, d = 10.;
    const std::string lines          = "set Type = grains\nsubsection Grains\n"
                                       "set Amplitude = 1\nset Grain size = 10\n"
                                       "set Interface width = 0.2\nend";
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
    EXPECT_NEAR(mean(deviations<3>(
                       *draw_field<3>("set Type = grains\nsubsection Grains\n"
                                      "set Amplitude = 1\nset Grain size = 10\n"
                                      "set Interface width = 0.5\nend",
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
    const auto field = draw_field<2>("set Type = grains\nsubsection Grains\n"
                                     "set Amplitude = 1\nset Grain size = 20\n"
                                     "set Interface width = 0.5\nend",
                                     box);
    auto indicator   = deviations<2>(*field, box, 800);
    std::vector<char> inside;
    for (const double value : indicator.values())
      inside.push_back(value < 0.5);
    // 80^2/(100 pi) = 20.4; slivers narrower than the interface vanish
    const auto pieces = find_clusters<2>(indicator.grid(), inside);
    EXPECT_LE(pieces.size(), 20u);
    EXPECT_GE(pieces.size(), 19u);
  }

  TEST(Laminate, LayersInPlace)
  {
    const std::array<double, 2> box = {{40., 20.}};
    const auto field =
      draw_field<2>("set Type = laminate\nsubsection Laminate\n"
                    "set Amplitude = 0.5\nset Periods = 0, 2\n"
                    "set Fraction = 0.3\n"
                    "set Interface width = 0.5\nend",
                    box);
    EXPECT_NEAR(field->value({3., 5.}), 1.5, 1e-4); // tanh(2 1.5/0.5) is 1-1e-5
    EXPECT_NEAR(field->value({3., 6.5}), 1.25, 1e-12); // the edge
    EXPECT_NEAR(field->value({3., 10.}), 1., 1e-4);
    EXPECT_NEAR(field->value({3., 25.}), field->value({-7., 5.}), 1e-12);
    // inclined: 1, 2 periods along x, y; constant along the layers
    const auto inclined =
      draw_field<2>("set Type = laminate\nsubsection Laminate\n"
                    "set Periods = 1, 2\nend",
                    box);
    for (double s = 0.; s < 40.; s += 1.7)
      EXPECT_NEAR(inclined->value({5. + s, 3. - s / 4.}),
                  inclined->value({5., 3.}),
                  1e-12);
  }

  TEST(SurfaceLayer, Profiles)
  {
    const std::array<double, 2> box = {{10., 20.}};
    const auto draw                 = [&](const std::string &lines) {
      return draw_field<2>(
        "set Type = surface layer\nsubsection Surface layer\n"
                        "set Amplitude = 0.5\nset Depth = 4\n" +
          lines + "\nend",
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
                                "Phases",
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
                                                         "Phases",
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
      *draw_field<2>(
        sharp("clusters", "Clusters", "set Fraction = 0.7\nset Site size = 1"),
        box),
      box,
      256);
    // exact: 11469 of 16384 sites; points at a quarter of the sites' corners
    // lie on edges, where the sharp step gives the site to the right
    EXPECT_NEAR(mean(all.values()), 0.7, 1. / 128. / 128.);
    const auto largest =
      deviations<2>(*draw_field<2>(sharp("clusters",
                                         "Clusters",
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
      draw_field<2>("set Type = clusters\nsubsection Clusters\n"
                    "set Amplitude = 1\nset Fraction = 0.5\n"
                    "set Site size = 4\nset Interface width = 1\nend",
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
      std::string type, subsection, name, value;
    };
    for (const Case &bad : std::vector<Case>{
           {"inclusions", "Inclusions", "Amplitude", "-1"},
           {"inclusions", "Inclusions", "Fraction", "1"},
           {"inclusions", "Inclusions", "Fraction", "0.9"},
           {"inclusions", "Inclusions", "Fraction", "1e-4"},
           {"inclusions", "Inclusions", "Radius", "30"},
           {"inclusions", "Inclusions", "Radius", "1e-5"},
           {"inclusions", "Inclusions", "Radius deviation", "2"},
           {"inclusions", "Inclusions", "Aspect ratio", "3, 2"},
           {"inclusions", "Inclusions", "Interface width", "-1"},
           {"grains", "Grains", "Grain size", "0"},
           {"grains", "Grains", "Grain size", "100"},
           {"grains", "Grains", "Interface width", "0"},
           {"laminate", "Laminate", "Periods", "0, 0"},
           {"laminate", "Laminate", "Fraction", "0"},
           {"surface layer", "Surface layer", "Depth", "-1"},
           {"surface layer", "Surface layer", "Direction", "z"},
           {"phases", "Phases", "Fraction", "0"},
           {"phases", "Phases", "Wavelength", "100"},
           {"phases", "Phases", "Wavelength", "0.01"},
           {"clusters", "Clusters", "Fraction", "-1"},
           {"clusters", "Clusters", "Site size", "20"},
           {"clusters", "Clusters", "Interface width", "2"}})
      try
        {
          draw_field<2>("set Type = " + bad.type + "\nsubsection " +
                          bad.subsection + "\nset " + bad.name + " = " +
                          bad.value + "\nend",
                        {{40., 40.}});
          ADD_FAILURE() << bad.subsection << "/" << bad.name << " = "
                        << bad.value << " was accepted";
        }
      catch (const BadInput &error)
        {
          EXPECT_EQ(std::string(error.what())
                      .rfind("Structure/Density/" + bad.subsection + "/" +
                               bad.name + " = ",
                             0),
                    0u)
            << error.what();
        }
  }
} // namespace
