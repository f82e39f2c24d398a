// Question: do inclusions have the fraction, size, shape and direction asked
// for, and do they overlap only when they may?

#include <vitriflow/statistics/clusters.h>
#include <vitriflow/structure/ellipsoid.h>

#include <deal.II/base/numbers.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "structure/draw.h"

namespace
{
  using namespace vitriflow;
  using dealii::Tensor;
  using dealii::numbers::PI;

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
} // namespace
