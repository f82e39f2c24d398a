#include <deal.II/base/mpi_noncontiguous_partitioner.templates.h>

#include <vitriflow/operators/cell_shift.h>
#include <vitriflow/operators/overlap_integrals.h>

#include <array>
#include <cmath>
#include <cstdint>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    using CellIndices = std::vector<types::global_dof_index>;
  } // namespace

  template <int dim>
  CellShift<dim>::CellShift(const Discretization<dim> &discretization,
                            const int cells)
    : discretization_(discretization)
    , cells_(cells)
  {
    const CellLattice<dim> lattice = discretization.lattice();
    const auto n_x = static_cast<std::int64_t>(lattice.n_cells[0]);
    const int sign = cells > 0 ? 1 : -1;
    CellIndices owned;
    std::vector<CellIndices> wanted(std::abs(cells) + 1);
    for (const auto &cell :
         discretization.triangulation().active_cell_iterators())
      if (cell->is_locally_owned())
        {
          auto position = lattice.position(cell->center());
          owned.push_back(lattice.index(position));
          const auto column = static_cast<std::int64_t>(position[0]);
          const auto row    = static_cast<std::int64_t>(position[1]);
          for (std::size_t c = 0; c < wanted.size(); ++c)
            {
              const std::int64_t old =
                column - cells * row - sign * static_cast<std::int64_t>(c);
              position[0] = (old % n_x + n_x) % n_x;
              wanted[c].push_back(lattice.index(position));
            }
        }
    n_local_cells_ = owned.size();
    for (const CellIndices &w : wanted)
      donors_.emplace_back(owned, w, discretization.communicator());
  }

  /** Values of a field, those of all local cells for one shape function
   * behind each other. */
  template <int dim>
  std::vector<double>
  CellShift<dim>::cell_values(const DoFHandler<dim> &dof_handler,
                              const Vector &field) const
  {
    const unsigned int n_dofs = dof_handler.get_fe().n_dofs_per_cell();
    std::vector<double> values(n_dofs * std::size_t(n_local_cells_));
    std::vector<types::global_dof_index> indices(n_dofs);
    std::size_t n = 0;
    for (const auto &cell : dof_handler.active_cell_iterators())
      if (cell->is_locally_owned())
        {
          cell->get_dof_indices(indices);
          for (unsigned int i = 0; i < n_dofs; ++i)
            values[i * std::size_t(n_local_cells_) + n] = field(indices[i]);
          ++n;
        }
    return values;
  }

  template <int dim>
  void CellShift<dim>::integrate(const Space space,
                                 const Vector &old,
                                 const Consumer &consume) const
  {
    const auto &dof_handler      = discretization_.dof_handler(space);
    const FiniteElement<dim> &fe = dof_handler.get_fe();
    const unsigned int n_dofs    = fe.n_dofs_per_cell();
    const auto overlaps = overlap_integrals(fe.base_element(0), cells_);
    const std::size_t n = n_local_cells_;
    const std::vector<double> own = cell_values(dof_handler, old);
    std::vector<double> integrals(own.size(), 0.);
    std::vector<double> values(n);
    for (std::size_t c = 0; c < donors_.size(); ++c)
      for (unsigned int j = 0; j < n_dofs; ++j)
        {
          donors_[c].template export_to_ghosted_array<double>(
            ArrayView<const double>(own.data() + j * n, n),
            ArrayView<double>(values.data(), n));
          const auto [component, base_j] = fe.system_to_component_index(j);
          for (unsigned int i = 0; i < n_dofs; ++i)
            if (fe.system_to_component_index(i).first == component)
              {
                const double factor =
                  overlaps[c](fe.system_to_component_index(i).second, base_j);
                for (std::size_t e = 0; e < n; ++e)
                  integrals[i * n + e] += factor * values[e];
              }
        }

    dealii::Vector<double> of_cell(n_dofs);
    std::size_t e = 0;
    for (const auto &cell : dof_handler.active_cell_iterators())
      if (cell->is_locally_owned())
        {
          for (unsigned int i = 0; i < n_dofs; ++i)
            of_cell[i] = integrals[i * n + e];
          consume(cell, of_cell);
          ++e;
        }
  }

  template class CellShift<2>;
  template class CellShift<3>;
} // namespace vitriflow
