#pragma once

#include <vitriflow/base/scales.h>
#include <vitriflow/operators/contact.h>
#include <vitriflow/output/vtu_series.h>

namespace vitriflow
{
  /**
   * The surface under an indenter for ParaView, in the units of the run:
   * contact_NNNNN.pvtu with its pieces, and contact.pvd. Fields on the top of
   * the block where the state has taken it: `contact_pressure`, and
   * `contact_distance` from the indenter, negative where they overlap and zero
   * where there is no indenter above.
   *
   * @param records of the fields; this is the contact of the last of them.
   *
   * Collective. Throws ComputationStopped if a file cannot be written.
   */
  template <int dim>
  void write_contact(const std::string &directory,
                     const Discretization<dim> &discretization,
                     const Contact<dim> &contact,
                     const State &state,
                     const Scales &scales,
                     const VtuRecords &records);
} // namespace vitriflow
