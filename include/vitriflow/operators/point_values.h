#pragma once

#include <deal.II/base/point.h>

#include <vitriflow/base/types.h>

namespace vitriflow
{
  /** One lane of a batch of points. */
  template <int dim>
  inline dealii::Point<dim>
  point_of_lane(const dealii::Point<dim, Simd<double>> &points,
                const unsigned int lane)
  {
    dealii::Point<dim> p;
    for (unsigned int d = 0; d < dim; ++d)
      p[d] = points[d][lane];
    return p;
  }

  /** A scalar function of position, evaluated lane by lane. */
  template <typename Number, int dim, typename Function>
  inline Simd<Number>
  evaluate_lanes(const dealii::Point<dim, Simd<Number>> &points,
                 const unsigned int n_lanes,
                 const Function &function)
  {
    Simd<Number> values = Number(0.);
    for (unsigned int v = 0; v < n_lanes; ++v)
      values[v] = function(point_of_lane(points, v));
    return values;
  }
} // namespace vitriflow
