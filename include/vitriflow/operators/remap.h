#pragma once

#include <vitriflow/discretization/state.h>
#include <vitriflow/operators/cell_shift.h>
#include <vitriflow/operators/density_operator.h>

#include <map>
#include <memory>

namespace vitriflow
{
  /**
   * Returns the tilt of a sheared periodic box towards zero. With T = m Lx/Ly
   * and an integer k the frames of tilt and tilt - k T describe the same
   * periodic box: a physical point has the mesh coordinates X in the old and
   *
   *     X' = X + k T Y (mod Lx),  Y' = Y
   *
   * in the new frame. Fields are carried over by L2 projection. T is chosen
   * such that a row of cells moves by p whole cells against its neighbour: a
   * new cell then overlaps the same |k| p + 1 old cells of its row everywhere,
   * and the integrals of new shape functions times old fields are small
   * matrices that are integrated exactly, once. So the integrals of density,
   * velocity and of each stress component are conserved to round-off; smooth
   * fields change by O(h^(degree + 1)). Extrema are not bounded: a front
   * thinner than a cell may overshoot, as in every L2 projection. The momentum
   * of a field with non-uniform density changes by the projection error.
   *
   * @tparam dim 2 or 3; the shear is along x, the gradient along y.
   */
  template <int dim>
  class Remap
  {
  public:
    /** Refers to both arguments; integrates nothing before the first use. */
    Remap(const Discretization<dim> &discretization,
          const DensityOperator<dim> &density_operator);

    /**
     * T = m Lx/Ly (dimensionless) with the smallest m >= 1 for which
     * p = m n_cells[0] / n_cells[1] is an integer. A square box with as many
     * cells in x as in y has T = 1. Cell numbers without a common factor give
     * a large T: choose one a multiple of the other.
     */
    double tilt_period() const;

    /**
     * How many T to take off at @p tilt (dimensionless): none while
     * |tilt| < max(1, T/2), else the k that brings tilt - k T into
     * [-T/2, T/2). So a tilt of 1 returns to 0 if T = 1 and to -1 if T = 2;
     * the tilts -T/2 and T/2 are the same box, and only the upper one is
     * changed (unless T < 2), so that remaps never alternate.
     */
    int periods(const double tilt) const;

    /**
     * Projects velocity, density and all stresses of @p state, each of the size
     * given by State::initialize, onto the frame of tilt - k T and sets the
     * tilt; time and strain stay. Velocity and stress keep their physical
     * components, scaling does not matter. Nothing happens for k = 0.
     * Collective. Throws ExcMessage for a channel, which has no tilt.
     */
    void apply(State &state, const int k) const;

  private:
    const CellShift<dim> &shift(const int k) const;

    Vector right_hand_side(const Space space,
                           const Vector &old,
                           const CellShift<dim> &shift) const;
    void project_density(Vector &density, const CellShift<dim> &shift) const;
    void project_velocity(Vector &velocity, const CellShift<dim> &shift) const;
    void project_stress(Vector &stress, const CellShift<dim> &shift) const;

    const Discretization<dim> &discretization_;
    const DensityOperator<dim> &density_operator_;
    /** Periods and cells per row, T = m Lx/Ly with p = m n_x / n_y. */
    unsigned int box_periods_;
    unsigned int cells_per_row_;
    /** What one k needs, kept because shear goes on in the same direction. */
    mutable std::map<int, std::unique_ptr<const CellShift<dim>>> shifts_;
  };
} // namespace vitriflow
