#pragma once

#include <vitriflow/base/scales.h>
#include <vitriflow/discretization/state.h>
#include <vitriflow/material/material.h>

#include <string>
#include <utility>
#include <vector>

namespace vitriflow
{
  /**
   * Fields over the physical box for ParaView, in the units of the run:
   * fields_NNNNN.pvtu with one fields_NNNNN.R.vtu of every rank R, and
   * fields.pvd with the times of all of them.
   *
   * Point fields: `velocity` (the total one), `density`, `stress` (the part on
   * the mesh's axes, tension positive; in 2D with `stress_zz`), of several
   * relaxation modes also `stress_mode_1`, ... that it is the sum of,
   * thermodynamic
   * `pressure` (positive in compression), local `shear_rate` g (in 2D
   * g^2 = (D_xx - D_yy)^2 + 4 D_xy^2, in 3D 2 dev D : dev D),
   * `relaxation_time`, `shear_modulus` and `instability_type`, what drives
   * density fluctuations there and then by the term of their growth rate: 0
   * nothing (stable), 1 as in a liquid, 2 viscoelastically, 3 as in a solid,
   * 4 what plastic flow softens (see local_growth()). With plastic flow also
   * its shear rate 2 d, `plastic_rate`, and the structural variable, for
   * example `effective_temperature`; where drawn, `yield_stress`. Cells are
   * quadratic, so that no node of velocity and density is lost.
   */
  template <int dim>
  class FieldOutput
  {
  public:
    /** The objects must stay; the directory must exist. */
    FieldOutput(const std::string &directory,
                const Discretization<dim> &discretization,
                const Material &material,
                const Scales &scales);

    /**
     * Collective. Throws ComputationStopped, on all ranks, if a file cannot be
     * written; fields.pvd then lists the outputs before.
     */
    void write(const State &state);

    unsigned int n_written() const
    {
      return records_.size();
    }

    /** Time [unit of the run] and .pvtu file of every output. */
    const std::vector<std::pair<double, std::string>> &records() const
    {
      return records_;
    }

    /** Continue the series of an earlier run. */
    void set_records(std::vector<std::pair<double, std::string>> records)
    {
      records_ = std::move(records);
    }

  private:
    std::string directory_;
    const Discretization<dim> &discretization_;
    const Material &material_;
    Scales scales_;
    std::vector<std::pair<double, std::string>> records_;
  };
} // namespace vitriflow
