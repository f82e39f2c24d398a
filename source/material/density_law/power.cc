#include <vitriflow/material/law_of.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    /** X/X0 = rho^n, d ln X/d ln rho = n at every density. */
    struct Power
    {
      double exponent;

      template <typename N>
      N factor(const N &rho) const
      {
        return std::pow(rho, exponent);
      }

      template <typename N>
      N log_slope(const N &) const
      {
        return N(exponent);
      }
    };
  } // namespace

  std::unique_ptr<DensityLaw> power_density_law(const double exponent,
                                                const double /*bound*/)
  {
    return std::make_unique<DensityLawOf<Power>>(Power{exponent});
  }
} // namespace vitriflow
