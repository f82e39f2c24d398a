#pragma once

#include <vitriflow/material/equation_of_state.h>

#include <utility>

namespace vitriflow
{
  /**
   * Turns a law that is written once for any number type into an
   * EquationOfState.
   *
   * @tparam Law a copyable struct with the const member templates
   *   `N energy(const N &rho)`, `N chemical_potential(const N &rho)` and
   *   `N stiffness(const N &rho)` for N = double and Simd<double>.
   */
  template <typename Law>
  class EquationOfStateOf final : public EquationOfState
  {
  public:
    explicit EquationOfStateOf(Law law)
      : law_(std::move(law))
    {
    }

    double energy(const double rho) const override
    {
      return law_.energy(rho);
    }

    Simd<double> energy(const Simd<double> &rho) const override
    {
      return law_.energy(rho);
    }

    double chemical_potential(const double rho) const override
    {
      return law_.chemical_potential(rho);
    }

    Simd<double> chemical_potential(const Simd<double> &rho) const override
    {
      return law_.chemical_potential(rho);
    }

    double stiffness(const double rho) const override
    {
      return law_.stiffness(rho);
    }

    Simd<double> stiffness(const Simd<double> &rho) const override
    {
      return law_.stiffness(rho);
    }

  private:
    Law law_;
  };
} // namespace vitriflow
