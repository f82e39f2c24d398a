#pragma once

#include <cstddef>

namespace vitriflow
{
  // Functions of many numbers at once, in place. Their file alone is compiled
  // with -ffast-math, the condition under which the compiler may call the
  // packed functions of the C library (libmvec of glibc); those are exact to 4
  // units in the last place. Elsewhere these are plain loops.

  void replace_by_exp(double *numbers, const std::size_t n);

  void replace_by_log(double *numbers, const std::size_t n);

  void
  replace_by_power(double *numbers, const std::size_t n, const double exponent);
} // namespace vitriflow
