#include <vitriflow/base/exceptions.h>
#include <vitriflow/geometry/mesh_parameters.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  namespace
  {
    template <typename T>
    T entry(const std::vector<T> &list, const unsigned int direction)
    {
      return list.size() == 1 ? list[0] : list[direction];
    }

    void check_length(const std::size_t found,
                      const unsigned int dimension,
                      const std::string &name)
    {
      if (found != 1 && found != dimension)
        throw BadInput("Mesh/" + name + " has " + std::to_string(found) +
                       " entries; give one for all directions or " +
                       std::to_string(dimension) +
                       ", one per direction of Mesh/Dimension.");
    }
  } // namespace

  void MeshParameters::add_to(dealii::ParameterHandler &prm)
  {
    using namespace dealii::Patterns;
    prm.enter_subsection("Mesh");
    prm.add_parameter("Dimension",
                      dimension,
                      "Space dimension; 2 is plane strain.",
                      Integer(2, 3));
    prm.add_parameter(
      "Geometry",
      geometry,
      "periodic box: homogeneously sheared, periodic in all directions. "
      "channel: no-slip walls at both ends of y; see Loading/Moving walls. "
      "indentation: a block with a free top, held at the bottom, into which "
      "the indenter of section Indentation is pressed.",
      Selection("periodic box|channel|indentation"));
    prm.add_parameter("Cells",
                      cells,
                      "Cells along each direction, or one number for all. "
                      "Multiples of a high power of two solve fastest.",
                      List(Integer(1, 1 << 20), 1, 3));
    prm.add_parameter("Size",
                      size,
                      "Side lengths of the box, or one for all [m].",
                      List(Double(), 1, 3));
    prm.add_parameter("Density degree",
                      density_degree,
                      "Polynomial degree of the density: 2 (default, more "
                      "accurate) or 1 (inf-sup stable, for nearly "
                      "incompressible glasses).",
                      Integer(1, 2));
    block.add_to(prm);
    prm.leave_subsection();
  }

  void MeshParameters::validate() const
  {
    check_length(cells.size(), dimension, "Cells");
    check_length(size.size(), dimension, "Size");
    for (const int n : cells)
      if (n < 2)
        throw BadInput("Mesh/Cells = " + std::to_string(n) +
                       ": at least 2 cells are needed in each direction.");
    for (const double s : size)
      if (!(s > 0.) || !std::isfinite(s))
        throw BadInput("Mesh/Size = " + std::to_string(s) +
                       ": lengths must be positive and finite.");
    if (kind() == Geometry::indentation)
      block.validate(dimension);
    else if (block.axisymmetric())
      throw BadInput("Mesh/Indentation/Coordinates = axisymmetric needs "
                     "Mesh/Geometry = indentation, but it is " +
                     geometry + ".");
  }

  Geometry MeshParameters::kind() const
  {
    return geometry == "channel"
             ? Geometry::channel
             : (geometry == "indentation" ? Geometry::indentation
                                          : Geometry::periodic_box);
  }

  template <int dim>
  std::array<unsigned int, dim> MeshParameters::n_cells() const
  {
    std::array<unsigned int, dim> n;
    for (unsigned int d = 0; d < dim; ++d)
      n[d] = entry(cells, d);
    return n;
  }

  template <int dim>
  std::array<double, dim> MeshParameters::lengths() const
  {
    std::array<double, dim> l;
    for (unsigned int d = 0; d < dim; ++d)
      l[d] = entry(size, d);
    return l;
  }

  double MeshParameters::density_node_spacing() const
  {
    double h = 0.;
    for (unsigned int d = 0; d < dimension; ++d)
      h = std::max(h, entry(size, d) / (entry(cells, d) * density_degree));
    return kind() == Geometry::indentation
             ? std::ldexp(h, -static_cast<int>(block.refinement_levels))
             : h;
  }

  template std::array<unsigned int, 2> MeshParameters::n_cells<2>() const;
  template std::array<unsigned int, 3> MeshParameters::n_cells<3>() const;
  template std::array<double, 2> MeshParameters::lengths<2>() const;
  template std::array<double, 3> MeshParameters::lengths<3>() const;
} // namespace vitriflow
