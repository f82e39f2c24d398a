#include <vitriflow/material/law_of.h>

#include <deal.II/base/exceptions.h>

namespace vitriflow
{
  namespace
  {
    /**
     * f = A (rho - 1)^2 (rho - rg)^2 with A = kappa/(2 w^2), w = 1 - rg:
     * glass at rho = 1 coexists with a void at rho = rg, so that the glass
     * cavitates under tension. The model leaves the energy open; this quartic
     * is our choice, with the square gradient energy of Cahn & Hilliard,
     * J. Chem. Phys. 28, 258 (1958).
     *
     * dp/drho < 0 between the spinodals (1 + rg)/2 -+ w/(2 sqrt 3). The
     * pressure at the upper one is the homogeneous tensile strength,
     * 0.073 kappa for rg = 0.2.
     */
    struct DoubleWell
    {
      double amplitude; // A
      double gas_density;

      template <typename N>
      N energy(const N &rho) const
      {
        const N product = (rho - 1.) * (rho - gas_density);
        return amplitude * product * product;
      }

      template <typename N>
      N chemical_potential(const N &rho) const
      {
        const N product = (rho - 1.) * (rho - gas_density);
        return 2. * amplitude * product * (2. * rho - (1. + gas_density));
      }

      template <typename N>
      N stiffness(const N &rho) const
      {
        const N product = (rho - 1.) * (rho - gas_density);
        const N sum     = 2. * rho - (1. + gas_density);
        return 2. * amplitude * (2. * product + sum * sum);
      }
    };
  } // namespace

  std::unique_ptr<EquationOfState>
  double_well_equation_of_state(const EquationOfStateParameters &parameters)
  {
    const double width = 1. - parameters.gas_density;
    Assert(width > 0. && width < 1., dealii::ExcMessage("rg not in (0, 1)"));
    return std::make_unique<EquationOfStateOf<DoubleWell>>(
      DoubleWell{parameters.bulk_modulus / (2. * width * width),
                 parameters.gas_density});
  }
} // namespace vitriflow
