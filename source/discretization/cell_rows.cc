#include <deal.II/fe/fe_q.h>

#include <vitriflow/base/types.h>
#include <vitriflow/discretization/cell_rows.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace vitriflow
{
  using namespace dealii;

  template <int dim>
  std::array<unsigned int, dim>
  CellLattice<dim>::position(const Point<dim> &center) const
  {
    std::array<unsigned int, dim> place;
    for (unsigned int d = 0; d < dim; ++d)
      place[d] =
        static_cast<unsigned int>(std::floor(center[d] * n_cells[d] / size[d]));
    return place;
  }

  template <int dim>
  types::global_dof_index
  CellLattice<dim>::index(const std::array<unsigned int, dim> &position) const
  {
    types::global_dof_index index = 0;
    for (unsigned int d = dim; d-- > 0;)
      index = index * n_cells[d] + position[d];
    return index;
  }

  template <int dim>
  CellLattice<dim> CellLattice<dim>::coarsened(const unsigned int times) const
  {
    CellLattice coarse = *this;
    for (unsigned int &n : coarse.n_cells)
      n >>= times;
    return coarse;
  }

  namespace
  {
    constexpr unsigned int piece = simd_width<float>;

    /** Place of each unknown of a cell in the order of number_along_rows(). */
    template <int dim>
    class RowOrder
    {
    public:
      RowOrder(const FiniteElement<dim> &fe, const CellLattice<dim> &lattice)
        : fe_(fe)
        , lattice_(lattice)
      {
        if (const auto *q =
              dynamic_cast<const FE_Q<dim> *>(&fe.base_element(0)))
          node_ = q->get_poly_space_numbering();
      }

      std::uint64_t operator()(const std::array<unsigned int, dim> &cell,
                               const unsigned int unknown) const
      {
        if (node_.empty()) // discontinuous
          return lattice_.index(cell) * fe_.n_dofs_per_cell() + unknown;

        const unsigned int degree      = fe_.degree;
        const auto [component, number] = fe_.system_to_component_index(unknown);
        unsigned int node              = node_[number];
        std::array<std::uint64_t, dim> place;
        for (unsigned int d = 0; d < dim; ++d, node /= degree + 1)
          place[d] = std::uint64_t(cell[d]) * degree + node % (degree + 1);

        const std::uint64_t column = place[0] / degree;
        std::uint64_t key          = 0;
        for (unsigned int d = dim - 1; d > 0; --d)
          key =
            key * (std::uint64_t(lattice_.n_cells[d]) * degree + 1) + place[d];
        key = key * (lattice_.n_cells[0] / piece + 1) + column / piece;
        key = key * fe_.n_components() + component;
        key = key * degree + place[0] % degree;
        return key * piece + column % piece;
      }

    private:
      const FiniteElement<dim> &fe_;
      CellLattice<dim> lattice_;
      std::vector<unsigned int> node_; // counted along x first
    };
  } // namespace

  template <int dim>
  void number_along_rows(DoFHandler<dim> &dofs, const CellLattice<dim> &lattice)
  {
    const IndexSet &owned = dofs.locally_owned_dofs();
    const RowOrder<dim> order(dofs.get_fe(), lattice);
    std::vector<std::pair<std::uint64_t, unsigned int>> keys(
      owned.n_elements());
    std::vector<types::global_dof_index> indices(
      dofs.get_fe().n_dofs_per_cell());
    for (const auto &cell : dofs.active_cell_iterators())
      if (cell->is_locally_owned())
        {
          cell->get_dof_indices(indices);
          const auto place = lattice.position(cell->center());
          for (unsigned int i = 0; i < indices.size(); ++i)
            if (owned.is_element(indices[i]))
              {
                const unsigned int k = owned.index_within_set(indices[i]);
                keys[k]              = {order(place, i), k};
              }
        }
    std::sort(keys.begin(), keys.end());
    std::vector<types::global_dof_index> numbers(keys.size());
    for (unsigned int i = 0; i < keys.size(); ++i)
      numbers[keys[i].second] = owned.nth_index_in_set(i);
    dofs.renumber_dofs(numbers);
  }

  template <int dim>
  std::vector<unsigned int>
  row_categories(const Triangulation<dim> &triangulation,
                 const CellLattice<dim> &lattice,
                 const unsigned int n_lanes)
  {
    struct Cell
    {
      types::global_dof_index place;
      unsigned int number;
    };
    std::vector<Cell> cells;
    for (const auto &cell : triangulation.active_cell_iterators())
      if (cell->is_locally_owned())
        cells.push_back({lattice.index(lattice.position(cell->center())),
                         cell->active_cell_index()});
    std::sort(cells.begin(), cells.end(), [](const Cell &a, const Cell &b) {
      return a.place < b.place;
    });

    const unsigned int n_x = lattice.n_cells[0];
    std::vector<unsigned int> categories(triangulation.n_active_cells(), 0);
    for (std::size_t first = 0; first + n_lanes <= cells.size();)
      {
        const auto column = cells[first].place % n_x;
        bool part         = column % n_lanes == 0 && column + n_lanes <= n_x;
        // lanes are filled in the order of the cells of the mesh
        for (unsigned int l = 1; l < n_lanes && part; ++l)
          part = cells[first + l].place == cells[first].place + l &&
                 cells[first + l].number > cells[first + l - 1].number;
        for (unsigned int l = 0; l < n_lanes && part; ++l)
          categories[cells[first + l].number] = 1 + cells[first].place / n_x;
        first += part ? n_lanes : 1;
      }
    return categories;
  }

#define INSTANTIATE(dim)                                     \
  template struct CellLattice<dim>;                          \
  template void number_along_rows(DoFHandler<dim> &,         \
                                  const CellLattice<dim> &); \
  template std::vector<unsigned int> row_categories(         \
    const Triangulation<dim> &, const CellLattice<dim> &, const unsigned int)
  INSTANTIATE(2);
  INSTANTIATE(3);
#undef INSTANTIATE
} // namespace vitriflow
