#pragma once

#include <vitriflow/statistics/clusters.h>

#include <nlohmann/json.hpp>

#include <map>
#include <string>

namespace vitriflow
{
  /** What is counted as a cluster. */
  struct ReportOptions
  {
    /** Share of the points with the highest or lowest values. */
    double fraction = 0.1;
    Tail tail       = Tail::high;
  };

  /** Results of one field: numbers, and tables by the name of their file. */
  struct FieldReport
  {
    nlohmann::json numbers;
    std::map<std::string, std::string> tables;
  };

  /**
   * All statistics of a field: moments, fit of the structure function,
   * spectrum and its quadrupole, clusters, box-counting dimension. Lengths are
   * those of the field's grid.
   */
  template <int dim>
  FieldReport report(const GriddedField<dim> &field,
                     const ReportOptions &options);
} // namespace vitriflow
