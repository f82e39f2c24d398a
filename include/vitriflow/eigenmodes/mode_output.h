#pragma once

#include <vitriflow/base/scales.h>
#include <vitriflow/discretization/state.h>

#include <string>
#include <utility>
#include <vector>

namespace vitriflow
{
  /**
   * Modes as fields over the physical box for ParaView: modes.pvtu with one
   * modes.R.vtu of every rank R. Point fields NAME_density and NAME_velocity
   * hold the changes of density and velocity [arbitrary units, those of a mode
   * have a common one], and `density` the density [unit of the run] of the
   * state that the modes are of.
   *
   * Collective. Throws ComputationStopped on all ranks if a file cannot be
   * written.
   *
   * @param modes names and changes, see FrozenStep::changes().
   */
  template <int dim>
  void write_modes(const std::string &directory,
                   const Discretization<dim> &discretization,
                   const Scales &scales,
                   const State &held,
                   const std::vector<std::pair<std::string, State>> &modes);
} // namespace vitriflow
