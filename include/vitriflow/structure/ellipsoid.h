#pragma once

#include <vitriflow/structure/field.h>

namespace vitriflow
{
  /** An ellipse or ellipsoid of revolution about its first axis. */
  template <int dim>
  struct Ellipsoid
  {
    dealii::Point<dim> center;

    /** sum_i a_i^2 u_i u_i of semi-axes a_i along u_i, and its inverse. */
    dealii::Tensor<2, dim> shape;
    dealii::Tensor<2, dim> inverse_shape;

    double longest_semi_axis;
    double shortest_semi_axis;
  };

  /**
   * The ellipsoid with the volume of a sphere of @p radius, the axis along the
   * unit vector @p axis being @p aspect_ratio times the other(s).
   */
  template <int dim>
  Ellipsoid<dim> make_ellipsoid(const dealii::Point<dim> &center,
                                const double radius,
                                const double aspect_ratio,
                                const dealii::Tensor<1, dim> &axis);

  /**
   * Distance of the point at @p r from the centre to the surface, negative
   * inside; exact on the surface and to first order near it.
   */
  template <int dim>
  double signed_distance(const Ellipsoid<dim> &ellipsoid,
                         const dealii::Tensor<1, dim> &r);

  /**
   * Whether two ellipsoids whose centres are @p r apart overlap: they do not
   * if some 0 < l < 1 has F(l) = l (1-l) r.[(1-l) A + l B]^-1.r > 1, with A and
   * B their shapes; F is concave (J.W. Perram, M.S. Wertheim, J. Comput. Phys.
   * 58, 409 (1985)).
   */
  template <int dim>
  bool overlap(const Ellipsoid<dim> &a,
               const Ellipsoid<dim> &b,
               const dealii::Tensor<1, dim> &r);

  /** pi r^2 or 4/3 pi r^3. */
  template <int dim>
  double ball_volume(const double radius);
} // namespace vitriflow
