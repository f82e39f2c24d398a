// Question: are the axes of a map read as they are meant?

#include <vitriflow/base/exceptions.h>
#include <vitriflow/map/map_parameters.h>

#include <gtest/gtest.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    std::vector<double> numbers(const std::string &values)
    {
      AxisParameters axis;
      axis.values = values;
      return axis.numbers("First axis");
    }
  } // namespace

  TEST(MapAxis, ListsAndRanges)
  {
    EXPECT_EQ(numbers("600"), std::vector<double>({600.}));
    EXPECT_EQ(numbers("600, 1e-3 ,-2"), std::vector<double>({600., 1e-3, -2.}));
    EXPECT_EQ(numbers("linear 600 720 4"),
              std::vector<double>({600., 640., 680., 720.}));
    const auto decades = numbers("logarithmic 1e-2 1e2 5");
    ASSERT_EQ(decades.size(), 5u);
    for (int i = 0; i < 5; ++i)
      EXPECT_NEAR(decades[i] / std::pow(10., i - 2), 1., 1e-14);
  }

  TEST(MapAxis, RefusesWhatIsNone)
  {
    for (const char *values : {"",
                               "six",
                               "1, ,2",
                               "1 2",
                               "nan",
                               "1, 1",
                               "linear 1 2",
                               "linear 1 2 3 4",
                               "linear 1 2 1",
                               "linear 1 2 2.5",
                               "linear 1 1 3",
                               "linear 1 2 100000",
                               "logarithmic 0 1 3",
                               "logarithmic -1 1 3"})
      try
        {
          numbers(values);
          ADD_FAILURE() << values;
        }
      catch (const BadInput &error)
        {
          EXPECT_NE(std::string(error.what()).find("Map/First axis/Values"),
                    std::string::npos);
        }
  }

  TEST(MapAxis, TwoDifferentParametersAreNeeded)
  {
    MapParameters map;
    EXPECT_NO_THROW(map.validate());
    map.first = {"Material/Temperature", "1,2"};
    EXPECT_THROW(map.validate(), BadInput);
    map.second = {"Material/Temperature", "1,2"};
    EXPECT_THROW(map.validate(), BadInput);
    map.second.parameter = "Structure/Density/Seed";
    EXPECT_THROW(map.validate(), BadInput);
    map.second.parameter = "Map/Jobs";
    EXPECT_THROW(map.validate(), BadInput);
    map.second.parameter = "Loading/Shear rate";
    EXPECT_NO_THROW(map.validate());
  }
} // namespace vitriflow
