#pragma once

#include <deal.II/base/point.h>

#include <array>
#include <cmath>
#include <memory>

namespace vitriflow
{
  /**
   * A scalar field over the box [0, box_size], in the length unit of the run.
   *
   * Fields are drawn before loading and never change. They are functions of
   * position alone: a rank may ask for any point, and gets the same value on
   * any mesh and any number of ranks. Fields are periodic in the box; between
   * walls periodicity is not needed but does no harm.
   */
  template <int dim>
  class Field
  {
  public:
    virtual ~Field() = default;

    virtual double value(const dealii::Point<dim> &point) const = 0;
  };

  template <int dim>
  using FieldPointer = std::unique_ptr<Field<dim>>;

  /**
   * Indicator of the region @p distance < 0 whose edge is smeared over
   * @p width: (1 - tanh(2 distance/width))/2. Width 0 is a sharp edge.
   */
  inline double smooth_step(const double distance, const double width)
  {
    if (width > 0.)
      return 0.5 * (1. - std::tanh(2. * distance / width));
    return distance < 0. ? 1. : 0.;
  }

  template <int dim>
  double volume(const std::array<double, dim> &box_size)
  {
    double product = 1.;
    for (const double length : box_size)
      product *= length;
    return product;
  }
} // namespace vitriflow
