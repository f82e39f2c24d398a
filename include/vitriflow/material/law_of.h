#pragma once

#include <vitriflow/material/density_law.h>
#include <vitriflow/material/equation_of_state.h>

#include <utility>

// A law is written once as member templates; what the kernels call are virtual
// functions of a number and of a batch of them.
#define VITRIFLOW_FORWARD_TO_LAW(function)                      \
  double function(const double rho) const override              \
  {                                                             \
    return law_.function(rho);                                  \
  }                                                             \
  Simd<double> function(const Simd<double> &rho) const override \
  {                                                             \
    return law_.function(rho);                                  \
  }

namespace vitriflow
{
  /**
   * A DensityLaw from a copyable struct with the const member templates
   * `N factor(const N &rho)` and `N log_slope(const N &rho)`, for N = double
   * and Simd<double>.
   */
  template <typename Law>
  class DensityLawOf final : public DensityLaw
  {
  public:
    explicit DensityLawOf(Law law)
      : law_(std::move(law))
    {
    }

    VITRIFLOW_FORWARD_TO_LAW(factor)
    VITRIFLOW_FORWARD_TO_LAW(log_slope)

  private:
    Law law_;
  };

  /**
   * An EquationOfState from a copyable struct with the const member templates
   * `N energy(const N &rho)`, `N chemical_potential(const N &rho)` and
   * `N stiffness(const N &rho)`, for N = double and Simd<double>.
   */
  template <typename Law>
  class EquationOfStateOf final : public EquationOfState
  {
  public:
    explicit EquationOfStateOf(Law law)
      : law_(std::move(law))
    {
    }

    VITRIFLOW_FORWARD_TO_LAW(energy)
    VITRIFLOW_FORWARD_TO_LAW(chemical_potential)
    VITRIFLOW_FORWARD_TO_LAW(stiffness)

  private:
    Law law_;
  };
} // namespace vitriflow

#undef VITRIFLOW_FORWARD_TO_LAW
