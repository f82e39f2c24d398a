#pragma once

#include <vector>

namespace vitriflow
{
  /** Distribution of the values of a field. */
  struct Histogram
  {
    /** Middles of bins of equal width. */
    std::vector<double> value;
    /** Probability density. */
    std::vector<double> density;

    double mean = 0., deviation = 0., skewness = 0.;
    double minimum = 0., maximum = 0.;
  };

  /** @p n_bins bins from the smallest to the largest value; a constant field
   * has one bin of density 0. */
  Histogram make_histogram(const std::vector<double> &values,
                           const unsigned int n_bins);
} // namespace vitriflow
