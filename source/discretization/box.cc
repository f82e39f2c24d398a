#include <deal.II/grid/grid_generator.h>
#include <deal.II/grid/grid_tools.h>

#include <deal.II/multigrid/mg_transfer_global_coarsening.h>

#include <vitriflow/discretization/box.h>
#include <vitriflow/discretization/discretization.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** How often the cell numbers of all directions can be halved, keeping
     * two cells so that no cell is its own periodic neighbour. */
    template <std::size_t dim>
    unsigned int n_refinements(const std::array<unsigned int, dim> &n_cells)
    {
      unsigned int n       = 0;
      const auto divisible = [&](const unsigned int k) {
        for (const unsigned int cells : n_cells)
          if (cells % (1u << k) != 0 || (cells >> k) < 2)
            return false;
        return true;
      };
      while (divisible(n + 1))
        ++n;
      return n;
    }
  } // namespace

  bool is_periodic(const Geometry geometry, const unsigned int direction)
  {
    return geometry == Geometry::periodic_box ||
           (geometry == Geometry::channel && direction != 1);
  }

  template <int dim>
  void make_box(parallel::distributed::Triangulation<dim> &triangulation,
                const std::array<unsigned int, dim> &n_cells,
                const std::array<double, dim> &size,
                const Geometry geometry)
  {
    const unsigned int levels = n_refinements(n_cells);
    std::vector<unsigned int> repetitions(dim);
    Point<dim> corner;
    for (unsigned int d = 0; d < dim; ++d)
      {
        repetitions[d] = n_cells[d] >> levels;
        corner[d]      = size[d];
      }
    GridGenerator::subdivided_hyper_rectangle(
      triangulation, repetitions, Point<dim>(), corner, true);

    std::vector<
      GridTools::PeriodicFacePair<typename Triangulation<dim>::cell_iterator>>
      pairs;
    for (unsigned int d = 0; d < dim; ++d)
      if (is_periodic(geometry, d))
        GridTools::collect_periodic_faces(
          triangulation, 2 * d, 2 * d + 1, d, pairs);
    triangulation.add_periodicity(pairs);
    triangulation.refine_global(levels);
  }

  template <int dim>
  std::vector<std::shared_ptr<const Triangulation<dim>>>
  multigrid_meshes(const Discretization<dim> &discretization)
  {
    const Triangulation<dim> &finest = discretization.triangulation();
    if (discretization.geometry() == Geometry::indentation)
      return MGTransferGlobalCoarseningTools::
        create_geometric_coarsening_sequence(finest);
    std::vector<std::shared_ptr<const Triangulation<dim>>> meshes;
    for (unsigned int halved = n_refinements(discretization.n_cells());
         halved > 0;
         --halved)
      {
        std::array<unsigned int, dim> n_cells = discretization.n_cells();
        for (unsigned int &n : n_cells)
          n >>= halved;
        const auto mesh =
          std::make_shared<parallel::distributed::Triangulation<dim>>(
            discretization.communicator());
        make_box<dim>(*mesh,
                      n_cells,
                      discretization.size(),
                      discretization.geometry());
        meshes.push_back(mesh);
      }
    // as deal.II does: not owned
    meshes.emplace_back(&finest, [](const auto *) {});
    return meshes;
  }

  template void make_box<2>(parallel::distributed::Triangulation<2> &,
                            const std::array<unsigned int, 2> &,
                            const std::array<double, 2> &,
                            const Geometry);
  template void make_box<3>(parallel::distributed::Triangulation<3> &,
                            const std::array<unsigned int, 3> &,
                            const std::array<double, 3> &,
                            const Geometry);
  template std::vector<std::shared_ptr<const Triangulation<2>>>
  multigrid_meshes(const Discretization<2> &);
  template std::vector<std::shared_ptr<const Triangulation<3>>>
  multigrid_meshes(const Discretization<3> &);
} // namespace vitriflow
