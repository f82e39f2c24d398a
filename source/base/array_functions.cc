#include <vitriflow/base/array_functions.h>

#include <cmath>

namespace vitriflow
{
  void replace_by_exp(double *numbers, const std::size_t n)
  {
    for (std::size_t i = 0; i < n; ++i)
      numbers[i] = std::exp(numbers[i]);
  }

  void replace_by_log(double *numbers, const std::size_t n)
  {
    for (std::size_t i = 0; i < n; ++i)
      numbers[i] = std::log(numbers[i]);
  }

  void
  replace_by_power(double *numbers, const std::size_t n, const double exponent)
  {
    for (std::size_t i = 0; i < n; ++i)
      numbers[i] = std::pow(numbers[i], exponent);
  }
} // namespace vitriflow
