#pragma once

#include <vector>

namespace vitriflow
{
  /**
   * A polynomial in z = -sA in place of exp(z), by Horner's rule
   *
   *   p(z) = 1 + f_1 z (1 + f_2 z (1 + ... f_m z)),
   *
   * taken in equal substeps.
   */
  struct AdvectionSeries
  {
    unsigned int n_substeps;
    /** f_1, ..., f_m: there are as many applications of A in a substep. */
    std::vector<double> factors;
  };

  /**
   * A stable series for a span in which the flow passes @p courant > 0 cells,
   * summed over the directions: the fewest substeps, and for them the lowest
   * degree.
   *
   * Stable means |p| <= 1 on the convex hull of the eigenvalues of advection by
   * upwind discontinuous quadratic elements (for which the Taylor series of
   * degree 3 allows 0.209 cells: Cockburn & Shu, J. Sci. Comput. 16, 173
   * (2001)) and of continuous ones with lumped mass, which lie between +-3i per
   * cell. Up to 0.2 cells it is the series of degree 3. Longer spans take
   * polynomials of order 4 whose further coefficients allow the longest spans:
   * they follow from linear programs as in Ketcheson & Ahmadia, Comm. App.
   * Math. Comp. Sci. 7, 247 (2012), and 4 % are kept in reserve. A wave 16
   * cells long loses 8e-6 of its amplitude in each cell that it passes in spans
   * of 0.2, and in longer ones less than 8e-7, of which 5e-7 are the element's
   * own.
   */
  AdvectionSeries advection_series(const double courant);
} // namespace vitriflow
