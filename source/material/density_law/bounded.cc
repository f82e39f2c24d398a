#include <vitriflow/material/law_of.h>

#include <deal.II/base/exceptions.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    double hyperbolic_tangent(const double x)
    {
      return std::tanh(x);
    }

    // deal.II has no tanh of packed numbers; like its exp, lane by lane
    Simd<double> hyperbolic_tangent(const Simd<double> &x)
    {
      Simd<double> result;
      for (unsigned int lane = 0; lane < Simd<double>::size(); ++lane)
        result[lane] = std::tanh(x[lane]);
      return result;
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
        return hyperbolic_tangent((exponent / log_bound) * (rho - 1.));
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
