#pragma once

namespace vitriflow
{
  /**
   * Variable-step backward differentiation of order two or one:
   *   (alpha0 y^{n+1} - history0 y^n - history1 y^{n-1}) / dt = f^{n+1},
   * with the extrapolation  y* = extrapolate0 y^n + extrapolate1 y^{n-1}.
   */
  struct Bdf
  {
    double dt;
    double alpha0;
    double history0;
    double history1;
    double extrapolate0;
    double extrapolate1;
    /** Size of the step before: y^{n-1} is dt + previous_dt old. */
    double previous_dt;

    /** Implicit weight c = dt / alpha0. */
    double weight() const
    {
      return dt / alpha0;
    }

    /** First order: y* = y^n. */
    static Bdf backward_euler(const double dt)
    {
      return {dt, 1., 1., 0., 1., 0., 0.};
    }

    /** Second order; w = dt / previous_dt. */
    static Bdf second_order(const double dt, const double previous_dt)
    {
      const double w = dt / previous_dt;
      return {dt,
              (1. + 2. * w) / (1. + w),
              1. + w,
              -w * w / (1. + w),
              1. + w,
              -w,
              previous_dt};
    }
  };
} // namespace vitriflow
