#pragma once

#include <vitriflow/material/density_law.h>

#include <utility>

namespace vitriflow
{
  /**
   * Turns a law that is written once for any number type into a DensityLaw.
   *
   * @tparam Law a copyable struct with the const member templates
   *   `N factor(const N &rho)` and `N log_slope(const N &rho)` for N = double
   *   and Simd<double>.
   */
  template <typename Law>
  class DensityLawOf final : public DensityLaw
  {
  public:
    explicit DensityLawOf(Law law)
      : law_(std::move(law))
    {
    }

    double factor(const double rho) const override
    {
      return law_.factor(rho);
    }

    Simd<double> factor(const Simd<double> &rho) const override
    {
      return law_.factor(rho);
    }

    double log_slope(const double rho) const override
    {
      return law_.log_slope(rho);
    }

    Simd<double> log_slope(const Simd<double> &rho) const override
    {
      return law_.log_slope(rho);
    }

  private:
    Law law_;
  };
} // namespace vitriflow
