#include <vitriflow/output/entry_order.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Place of a cell, or of its first descendant, among all cells of a mesh
     * refined uniformly to the finest of @p n_levels, along the curve that
     * p4est cuts into the parts of the ranks: the identity of a coarse cell on
     * a distributed mesh is the number of its p4est tree. */
    std::uint64_t place(const CellId &id,
                        const unsigned int n_children,
                        const unsigned int n_levels)
    {
      std::uint64_t place = id.get_coarse_cell_id();
      const auto children = id.get_child_indices();
      for (const auto child : children)
        place = place * n_children + child;
      for (unsigned int level = children.size() + 1; level < n_levels; ++level)
        place *= n_children;
      return place;
    }

    /** An entry shared by several cells is owned by the rank of the first of
     * them, so that every rank finds the same first cell. */
    template <int dim>
    std::vector<unsigned int> sorted_entries(const DoFHandler<dim> &dofs)
    {
      const IndexSet &owned       = dofs.locally_owned_dofs();
      const unsigned int n        = dofs.get_fe().n_dofs_per_cell();
      const unsigned int n_levels = dofs.get_triangulation().n_global_levels();
      std::vector<std::uint64_t> keys(
        owned.n_elements(), std::numeric_limits<std::uint64_t>::max());
      std::vector<types::global_dof_index> indices(n);
      for (const auto &cell : dofs.active_cell_iterators())
        if (cell->is_locally_owned())
          {
            cell->get_dof_indices(indices);
            const std::uint64_t first =
              place(cell->id(),
                    GeometryInfo<dim>::max_children_per_cell,
                    n_levels) *
              n;
            for (unsigned int i = 0; i < n; ++i)
              if (owned.is_element(indices[i]))
                {
                  auto &key = keys[owned.index_within_set(indices[i])];
                  key       = std::min(key, first + i);
                }
          }
      std::vector<unsigned int> order(keys.size());
      std::iota(order.begin(), order.end(), 0u);
      std::sort(order.begin(),
                order.end(),
                [&keys](const unsigned int a, const unsigned int b) {
                  return keys[a] < keys[b];
                });
      return order;
    }
  } // namespace

  template <int dim>
  EntryOrder entry_order(const Discretization<dim> &discretization)
  {
    const auto sorted = [&](const Space space) {
      return sorted_entries<dim>(discretization.dof_handler(space));
    };
    return {sorted(velocity_space),
            sorted(density_space),
            sorted(stress_space)};
  }

  template EntryOrder entry_order(const Discretization<2> &);
  template EntryOrder entry_order(const Discretization<3> &);
} // namespace vitriflow
