#pragma once

#include <deal.II/fe/fe.h>

#include <deal.II/lac/full_matrix.h>

#include <vector>

namespace vitriflow
{
  /**
   * Matrices of the integrals of new times old shape functions of the scalar
   * element @p fe, in units of the cell volume; entry c belongs to the old
   * cell that is @p cells * row + sign(cells) c columns to the left.
   *
   * In unit coordinates a point of the new cell lies at xi - cells eta in the
   * old row, so old cells change where that is an integer. The rule is split
   * along these lines: eta into |cells| strips, and there each line crosses
   * the cell once, so that xi is split in two. On a piece the integrand is of
   * degree 2 d in xi and, with the limits of xi, of degree 4 d + 1 in eta.
   */
  template <int dim>
  std::vector<dealii::FullMatrix<double>>
  overlap_integrals(const dealii::FiniteElement<dim> &fe, const int cells);
} // namespace vitriflow
