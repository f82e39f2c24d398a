#pragma once

#include <deal.II/base/function.h>

#include <vitriflow/discretization/discretization.h>
#include <vitriflow/discretization/point_fields.h>

namespace vitriflow
{
  /** Sets one of the fields of State::structure to the values of a function of
   * mesh coordinates at the stress points. */
  template <int dim>
  void set_point_field(Vector &structure,
                       const Discretization<dim> &discretization,
                       const PointField which,
                       const dealii::Function<dim> &function);
} // namespace vitriflow
