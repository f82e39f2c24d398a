// Question: are clusters counted, sized and described as what they are?

#include <vitriflow/statistics/clusters.h>
#include <vitriflow/structure/connected_components.h>
#include <vitriflow/structure/random_numbers.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace vitriflow;

  Grid<2> grid_of(const unsigned int nx, const unsigned int ny)
  {
    return {{{nx, ny}}, {{nx * 0.5, ny * 0.5}}, {{true, true}}};
  }

  std::vector<char> picture(const std::string &rows)
  {
    std::vector<char> marked;
    for (const char c : rows)
      if (c != '\n')
        marked.push_back(c == '#');
    return marked;
  }

  TEST(Clusters, AcrossPeriodicEnds)
  {
    const std::string rows = "#..##\n"
                             ".....\n"
                             ".##..\n"
                             "#...#\n";
    auto grid              = grid_of(5, 4);
    // the corner joins left, right and bottom: 3 + 2 points
    const auto found = find_clusters<2>(grid, picture(rows));
    ASSERT_EQ(found.size(), 2u);
    EXPECT_DOUBLE_EQ(found[0].size, 5 * 0.25);
    EXPECT_DOUBLE_EQ(found[1].size, 2 * 0.25);
    EXPECT_FALSE(found[0].spans);

    grid.periodic = {{false, false}};
    grid.size     = {{2., 1.5}};
    EXPECT_EQ(find_clusters<2>(grid, picture(rows)).size(), 5u);
  }

  TEST(Clusters, ShapeOfBars)
  {
    // a bar of 4 x 1 points: second moments 16 and 1, aspect ratio 4
    const auto bar = find_clusters<2>(grid_of(7, 3),
                                      picture("##...##\n"
                                              ".......\n"
                                              ".......\n"));
    ASSERT_EQ(bar.size(), 1u);
    EXPECT_NEAR(bar[0].aspect_ratio, 4., 1e-12);
    EXPECT_NEAR(bar[0].orientation, 0., 1e-12);
    EXPECT_NEAR(bar[0].equivalent_radius,
                std::sqrt(1. / dealii::numbers::PI),
                1e-12);
    const auto upright = find_clusters<2>(grid_of(3, 5),
                                          picture("#..\n"
                                                  "#..\n"
                                                  "...\n"
                                                  "...\n"
                                                  "#..\n"));
    EXPECT_NEAR(upright[0].orientation, 90., 1e-12);
    EXPECT_NEAR(upright[0].aspect_ratio, 3., 1e-12);
    const auto point = find_clusters<2>(grid_of(3, 3),
                                        picture("...\n"
                                                ".#.\n"
                                                "...\n"));
    EXPECT_NEAR(point[0].aspect_ratio, 1., 1e-12);
  }

  TEST(Clusters, SpanningOnesAreMarked)
  {
    EXPECT_TRUE(find_clusters<2>(grid_of(4, 3),
                                 picture("....\n"
                                         "####\n"
                                         "....\n"))[0]
                  .spans);
    EXPECT_FALSE(find_clusters<2>(grid_of(4, 3),
                                  picture("....\n"
                                          "###.\n"
                                          "....\n"))[0]
                   .spans);
    EXPECT_TRUE(find_clusters<3>({{{2, 3, 3}}, {{2., 3., 3.}}, {{1, 1, 1}}},
                                 picture("##....\n"
                                         "......\n"
                                         "......\n"))[0]
                  .spans);
  }

  TEST(Clusters, MarkedPointsAreTheHighestOrLowest)
  {
    const std::vector<double> values = {3., 1., 4., 1., 5., 9., 2., 6.};
    EXPECT_EQ(marked_points(values, 0.25, Tail::high),
              (std::vector<char>{0, 0, 0, 0, 0, 1, 0, 1}));
    EXPECT_EQ(marked_points(values, 0.25, Tail::low),
              (std::vector<char>{0, 1, 0, 1, 0, 0, 0, 0}));
    // equal values: as many as asked for
    EXPECT_EQ(marked_points({1., 1., 1., 1.}, 0.5, Tail::high),
              (std::vector<char>{1, 1, 0, 0}));
  }

  TEST(Clusters, PowerLawOfKnownExponent)
  {
    // continuous sizes from 1 with the density s^-2.5: s = u^(-1/1.5); with
    // unit -> 0 the estimate is the maximum of the likelihood
    RandomNumbers random(1);
    std::vector<double> sizes;
    for (unsigned int i = 0; i < 10000; ++i)
      sizes.push_back(std::pow(1. - random.uniform(), -1. / 1.5));
    const PowerLawFit fit = fit_power_law(sizes, 1., 1e-9);
    EXPECT_EQ(fit.n, 10000u);
    EXPECT_NEAR(fit.error, 0.015, 0.001);
    EXPECT_NEAR(fit.exponent, 2.5, 3. * fit.error);
    EXPECT_EQ(fit_power_law({1.}, 1., 1e-9).n, 0u);
  }

  TEST(Clusters, SizesAtThePercolationThreshold)
  {
    // Numbers of finite clusters fall as s^(-187/91) = s^-2.055.
    const unsigned int n = 1024;
    const Grid<2> grid   = {{{n, n}}, {{n * 1., n * 1.}}, {{true, true}}};
    RandomNumbers random(3);
    std::vector<char> occupied(n * n);
    for (char &site : occupied)
      site = random.uniform() < 0.592746;
    std::vector<double> sizes;
    for (const Cluster &cluster : find_clusters<2>(grid, occupied))
      sizes.push_back(cluster.size);
    const PowerLawFit fit = fit_power_law(sizes, 50., 1.);
    EXPECT_GT(fit.n, 500u);
    // corrections to scaling at s = 50, of relative order s^-0.7 = 0.06, and
    // the discrete estimate's error of order 1/50
    EXPECT_NEAR(fit.exponent, 187. / 91., 3. * fit.error + 0.06);
  }
} // namespace
