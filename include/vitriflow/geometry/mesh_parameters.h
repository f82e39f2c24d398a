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
    channel,
    /** A block that an indenter presses into from above: the top, y = Size, is
     * free, the bottom held and the sides frictionless. Its mesh follows the
     * material. */
    indentation
  };

  /** What is special about the block of an indentation. */
  struct BlockParameters
  {
    std::string coordinates        = "plane strain";
    bool symmetric                 = true;
    unsigned int refinement_levels = 0;
    double refined_radius          = 0.;
    double refined_strain          = 0.;

    /** Declares Mesh/Indentation. */
    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput naming parameter, value and allowed range. */
    void validate(const unsigned int dimension) const;

    bool axisymmetric() const
    {
      return coordinates == "axisymmetric";
    }
  };

  struct MeshParameters;

  /** About how many cells the refinement of a block adds. */
  double n_refined_cells(const MeshParameters &mesh);

  /** Subsection Mesh: the box, its cells and the polynomial degrees. */
  struct MeshParameters
  {
    unsigned int dimension      = 2;
    std::string geometry        = "periodic box";
    std::vector<int> cells      = {32};
    std::vector<double> size    = {32.};
    unsigned int density_degree = 2;
    BlockParameters block;

    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput naming parameter, value and allowed range. */
    void validate() const;

    Geometry kind() const;

    /** Plane strain: forces are per length. */
    bool is_plane() const
    {
      return dimension == 2 && !block.axisymmetric();
    }

    /** Cells along each direction; a single entry serves all of them. */
    template <int dim>
    std::array<unsigned int, dim> n_cells() const;

    /** Side lengths, in the units the struct is given in. */
    template <int dim>
    std::array<double, dim> lengths() const;

    /** Distance of density nodes where the mesh is finest, the largest over
     * the directions. */
    double density_node_spacing() const;
  };
} // namespace vitriflow
