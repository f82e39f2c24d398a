#pragma once

#include <deal.II/dofs/dof_handler.h>

#include <array>
#include <vector>

namespace vitriflow
{
  /** A box of cells of the same size, and the place of a cell in it. */
  template <int dim>
  struct CellLattice
  {
    std::array<unsigned int, dim> n_cells;
    /** Edge lengths of the box, which begins at the origin. */
    std::array<double, dim> size;

    /** Column, row (and layer) of the cell around a point. */
    std::array<unsigned int, dim>
    position(const dealii::Point<dim> &center) const;

    /** Number of a cell, counted along x first. */
    dealii::types::global_dof_index
    index(const std::array<unsigned int, dim> &position) const;

    /** The lattice of cells twice as large, so many times over. */
    CellLattice coarsened(const unsigned int times) const;
  };

  /**
   * Numbers the unknowns of each rank along the rows of cells, so that cells
   * which follow each other along x find theirs next to each other.
   *
   * A row of nodes of a continuous element is cut into pieces of
   * simd_width<float> cells. A piece has, component by component, first the
   * nodes at the left of all its cells, then the next ones to the right of
   * these and so on; those at the right of a cell are the left ones of the
   * next. A discontinuous element keeps the unknowns of a cell together.
   * Collective.
   */
  template <int dim>
  void number_along_rows(dealii::DoFHandler<dim> &dofs,
                         const CellLattice<dim> &lattice);

  /**
   * Category of each active cell, for MatrixFree with strict categories: the
   * number of its row, from 1 on, if it is in one of the parts of @p n_lanes
   * cells that the row is cut into and that this rank has all of. They then
   * make up the batches of that row. Other cells are in category 0.
   */
  template <int dim>
  std::vector<unsigned int>
  row_categories(const dealii::Triangulation<dim> &triangulation,
                 const CellLattice<dim> &lattice,
                 const unsigned int n_lanes);

  /** Makes MatrixFree batch the cells along rows. @p data is the AdditionalData
   * of its class. */
  template <int dim, typename AdditionalData>
  void batch_along_rows(const dealii::Triangulation<dim> &triangulation,
                        const CellLattice<dim> &lattice,
                        AdditionalData &data)
  {
    constexpr unsigned int n_lanes =
      AdditionalData::MatrixFreeType::vectorized_value_type::size();
    if (n_lanes == 1)
      return;
    data.cell_vectorization_category =
      row_categories(triangulation, lattice, n_lanes);
    data.cell_vectorization_categories_strict = true;
  }
} // namespace vitriflow
