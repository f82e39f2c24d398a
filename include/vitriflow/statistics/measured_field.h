#pragma once

#include <vitriflow/structure/gridded_field.h>

#include <string>
#include <variant>
#include <vector>

namespace vitriflow
{
  /** A field of two or three dimensions, as a file holds it. */
  using MeasuredField = std::variant<GriddedField<2>, GriddedField<3>>;

  /** A field at one time of a run. */
  struct FieldAtTime
  {
    double time;
    MeasuredField field;
  };

  /**
   * Reads image data (.vti, periodic) or text, with the dimension and box that
   * the file says; see read_gridded_field(). Throws BadInput.
   */
  MeasuredField read_measured_field(const std::string &file);

  /**
   * The scalar point field @p name at the first and the last time in
   * @p folder/fields.pvd, interpolated to the middles of a regular grid of
   * @p n_longest cells along the longest side. Points outside a sheared box
   * are taken from their periodic image; the grid is then not periodic in y,
   * and with @p walls there it never is. Throws BadInput.
   */
  std::vector<FieldAtTime> sample_results(const std::string &folder,
                                          const std::string &name,
                                          const unsigned int n_longest,
                                          const bool walls);

  /** Writes values at the points of a periodic grid as .vti, which
   * read_gridded_field() reads back. In two dimensions one layer. */
  template <int dim>
  void write_vti(const std::string &file,
                 const Grid<dim> &grid,
                 const std::vector<double> &values,
                 const std::string &name);
} // namespace vitriflow
