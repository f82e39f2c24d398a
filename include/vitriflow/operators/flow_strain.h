#pragma once

#include <vitriflow/discretization/point_fields.h>
#include <vitriflow/discretization/state.h>
#include <vitriflow/material/material.h>

#include <array>
#include <vector>

namespace vitriflow
{
  /**
   * By how much the glass has flowed, at the points of a mesh that follows it
   * and is at the place of the state: what the stress says of the strain is
   * elastic, the rest is flow. With b = F F^T (sigma = G (b - I) without flow),
   *
   *   strain = sqrt(d : d/2),   d = dev[b - sigma/G],
   *
   * the shear of simple shear. The state must stay.
   */
  template <int dim>
  class FlowStrain
  {
  public:
    /** Collective. */
    FlowStrain(const State &state,
               const Discretization<dim> &discretization,
               const Material &material);
    ~FlowStrain();

    void reinit(unsigned int cell_batch);

    /** At a quadrature point of the batch. */
    Simd<double> at(unsigned int q) const;

  private:
    const State &state_;
    const Material &material_;
    Axisymmetry axisymmetry_;
    VelocityEvaluation<dim, double> displacement_;
    DensityEvaluation<dim, double> density_;
    StressEvaluation<dim> mode_;
    StressEvaluation<dim> structure_;
    std::array<Stress<Simd<double>>, n_points<dim>> stress_;
  };

  /**
   * Cells of all ranks, in order, that are to be halved where the glass has
   * flowed: when it has by more than @p strain somewhere in a cell that may be
   * halved, all in which it has by more than half as much; otherwise none.
   * Collective.
   */
  template <int dim>
  std::vector<dealii::CellId>
  cells_that_flowed(const State &state,
                    const Discretization<dim> &discretization,
                    const Material &material,
                    const double strain);
} // namespace vitriflow
