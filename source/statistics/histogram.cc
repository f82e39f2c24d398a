#include <vitriflow/statistics/histogram.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  Histogram make_histogram(const std::vector<double> &values,
                           const unsigned int n_bins)
  {
    Histogram result;
    if (values.empty())
      return result;
    const double n         = static_cast<double>(values.size());
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    result.minimum         = *low;
    result.maximum         = *high;

    long double sum = 0., square = 0., cube = 0.;
    for (const double value : values)
      sum += value;
    result.mean = static_cast<double>(sum / n);
    for (const double value : values)
      {
        const double x = value - result.mean;
        square += x * x;
        cube += x * x * x;
      }
    result.deviation = std::sqrt(static_cast<double>(square / n));

    const double width = (result.maximum - result.minimum) / n_bins;
    if (!(width > 0.))
      {
        result.value   = {result.mean};
        result.density = {0.};
        return result;
      }
    result.skewness =
      static_cast<double>(cube / n) / std::pow(result.deviation, 3);
    result.density.assign(n_bins, 0.);
    for (const double value : values)
      result.density[std::min<std::size_t>((value - result.minimum) / width,
                                           n_bins - 1)] += 1. / (n * width);
    for (unsigned int i = 0; i < n_bins; ++i)
      result.value.push_back(result.minimum + (i + 0.5) * width);
    return result;
  }
} // namespace vitriflow
