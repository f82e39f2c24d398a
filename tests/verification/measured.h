#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <string>

namespace vitriflow
{
  /** A value in the name of a quantity. */
  inline std::string short_text(const double value)
  {
    std::ostringstream text;
    text << value;
    return text.str();
  }

  /**
   * Adds a number to the report of the running test, for tables that are
   * generated (postprocess/verification_numbers.py). Nothing is asserted. A
   * test that measures a quantity of this name again keeps the last value.
   */
  inline void measured(const std::string &quantity, const double value)
  {
    std::ostringstream text;
    text.precision(9);
    text << value;
    testing::Test::RecordProperty(quantity, text.str());
  }

  /** Errors at two resolutions that differ by a factor of two: that of the
   * finer one, and the order of convergence to it. */
  inline void measured_convergence(const std::string &quantity,
                                   const double coarse,
                                   const double fine)
  {
    measured(quantity + ", error", fine);
    measured(quantity + ", order", std::log2(coarse / fine));
  }
} // namespace vitriflow
