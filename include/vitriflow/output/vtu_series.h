#pragma once

#include <deal.II/base/data_out_base.h>

#include <string>
#include <utility>
#include <vector>

namespace vitriflow
{
  /** Time [unit of the run] and .pvtu file of every output of a series. */
  using VtuRecords = std::vector<std::pair<double, std::string>>;

  /** NAME_NNNNN, of the output with a number. */
  std::string vtu_name(const std::string &name, const unsigned int number);

  /**
   * Adds an output to a series for ParaView in a directory: of every rank R
   * that has cells NAME_NNNNN.R.vtu, NAME_NNNNN.pvtu and NAME.pvd with the
   * times of all, the earlier @p records and this one, which is added to them.
   * Collective. Throws ComputationStopped, on all ranks, if a file cannot be
   * written; NAME.pvd then lists the outputs before.
   */
  template <int dim, int spacedim>
  void write_vtu(const std::string &directory,
                 const std::string &name,
                 const dealii::DataOutInterface<dim, spacedim> &data,
                 const bool has_cells,
                 const double time,
                 VtuRecords &records,
                 const MPI_Comm &comm);
} // namespace vitriflow
