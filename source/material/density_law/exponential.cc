#include <vitriflow/material/law_of.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    /**
     * X/X0 = exp(n (rho - 1)), d ln X/d ln rho = n rho: ln X linear in
     * density.
     */
    struct Exponential
    {
      double exponent;

      template <typename N>
      N factor(const N &rho) const
      {
        return std::exp(exponent * (rho - 1.));
      }

      template <typename N>
      N log_slope(const N &rho) const
      {
        return exponent * rho;
      }
    };
  } // namespace

  std::unique_ptr<DensityLaw> exponential_density_law(const double exponent,
                                                      const double /*bound*/)
  {
    return std::make_unique<DensityLawOf<Exponential>>(Exponential{exponent});
  }
} // namespace vitriflow
