#include <vitriflow/material/law_of.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    /**
     * p = kappa ln rho, a bulk modulus rho dp/drho = kappa at every density.
     * Integrating (f/rho)' = p/rho^2 with f(1) = 0, f'(1) = 0 gives
     * f = kappa (rho - 1 - ln rho).
     */
    struct Logarithmic
    {
      double kappa;

      template <typename N>
      N energy(const N &rho) const
      {
        return kappa * (rho - 1. - std::log(rho));
      }

      template <typename N>
      N chemical_potential(const N &rho) const
      {
        return kappa * (rho - 1.) / rho;
      }

      template <typename N>
      N stiffness(const N &rho) const
      {
        return kappa / (rho * rho);
      }
    };
  } // namespace

  std::unique_ptr<EquationOfState>
  logarithmic_equation_of_state(const EquationOfStateParameters &parameters)
  {
    return std::make_unique<EquationOfStateOf<Logarithmic>>(
      Logarithmic{parameters.bulk_modulus});
  }
} // namespace vitriflow
