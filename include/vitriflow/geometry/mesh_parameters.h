#pragma once

#include <deal.II/base/parameter_handler.h>

#include <array>
#include <string>
#include <vector>

namespace vitriflow
{
  /** Which sides of the box are joined and which are walls. */
  enum class Geometry
  {
    /** Periodic in all directions, sheared homogeneously. */
    periodic_box,
    /** Walls at both ends of y, periodic along x (and z). */
    channel
  };

  /** Subsection Mesh: the box, its cells and the polynomial degrees. */
  struct MeshParameters
  {
    unsigned int dimension      = 2;
    std::string geometry        = "periodic box";
    std::vector<int> cells      = {32};
    std::vector<double> size    = {32.};
    unsigned int density_degree = 2;

    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput naming parameter, value and allowed range. */
    void validate() const;

    Geometry kind() const;

    /** Cells along each direction; a single entry serves all of them. */
    template <int dim>
    std::array<unsigned int, dim> n_cells() const;

    /** Side lengths, in the units the struct is given in. */
    template <int dim>
    std::array<double, dim> lengths() const;

    /** Distance of density nodes, the largest over the directions. */
    double density_node_spacing() const;
  };
} // namespace vitriflow
