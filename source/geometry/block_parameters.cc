#include <vitriflow/base/exceptions.h>
#include <vitriflow/geometry/mesh_parameters.h>

#include <cmath>

namespace vitriflow
{
  void BlockParameters::add_to(dealii::ParameterHandler &prm)
  {
    using namespace dealii::Patterns;
    prm.enter_subsection("Indentation");
    prm.add_parameter("Coordinates",
                      coordinates,
                      "Meaning of a two-dimensional block: plane strain, or "
                      "axisymmetric with x the distance from the axis.",
                      Selection("plane strain|axisymmetric"));
    prm.add_parameter("Symmetric",
                      symmetric,
                      "Whether x = 0 (and z = 0) is a plane of symmetry "
                      "through the indenter, so that the block is one half (a "
                      "quarter) of the glass. Otherwise the indenter is above "
                      "the middle. Axisymmetric blocks are symmetric.",
                      Bool());
    prm.add_parameter("Refinement levels",
                      refinement_levels,
                      "How often cells near the contact are halved.",
                      Integer(0, 20));
    prm.add_parameter("Refined radius",
                      refined_radius,
                      "Distance from the point of first contact within which "
                      "cells are halved as often [m]; about 1.5 times the "
                      "largest contact radius. Further out they grow with "
                      "distance.",
                      Double(0.));
    prm.add_parameter(
      "Refined strain",
      refined_strain,
      "Cells in which the glass has flowed by more than this "
      "shear strain [-] are halved, too, until they are as small "
      "as those near the contact: the fine mesh follows the "
      "plastic zone. 0: never. A few times the strain at "
      "yield is enough to resolve shear bands.",
      Double(0.));
    prm.leave_subsection();
  }

  void BlockParameters::validate(const unsigned int dimension) const
  {
    if (axisymmetric() && dimension != 2)
      throw BadInput("Mesh/Indentation/Coordinates = axisymmetric needs "
                     "Mesh/Dimension = 2, but it is " +
                     std::to_string(dimension) + ".");
    if (axisymmetric() && !symmetric)
      throw BadInput("Mesh/Indentation/Symmetric = false: an axisymmetric "
                     "block begins at its axis; set it to true.");
    if (!std::isfinite(refined_radius) ||
        (refinement_levels > 0 && !(refined_radius > 0.)))
      throw BadInput(
        "Mesh/Indentation/Refined radius = " + std::to_string(refined_radius) +
        ": with Refinement levels = " + std::to_string(refinement_levels) +
        " it must be positive and finite; give about 1.5 times "
        "the largest contact radius.");
    if (!std::isfinite(refined_strain) ||
        (refined_strain > 0. && refinement_levels == 0))
      throw BadInput(
        "Mesh/Indentation/Refined strain = " + std::to_string(refined_strain) +
        ": it must be finite, and needs Refinement levels > 0, "
        "which say how small cells may become.");
  }

  double n_refined_cells(const MeshParameters &mesh)
  {
    // a quarter of a ball (circle) of the finest cells, half of one if not
    // symmetric, and around it a layer of six cells per level
    const double h       = mesh.density_node_spacing() * mesh.density_degree;
    const unsigned int d = mesh.dimension;
    const double share   = std::pow(0.5, mesh.block.symmetric ? d : 1);
    const double ball    = d == 2 ? 3.14 : 4.19;
    const double fine =
      share * ball * std::pow(mesh.block.refined_radius / h, d);
    const double layer = share * ball * (std::pow(12., d) - std::pow(6., d));
    return mesh.block.refinement_levels == 0
             ? 0.
             : fine + layer * mesh.block.refinement_levels;
  }
} // namespace vitriflow
