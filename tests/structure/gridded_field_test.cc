#include <vitriflow/structure/gridded_field.h>

#include <deal.II/base/numbers.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace
{
  using namespace vitriflow;
  using dealii::Point;
  using dealii::numbers::PI;

  /** Rounding of sums of 8^dim products, weights up to some 100. */
  constexpr double rounding = 1e-11;

  template <int dim>
  GriddedField<dim>
  sample(const Grid<dim> &grid,
         const std::function<double(const Point<dim> &)> function)
  {
    std::vector<double> values;
    for (std::size_t n = 0; n < grid.n_values(); ++n)
      {
        Point<dim> point;
        std::size_t rest = n;
        for (int d = 0; d < dim; ++d)
          {
            const unsigned int n_points    = grid.n_points[d];
            const unsigned int n_intervals = n_points - !grid.periodic[d];
            point[d] = (rest % n_points) * grid.size[d] / n_intervals;
            rest /= n_points;
          }
        values.push_back(function(point));
      }
    return GriddedField<dim>(grid, values);
  }

  /** Points without regularity in a box @p factor times as large. */
  template <int dim>
  std::vector<Point<dim>> scattered_points(const std::array<double, dim> &size,
                                           const double factor)
  {
    const std::array<double, 3> irrational = {
      {0.6180339887, 0.4142135624, 0.7320508076}};
    std::vector<Point<dim>> points(500);
    for (unsigned int n = 0; n < points.size(); ++n)
      for (int d = 0; d < dim; ++d)
        points[n][d] = factor * size[d] * std::fmod(n * irrational[d], 1.);
    return points;
  }

  TEST(GriddedField, PolynomialsUpToDegreeSevenAreExact)
  {
    const Grid<2> grid{{{11, 9}}, {{2., 3.}}, {{false, false}}};
    for (int degree = 0; degree <= 7; ++degree)
      {
        const auto polynomial = [degree](const Point<2> &p) {
          return std::pow(p[0] - 0.7, degree) * (1. - std::pow(p[1] / 3., 7.));
        };
        const auto field = sample<2>(grid, polynomial);
        for (const auto &p : scattered_points<2>(grid.size, 1.))
          EXPECT_NEAR(field.value(p), polynomial(p), rounding);
      }
  }

  TEST(GriddedField, ThreeDimensionalPolynomial)
  {
    const Grid<3> grid{{{8, 9, 10}}, {{1., 2., 3.}}, {{false, false, false}}};
    const auto polynomial = [](const Point<3> &p) {
      return std::pow(p[0], 7.) - p[1] * p[1] * p[2] + std::pow(p[2] / 3., 5.);
    };
    const auto field = sample<3>(grid, polynomial);
    for (const auto &p : scattered_points<3>(grid.size, 1.))
      EXPECT_NEAR(field.value(p), polynomial(p), rounding);
  }

  TEST(GriddedField, SineOnSixteenPoints)
  {
    // In one direction the error is (1/8!) max|d^8 f| h^8 (1/2 3/2 5/2 7/2)^2
    // = (pi/8)^8 1.07e-3 = 6.1e-7. The error in x is amplified in y by the
    // sum of the absolute weights, 2.3 at most: 6.1e-7 (1 + 2.3) = 2e-6; in
    // three dimensions 6.1e-7 (1 + 2.3 + 2.3^2) = 5.3e-6.
    const Grid<2> grid2{{{16, 16}}, {{2., 3.}}, {{true, true}}};
    const auto sine2 = [](const Point<2> &p) {
      return std::sin(2 * PI * p[0] / 2.) * std::cos(2 * PI * p[1] / 3.);
    };
    const auto field2 = sample<2>(grid2, sine2);
    for (const auto &p : scattered_points<2>(grid2.size, 2.))
      EXPECT_NEAR(field2.value(p), sine2(p), 2e-6);

    const Grid<3> grid3{{{16, 16, 16}}, {{2., 3., 1.}}, {{true, true, true}}};
    const auto sine3 = [&](const Point<3> &p) {
      return sine2(Point<2>(p[0], p[1])) * std::cos(2 * PI * p[2] + 1.);
    };
    const auto field3 = sample<3>(grid3, sine3);
    for (const auto &p : scattered_points<3>(grid3.size, -2.))
      EXPECT_NEAR(field3.value(p), sine3(p), 5.3e-6);
  }

  TEST(GriddedField, ErrorFallsWithTheEighthPowerOfTheSpacing)
  {
    const auto error = [](const unsigned int n) {
      const Grid<2> grid{{{n, 1}}, {{1., 1.}}, {{true, true}}};
      const auto sine = [](const Point<2> &p) {
        return std::sin(2 * PI * p[0]);
      };
      const auto field = sample<2>(grid, sine);
      double max       = 0.;
      for (const auto &p : scattered_points<2>(grid.size, 1.))
        max = std::max(max, std::abs(field.value(p) - sine(p)));
      return max;
    };
    // 0.3: the next order, (pi/n)^2 relative, and points off the maximum
    EXPECT_NEAR(std::log2(error(16) / error(32)), 8., 0.3);
  }

  TEST(GriddedField, GridPointsKeepTheirValues)
  {
    const Grid<2> grid{{{10, 9}}, {{5., 4.}}, {{true, false}}};
    std::vector<double> values;
    for (unsigned int n = 0; n < grid.n_values(); ++n)
      values.push_back(std::fmod(n * 0.6180339887, 1.));
    const GriddedField<2> field(grid, values);
    for (unsigned int j = 0; j < 9; ++j)
      for (unsigned int i = 0; i < 10; ++i)
        EXPECT_NEAR(field.value(Point<2>(i * 0.5, j * 0.5)),
                    values[j * 10 + i],
                    rounding);
  }

  TEST(GriddedField, IsContinuousAndWraps)
  {
    // rough values: slopes are some 10 per spacing, so that 1e-9 apart the
    // field differs by 1e-7 at most, while a wrong stencil differs by 1e-1
    const Grid<2> grid{{{12, 3}}, {{12., 3.}}, {{true, true}}};
    std::vector<double> values;
    for (unsigned int n = 0; n < grid.n_values(); ++n)
      values.push_back(std::fmod(n * 0.6180339887, 1.));
    const GriddedField<2> field(grid, values);
    for (int i = -12; i <= 24; ++i)
      for (int j = -3; j <= 6; ++j)
        {
          const double dx = 1e-9;
          EXPECT_NEAR(field.value(Point<2>(i - dx, j - dx)),
                      field.value(Point<2>(i + dx, j + dx)),
                      1e-7);
          EXPECT_NEAR(field.value(Point<2>(i + 0.3, j + 0.6)),
                      field.value(Point<2>(i + 12.3, j - 5.4)),
                      rounding);
        }
  }

  TEST(GriddedField, BoundedDirectionsKeepTheEdgeValueBeyondTheBox)
  {
    const Grid<2> grid{{{9, 9}}, {{1., 1.}}, {{false, false}}};
    const auto field = sample<2>(grid, [](const Point<2> &p) { return p[0]; });
    EXPECT_NEAR(field.value(Point<2>(-0.5, 0.5)), 0., rounding);
    EXPECT_NEAR(field.value(Point<2>(1.5, 1.5)), 1., rounding);
  }

  TEST(GriddedField, SmallGridsUseWhatTheyHave)
  {
    for (const unsigned int n : {1u, 2u, 3u, 5u, 7u})
      {
        const Grid<2> grid{{{n, n + 1}}, {{1., 1.}}, {{true, false}}};
        const auto field =
          sample<2>(grid, [](const Point<2> &p) { return 2. + p[1]; });
        EXPECT_NEAR(field.value(Point<2>(0.37, 0.81)), 2.81, rounding);
      }
  }
} // namespace
