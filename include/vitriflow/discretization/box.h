#pragma once

#include <deal.II/distributed/tria.h>

#include <vitriflow/geometry/mesh_parameters.h>

#include <array>
#include <memory>
#include <vector>

namespace vitriflow
{
  template <int dim>
  class Discretization;

  /** Whether the box is joined to itself in a direction. */
  bool is_periodic(const Geometry geometry, const unsigned int direction);

  /**
   * A box of cells of the same size: the coarsest mesh that cell numbers allow,
   * joined to itself where it is periodic, refined as often as they can be
   * halved down to two cells. Collective.
   */
  template <int dim>
  void
  make_box(dealii::parallel::distributed::Triangulation<dim> &triangulation,
           const std::array<unsigned int, dim> &n_cells,
           const std::array<double, dim> &size,
           const Geometry geometry);

  /**
   * The meshes of multigrid, each the next one coarsened, with that of the
   * discretization, which must stay, as the last. Collective.
   *
   * Boxes are made anew: deal.II coarsens copies, which keep the memory of the
   * mesh that they were copied from.
   */
  template <int dim>
  std::vector<std::shared_ptr<const dealii::Triangulation<dim>>>
  multigrid_meshes(const Discretization<dim> &discretization);
} // namespace vitriflow
