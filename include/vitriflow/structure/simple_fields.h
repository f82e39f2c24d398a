#pragma once

#include <vitriflow/structure/field_parameters.h>

namespace vitriflow
{
  /** Fields without a subsection of their own: uniform, mode, noise, file. */
  std::vector<std::string> simple_field_names();

  /** Throws BadInput unless the parameters of the simple field @p type make
   * sense. */
  void validate_simple_field(const FieldParameters &parameters,
                             const std::string &type);

  /** Deviation from the mean, relative to it; see make_field(). */
  template <int dim>
  FieldPointer<dim> make_simple_field(const FieldParameters &parameters,
                                      const std::string &type,
                                      const std::array<double, dim> &box_size);

  /** Only a file can be one; its values must lie between 0 and 1. */
  template <int dim>
  FieldPointer<dim> make_simple_mask(const FieldParameters &parameters,
                                     const std::string &type,
                                     const std::array<double, dim> &box_size);
} // namespace vitriflow
