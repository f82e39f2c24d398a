#pragma once

#include <vitriflow/structure/gridded_field.h>

#include <vector>

namespace vitriflow
{
  /** Boxes that hold a marked point, and the dimension of the set. */
  struct BoxCount
  {
    /** Sides of the boxes in grid points, ascending, and number of boxes. */
    std::vector<unsigned int> side;
    std::vector<std::size_t> n_boxes;

    /** Slope of ln n over -ln side, and its error. */
    double dimension = 0.;
    double error     = 0.;
  };

  /**
   * Boxes of all sides that divide the number of points in every direction,
   * up to a quarter of the smallest; if these are fewer than three, powers of
   * two, incomplete boxes at the ends counting like others.
   *
   * The slope is that over the sides from 4 points to a sixteenth of the
   * smallest direction, if these are at least four, otherwise over all.
   *
   * The error is the larger of the regression's standard error and half the
   * difference of the slopes in the lower and upper half of the sides: sets
   * in nature are fractal only between two lengths.
   */
  template <int dim>
  BoxCount count_boxes(const Grid<dim> &grid, const std::vector<char> &marked);
} // namespace vitriflow
