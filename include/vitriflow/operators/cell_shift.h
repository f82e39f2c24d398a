#pragma once

#include <deal.II/base/mpi_noncontiguous_partitioner.h>

#include <vitriflow/discretization/discretization.h>

#include <functional>
#include <vector>

namespace vitriflow
{
  /**
   * One displacement by @p cells whole cells per row: who needs the values of
   * which cells, and how fields are integrated against new shape functions.
   */
  template <int dim>
  class CellShift
  {
  public:
    using Cell = typename dealii::DoFHandler<dim>::active_cell_iterator;
    using Consumer =
      std::function<void(const Cell &, dealii::Vector<double> &)>;

    CellShift(const Discretization<dim> &discretization, const int cells);

    /**
     * Integrals of the field @p old of @p space against all new shape
     * functions of the locally owned cells. Calls @p consume(cell, integrals)
     * per cell, integrals in units of the cell volume and in the order of the
     * cell's degrees of freedom. Collective.
     */
    void integrate(const Space space,
                   const Vector &old,
                   const Consumer &consume) const;

  private:
    std::vector<double> cell_values(const dealii::DoFHandler<dim> &dof_handler,
                                    const Vector &field) const;

    const Discretization<dim> &discretization_;
    const int cells_;
    unsigned int n_local_cells_ = 0;
    /** Brings the values of the c-th overlapped old cell to its new cell. */
    std::vector<dealii::Utilities::MPI::NoncontiguousPartitioner> donors_;
  };
} // namespace vitriflow
