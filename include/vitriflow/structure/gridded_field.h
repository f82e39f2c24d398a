#pragma once

#include <deal.II/base/point.h>

#include <vitriflow/structure/field.h>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace vitriflow
{
  /**
   * Where the values of a field sit: a regular grid over the box
   * [0, size_1] x ... x [0, size_dim].
   */
  template <int dim>
  struct Grid
  {
    /** Points per direction. */
    std::array<unsigned int, dim> n_points;

    /** Side lengths of the box, in the length unit of the run. */
    std::array<double, dim> size;

    /**
     * Point i lies at i size/n in a periodic direction, where the point n is
     * the point 0 again, and at i size/(n-1) in any other.
     */
    std::array<bool, dim> periodic;

    /** Points, and so values, in all. */
    std::size_t n_values() const
    {
      std::size_t n = 1;
      for (const unsigned int n_points_1d : n_points)
        n *= n_points_1d;
      return n;
    }
  };

  /**
   * A scalar field given by its values on a regular grid, interpolated in
   * between.
   *
   * The interpolant is a tensor product of Lagrange polynomials through the
   * 8 grid points per direction nearest to the point: 4 on either side, wrapped
   * around in periodic directions, shifted inwards near the ends of others.
   * It is continuous, reproduces polynomials up to degree 7 and has an error
   * of order spacing^8 for smooth fields. Grids with less than 8 points use
   * what they have. Steps and noise on the scale of the spacing overshoot.
   */
  template <int dim>
  class GriddedField : public Field<dim>
  {
  public:
    /**
     * Takes @p values in the order x fastest, then y, then z. Periodic
     * directions need at least one point, others two.
     */
    GriddedField(const Grid<dim> &grid, std::vector<double> values);

    /**
     * The interpolated value. In periodic directions any point may be asked
     * for; in others a point beyond the box gets the value at its edge.
     */
    double value(const dealii::Point<dim> &point) const override;

    const Grid<dim> &grid() const
    {
      return grid_;
    }

    /** The values at the grid points, x fastest. */
    const std::vector<double> &values() const
    {
      return values_;
    }

  private:
    Grid<dim> grid_;
    std::vector<double> values_;
  };

  /** Larger grids are refused: 1.6 GB of values on every rank. */
  constexpr std::size_t max_n_grid_points = 200'000'000;

  /**
   * Read a field from @p file, in one of two formats told apart by the name:
   *
   * - `*.vti`, VTK image data: the first array of scalars at the points,
   *   periodic with the period n_points * spacing in each direction; origin
   *   and orientation are ignored. In two dimensions the file has one layer.
   * - anything else is plain text: a line `# nx ny [nz] Lx Ly [Lz]`, then the
   *   values, x fastest, any number of them per line. The word `nonperiodic`
   *   at the end of the first line says that the grid includes both ends of
   *   each direction. Empty lines and lines starting with # are skipped.
   *
   * The lengths of the file must agree with @p box_size. Anything malformed
   * throws BadInput, naming @p parameter, the file, where possible the line,
   * and what was expected there.
   */
  template <int dim>
  GriddedField<dim>
  read_gridded_field(const std::string &file,
                     const std::array<double, dim> &box_size,
                     const std::string &parameter = "Structure/Density/File");
} // namespace vitriflow
