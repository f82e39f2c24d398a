#pragma once

#include <deal.II/base/parameter_handler.h>

#include <algorithm>
#include <array>
#include <vector>

namespace vitriflow
{
  /**
   * Subsection Structure/Sample: the glass that a mesh is a part of. Several
   * runs, such as an array of indents, then see the same glass at different
   * places. Lengths in the unit of the run.
   */
  struct SampleParameters
  {
    /** Sides of the periodic box that fields are drawn in; empty: the mesh. */
    std::vector<double> size;

    /** Place in it of the corner of the mesh, or of the point of the surface
     * that an indenter touches first. */
    std::array<double, 3> origin{};

    bool is_the_mesh() const
    {
      return size.empty();
    }

    /** The sides, which must be given and as many. */
    template <int dim>
    std::array<double, dim> box() const
    {
      std::array<double, dim> sides;
      std::copy_n(size.begin(), dim, sides.begin());
      return sides;
    }

    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput unless a mesh of @p dimension can be a part, or in 2D a
     * section, of the sample. */
    void validate(const unsigned int dimension) const;
  };
} // namespace vitriflow
