#include <vitriflow/material/law_of.h>

#include <deal.II/base/exceptions.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    /** Exact to round-off of 1, all that exponents need. */
    template <typename N>
    N hyperbolic_tangent(const N &x)
    {
      return 1. - 2. / (std::exp(2. * x) + 1.);
    }

    /**
     * X/X0 = exp(Lambda tanh(n (rho - 1)/Lambda)), Lambda = ln(bound): the
     * exponential law near rho = 1, kept between 1/bound and bound. Our
     * choice: Furukawa & Tanaka leave the form open, and with exponents of
     * order 100 the plain laws span tens of decades inside a band.
     *
     * d ln X/d ln rho = rho n (1 - tanh^2).
     */
    struct Bounded
    {
      double exponent;
      double log_bound;

      template <typename N>
      N saturation(const N &rho) const
      {
        return hyperbolic_tangent<N>((exponent / log_bound) * (rho - 1.));
      }

      template <typename N>
      N factor(const N &rho) const
      {
        return std::exp(log_bound * saturation(rho));
      }

      template <typename N>
      N log_slope(const N &rho) const
      {
        const N tanh = saturation(rho);
        return exponent * rho * (1. - tanh * tanh);
      }
    };
  } // namespace

  std::unique_ptr<DensityLaw> bounded_density_law(const double exponent,
                                                  const double bound)
  {
    Assert(bound > 1., dealii::ExcMessage("the bound must exceed 1"));
    return std::make_unique<DensityLawOf<Bounded>>(
      Bounded{exponent, std::log(bound)});
  }
} // namespace vitriflow
