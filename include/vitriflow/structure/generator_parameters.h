#pragma once

#include <vitriflow/structure/field_generator.h>
#include <vitriflow/structure/gridded_field.h>

#include <string>

/** What several kinds of structure ask of their parameters. */
namespace vitriflow
{
  /** Throws BadInput unless the value is positive and finite. */
  void require_positive(const std::string &section,
                        const std::string &name,
                        const double value);

  /** Throws BadInput unless Fraction lies in (0, 1). */
  void require_fraction(const std::string &section, const double fraction);

  /** Of shapes with an edge of any width, see smooth_step(). */
  struct InterfaceWidth
  {
    /** In the length unit of the run; 0 is sharp. */
    double value;

    void add_to(dealii::ParameterHandler &prm);
    void validate(const std::string &section) const;
  };

  /**
   * drawing_grid() in the box of the request. Throws BadInput about the
   * parameter @p name, the @p length of which is so short that the grid has
   * less than @p least_per_length points per length.
   */
  template <int dim>
  Grid<dim> checked_drawing_grid(const FieldRequest<dim> &request,
                                 const std::string &name,
                                 const double length,
                                 const double per_length,
                                 const double least_per_length);
} // namespace vitriflow
