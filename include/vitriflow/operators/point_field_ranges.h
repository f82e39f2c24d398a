#pragma once

#include <vitriflow/discretization/point_fields.h>
#include <vitriflow/discretization/state.h>

#include <array>

namespace vitriflow
{
  /** Smallest and largest value of every PointField in the glass. */
  using PointFieldRanges =
    std::array<std::pair<double, double>, n_point_fields>;

  /** Of a vector of the stress space; collective. */
  template <int dim>
  PointFieldRanges
  point_field_ranges(const Vector &fields,
                     const Discretization<dim> &discretization);

  /** Brings values that interpolation has taken beyond back to the ranges. */
  template <int dim>
  void limit_point_fields(Vector &fields,
                          const Discretization<dim> &discretization,
                          const PointFieldRanges &ranges);
} // namespace vitriflow
