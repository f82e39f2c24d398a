#pragma once

#include <vitriflow/base/types.h>

#include <memory>
#include <string>

namespace vitriflow
{
  /**
   * How a property falls or rises with density, relative to its value at
   * rho = 1: G/G0 or tau/tau0 as a function of rho/rho0. That both increase
   * with density is what drives the instability of Furukawa & Tanaka, Nature
   * Materials 8, 601 (2009): a dilated spot is softer, flows faster and
   * dilates further. Dimensionless in and out; factor(1) = 1.
   */
  class DensityLaw
  {
  public:
    virtual ~DensityLaw() = default;

    /** X(rho)/X(1). */
    virtual double factor(double rho) const = 0;

    virtual Simd<double> factor(const Simd<double> &rho) const = 0;

    /** d ln X/d ln rho; at rho = 1 the exponent the law was made with. */
    virtual double log_slope(double rho) const = 0;

    virtual Simd<double> log_slope(const Simd<double> &rho) const = 0;
  };

  /**
   * Makes the law called @p name (one of density_law_names()); throws BadInput
   * if there is none.
   *
   * @param exponent n = d ln X/d ln rho at rho = 1.
   * @param bound largest value of X(rho)/X(1), its inverse the smallest; > 1.
   *   Only the bounded law uses it.
   */
  std::unique_ptr<DensityLaw>
  make_density_law(const std::string &name, double exponent, double bound);

  /** Names of all laws, separated by "|". */
  std::string density_law_names();
} // namespace vitriflow
