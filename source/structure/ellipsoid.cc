#include <deal.II/base/numbers.h>

#include <vitriflow/structure/ellipsoid.h>

#include <algorithm>

namespace vitriflow
{
  using dealii::Tensor;

  namespace
  {
    constexpr double golden_ratio = 0.6180339887498949;

    /** Golden sections: 0.618^30 = 5e-7 in l, and F is flat at its maximum,
     * so that F is off by about 1e-12. */
    constexpr int n_sections = 30;

    template <int dim>
    double contact_function(const Ellipsoid<dim> &a,
                            const Ellipsoid<dim> &b,
                            const Tensor<1, dim> &r,
                            const double l)
    {
      const Tensor<2, dim> mixture = (1. - l) * a.shape + l * b.shape;
      return l * (1. - l) * (r * (dealii::invert(mixture) * r));
    }
  } // namespace

  template <int dim>
  Ellipsoid<dim> make_ellipsoid(const dealii::Point<dim> &center,
                                const double radius,
                                const double aspect_ratio,
                                const Tensor<1, dim> &axis)
  {
    const double across = radius * std::pow(aspect_ratio, -1. / dim);
    const double along  = across * aspect_ratio;

    Ellipsoid<dim> result;
    result.center             = center;
    const Tensor<2, dim> uu   = dealii::outer_product(axis, axis);
    Tensor<2, dim> complement = -uu;
    for (int d = 0; d < dim; ++d)
      complement[d][d] += 1.;
    result.shape = along * along * uu + across * across * complement;
    result.inverse_shape =
      uu / (along * along) + complement / (across * across);
    result.longest_semi_axis  = std::max(along, across);
    result.shortest_semi_axis = std::min(along, across);
    return result;
  }

  template <int dim>
  double signed_distance(const Ellipsoid<dim> &ellipsoid,
                         const Tensor<1, dim> &r)
  {
    // the level set q = 1 of q = sqrt(r.S^-1.r), divided by |grad q|
    const Tensor<1, dim> gradient = ellipsoid.inverse_shape * r;
    const double q                = std::sqrt(r * gradient);
    const double length           = gradient.norm();
    if (!(q > 0.) || !(length > 0.))
      return -ellipsoid.shortest_semi_axis;
    return (q - 1.) * q / length;
  }

  template <int dim>
  bool overlap(const Ellipsoid<dim> &a,
               const Ellipsoid<dim> &b,
               const Tensor<1, dim> &r)
  {
    const double distance = r.norm();
    if (distance > a.longest_semi_axis + b.longest_semi_axis)
      return false;
    if (distance < a.shortest_semi_axis + b.shortest_semi_axis)
      return true;

    double left = 0., right = 1.;
    double l1 = 1. - golden_ratio, l2 = golden_ratio;
    double f1 = contact_function(a, b, r, l1);
    double f2 = contact_function(a, b, r, l2);
    for (int i = 0; i < n_sections; ++i)
      {
        if (std::max(f1, f2) > 1.)
          return false;
        if (f1 < f2)
          {
            left = l1;
            l1   = l2;
            f1   = f2;
            l2   = left + golden_ratio * (right - left);
            f2   = contact_function(a, b, r, l2);
          }
        else
          {
            right = l2;
            l2    = l1;
            f2    = f1;
            l1    = right - golden_ratio * (right - left);
            f1    = contact_function(a, b, r, l1);
          }
      }
    return true;
  }

  template <int dim>
  double ball_volume(const double radius)
  {
    return dim == 2 ? dealii::numbers::PI * radius * radius
                    : 4. / 3. * dealii::numbers::PI * radius * radius * radius;
  }

#define INSTANTIATE(dim)                                                  \
  template Ellipsoid<dim> make_ellipsoid<dim>(const dealii::Point<dim> &, \
                                              const double,               \
                                              const double,               \
                                              const Tensor<1, dim> &);    \
  template double signed_distance<dim>(const Ellipsoid<dim> &,            \
                                       const Tensor<1, dim> &);           \
  template bool overlap<dim>(const Ellipsoid<dim> &,                      \
                             const Ellipsoid<dim> &,                      \
                             const Tensor<1, dim> &);                     \
  template double ball_volume<dim>(const double);
  INSTANTIATE(2)
  INSTANTIATE(3)
} // namespace vitriflow
