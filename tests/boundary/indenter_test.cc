// Question: are the surfaces of the indenters where geometry says, and their
// normals outward?

#include <gtest/gtest.h>
#include <vitriflow/base/exceptions.h>
#include <vitriflow/boundary/indentation_parameters.h>

#include <cmath>
#include <limits>

namespace vitriflow
{
  namespace
  {
    using dealii::Point;
    using dealii::Tensor;

    /** The gap changes along the normal like the distance does. */
    void expect_normal_is_gradient(const Indenter &indenter,
                                   const Point<3> &position)
    {
      constexpr double step = 1e-6;
      const Gap gap         = indenter.gap(position);
      EXPECT_NEAR(gap.normal.norm(), 1., 1e-14);
      for (unsigned int d = 0; d < 3; ++d)
        {
          Point<3> ahead = position, behind = position;
          ahead[d] += step;
          behind[d] -= step;
          const double slope =
            (indenter.gap(ahead).distance - indenter.gap(behind).distance) /
            (2. * step);
          // second differences are below 1, round-off below 1e-9
          EXPECT_NEAR(slope, gap.normal[d], 1e-8);
        }
    }

    TEST(Indenter, Sphere)
    {
      const auto sphere = make_indenter({"sphere", 2., 0.});
      EXPECT_DOUBLE_EQ(sphere->gap(Point<3>(0., 0., 0.)).distance, 0.);
      EXPECT_DOUBLE_EQ(sphere->gap(Point<3>(0., 0.5, 0.)).distance, -0.5);
      EXPECT_NEAR(sphere->gap(Point<3>(1.2, 0.4, 0.)).distance, 0., 1e-15);
      EXPECT_NEAR(sphere->gap(Point<3>(1.2, 0.4, 0.)).normal[1], -0.8, 1e-15);
      EXPECT_NEAR(sphere->section_radius(0.4), 1.2, 1e-15);
      expect_normal_is_gradient(*sphere, Point<3>(0.3, 0.1, -0.7));
    }

    TEST(Indenter, UniformPressure)
    {
      const auto load = make_indenter({"uniform pressure", 2., 0.});
      EXPECT_FALSE(load->is_rigid());
      EXPECT_EQ(load->gap(Point<3>(1.2, -5., 1.5)).distance, 0.);
      EXPECT_EQ(load->gap(Point<3>(1.2, 0., 1.7)).distance,
                std::numeric_limits<double>::max());
      EXPECT_EQ(load->section_radius(0.1), 2.);
    }

    TEST(Indenter, Cone)
    {
      const auto cone   = make_indenter({"cone", 1., 60.});
      const double root = std::sqrt(3.);
      // on the mantle r = y tan(60 deg)
      EXPECT_NEAR(cone->gap(Point<3>(root, 1., 0.)).distance, 0., 1e-15);
      EXPECT_NEAR(cone->gap(Point<3>(root, 2., 0.)).distance,
                  -root / 2.,
                  1e-15);
      EXPECT_NEAR(cone->section_radius(2.), 2. * root, 1e-14);
      expect_normal_is_gradient(*cone, Point<3>(0.8, 0.1, 0.4));
    }

    // Known as 24.5 times the square of the depth, and of a cone with a half
    // angle of 70.3 degrees.
    TEST(Indenter, Berkovich)
    {
      const auto pyramid = make_indenter({"Berkovich", 1., 0.});
      const double area =
        dealii::numbers::PI * std::pow(pyramid->section_radius(1.), 2);
      EXPECT_NEAR(area, 24.5, 0.05);
      EXPECT_NEAR(pyramid->section_radius(1.),
                  make_indenter({"cone", 1., 70.3})->section_radius(1.),
                  0.005);
      // a third turn maps it to itself, half a turn does not
      const double depth = pyramid->gap(Point<3>(1., 1., 0.)).distance;
      const double side  = std::sqrt(0.75);
      EXPECT_NEAR(pyramid->gap(Point<3>(-0.5, 1., side)).distance,
                  depth,
                  1e-14);
      EXPECT_LT(pyramid->gap(Point<3>(-1., 1., 0.)).distance, depth - 0.1);
      // edges lie twice as far from the axis as the middles of faces
      const double middle = std::tan(65.27 * dealii::numbers::PI / 180.);
      EXPECT_NEAR(pyramid->gap(Point<3>(middle, 1., 0.)).distance, 0., 1e-14);
      EXPECT_NEAR(pyramid->gap(Point<3>(-2. * middle, 1., 0.)).distance,
                  0.,
                  1e-14);
      for (const double x : {0.7, -0.7})
        expect_normal_is_gradient(*pyramid, Point<3>(x, 0.1, 0.3));
    }

    // A ball in the tip, which the mantle touches: both as far from a sharp
    // cone inside.
    TEST(Indenter, RoundedTips)
    {
      const double radius = 0.5, angle = 70.3 * dealii::numbers::PI / 180.;
      const auto cone    = make_indenter({"cone", 1., 70.3, radius});
      const auto pyramid = make_indenter({"Berkovich", 1., 0., radius});
      for (const Indenter *indenter : {cone.get(), pyramid.get()})
        {
          EXPECT_DOUBLE_EQ(indenter->gap(Point<3>(0., 0., 0.)).distance, 0.);
          EXPECT_NEAR(
            indenter->gap(Point<3>(3e-3, radius - 0.4, -4e-3)).distance,
            std::hypot(0.4, 5e-3) - radius,
            1e-14);
          for (const Point<3> &p : {Point<3>(0.01, 0.05, 0.02),
                                    Point<3>(0.7, 0.1, 0.3),
                                    Point<3>(-1.7, 0.3, 0.02),
                                    Point<3>(-0.6, 0.1, 0.5)})
            expect_normal_is_gradient(*indenter, p);
        }
      // where ball and mantle meet
      const double r = radius * std::cos(angle);
      const double y = radius * (1. - std::sin(angle));
      EXPECT_NEAR(cone->gap(Point<3>(0., y, r)).distance, 0., 1e-15);
      EXPECT_NEAR(cone->section_radius(y), r, 1e-15);
      EXPECT_NEAR(
        cone->gap(Point<3>(cone->section_radius(2.), 2., 0.)).distance,
        0.,
        1e-14);
      // an edge of the pyramid is a cylinder
      const double middle = std::tan(65.27 * dealii::numbers::PI / 180.);
      const double length = std::hypot(1., 2. * middle);
      EXPECT_NEAR(pyramid
                    ->gap(Point<3>(-2. * middle - 1. / length * 0.1,
                                   1. + radius - 2. * middle / length * 0.1,
                                   0.))
                    .distance,
                  0.1 - radius,
                  1e-14);
    }

    TEST(Indenter, FlatPunch)
    {
      const auto punch = make_indenter({"flat punch", 2., 0.});
      EXPECT_DOUBLE_EQ(punch->gap(Point<3>(2., 0.1, 0.)).distance, -0.1);
      EXPECT_EQ(punch->gap(Point<3>(2.01, 0.1, 0.)).distance,
                std::numeric_limits<double>::max());
    }

    TEST(Indenter, ImpossibleShapesAreRefused)
    {
      IndentationParameters parameters;
      parameters.shape = {"sphere", -1., 70.};
      EXPECT_THROW(parameters.validate(), BadInput);
      parameters.shape = {"sphere", 1., 70., 0.1};
      EXPECT_THROW(parameters.validate(), BadInput);
      parameters.shape = {"cone", 1., 70., -0.1};
      EXPECT_THROW(parameters.validate(), BadInput);
      parameters.shape = {"cone", 1., 90.};
      EXPECT_THROW(parameters.validate(), BadInput);
      parameters.shape = {"sphere", 1., 70.};
      EXPECT_NO_THROW(parameters.validate());
      parameters.initial_gap = -1e-3;
      EXPECT_THROW(parameters.validate(), BadInput);
    }
  } // namespace
} // namespace vitriflow
