#pragma once

#include <vitriflow/structure/gridded_field.h>

#include <vector>

namespace vitriflow
{
  /** A function of the distance r, averaged over directions. */
  struct RadialFunction
  {
    std::vector<double> r;
    std::vector<double> value;
    /** Relative number of pairs behind each value. */
    std::vector<double> weight;
  };

  /**
   * S(r) = <[f(x + r) - f(x)]^2> over all pairs of grid points, in rings one
   * spacing wide, up to half the shortest side. Pairs reach across the ends of
   * periodic directions.
   */
  template <int dim>
  RadialFunction structure_function(const GriddedField<dim> &field);

  /** Parameters of S(r) = 2 s^2 {1 - exp[-(r/xi)^(2 alpha)]}. */
  struct StructureFunctionFit
  {
    double deviation          = 0.; // s
    double correlation_length = 0.; // xi
    double roughness_exponent = 0.; // alpha
    /** Root mean square of ln S minus its fit. */
    double misfit = 0.;

    double value(const double r) const;
  };

  /**
   * Least squares of ln S over ln r (each ring weighted with 1/r), by
   * Levenberg and Marquardt's method. All zero for a constant field.
   */
  StructureFunctionFit fit_structure_function(const RadialFunction &function);
} // namespace vitriflow
