#include <vitriflow/material/law_of.h>

namespace vitriflow
{
  namespace
  {
    /**
     * f = (kappa/2) (rho - 1)^2, hence p = (kappa/2) (rho^2 - 1): the
     * leading order about the reference density, all that the linear theory of
     * Furukawa & Tanaka, Nature Materials 8, 601 (2009) needs. It resists
     * tension down to p = -kappa/2 at rho = 0 and never cavitates.
     */
    struct Quadratic
    {
      double kappa;

      template <typename N>
      N energy(const N &rho) const
      {
        return 0.5 * kappa * (rho - 1.) * (rho - 1.);
      }

      template <typename N>
      N chemical_potential(const N &rho) const
      {
        return kappa * (rho - 1.);
      }

      template <typename N>
      N stiffness(const N &) const
      {
        return N(kappa);
      }
    };
  } // namespace

  std::unique_ptr<EquationOfState>
  quadratic_equation_of_state(const EquationOfStateParameters &parameters)
  {
    return std::make_unique<EquationOfStateOf<Quadratic>>(
      Quadratic{parameters.bulk_modulus});
  }
} // namespace vitriflow
