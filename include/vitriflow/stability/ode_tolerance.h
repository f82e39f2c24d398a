#pragma once

namespace vitriflow
{
  /**
   * Local error of a step of the ordinary differential equations, relative and
   * absolute (unknowns start with size one). Errors add up over about a
   * thousand steps: amplitudes are good to 1e-7.
   */
  constexpr double ode_tolerance = 1e-10;
} // namespace vitriflow
