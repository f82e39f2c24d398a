#pragma once

#include <cmath>

#include "command.h"
#include "verification/measured.h"

/** Reading timeseries.csv, and comparing two of them. */
namespace cli
{
  struct Table
  {
    std::vector<std::string> names; // without units
    std::vector<std::vector<double>> rows;

    std::size_t column(const std::string &name) const
    {
      for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name)
          return i;
      ADD_FAILURE() << "no column " << name;
      return 0;
    }
  };

  inline Table read_table(const fs::path &file)
  {
    std::istringstream in(read(file));
    Table table;
    std::string line, cell;
    std::getline(in, line);
    for (std::istringstream cells(line); std::getline(cells, cell, ',');)
      {
        EXPECT_TRUE(contains(cell, "[")) << cell << " has no unit";
        table.names.push_back(cell.substr(0, cell.find('[')));
      }
    while (std::getline(in, line))
      {
        table.rows.emplace_back();
        for (std::istringstream cells(line); std::getline(cells, cell, ',');)
          table.rows.back().push_back(std::stod(cell));
      }
    return table;
  }

  /** All physical columns agree up to @p tolerance of their largest value, and
   * so do those of plastic flow if there are any. */
  inline void expect_same(const std::string &which,
                          const Table &a,
                          const Table &b,
                          const double tolerance)
  {
    ASSERT_EQ(a.names, b.names);
    ASSERT_EQ(a.rows.size(), b.rows.size());
    std::vector<std::string> names = {"time",
                                      "strain",
                                      "shear_stress",
                                      "pressure",
                                      "normal_stress_difference",
                                      "density_std",
                                      "min_density",
                                      "max_density",
                                      "max_rate_ratio",
                                      "dt"};
    for (const std::string &name : a.names)
      if (contains(name, "plastic_rate") || contains(name, "temperature"))
        names.push_back(name);
    double largest = 0.;
    for (const std::string &name : names)
      {
        const std::size_t c = a.column(name);
        double scale = 0., difference = 0.;
        for (std::size_t i = 0; i < a.rows.size(); ++i)
          {
            scale = std::max(scale, std::abs(a.rows[i][c]));
            difference =
              std::max(difference, std::abs(a.rows[i][c] - b.rows[i][c]));
          }
        EXPECT_LE(difference, tolerance * scale) << name;
        if (scale > 0.)
          largest = std::max(largest, difference / scale);
      }
    vitriflow::measured(which + ", largest difference over largest value",
                        largest);
  }
} // namespace cli
