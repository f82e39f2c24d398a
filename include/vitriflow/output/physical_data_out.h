#pragma once

#include <deal.II/numerics/data_out.h>

#include <sstream>
#include <string>

namespace vitriflow
{
  /** Scales a patch of @p dim coordinates. */
  template <typename Patch>
  void scale_patch(Patch &patch, const unsigned int dim, const double length)
  {
    for (auto &vertex : patch.vertices)
      vertex *= length;
    // of curved cells, all points are data
    for (unsigned int d = 0; patch.points_are_available && d < dim; ++d)
      for (unsigned int i = 0; i < patch.data.n_cols(); ++i)
        patch.data(patch.data.n_rows() - dim + d, i) *= length;
  }

  /** Values computed on the mesh, at their physical points. */
  template <int dim>
  class PhysicalDataOut : public dealii::DataOut<dim>
  {
  public:
    /** Whether this rank has any. */
    bool has_cells() const
    {
      return !this->patches.empty();
    }

    /** The map is affine: moving the vertices is exact and needs no mapping
     * of its own. Curved cells, of a mesh that follows the material, are only
     * scaled. */
    void move_vertices(const double tilt, const double length)
    {
      for (auto &patch : this->patches)
        {
          for (auto &vertex : patch.vertices)
            vertex[0] += tilt * vertex[1];
          scale_patch(patch, dim, length);
        }
    }
  };

  /** What a function writes to a stream. */
  template <typename Writer>
  std::string text(const Writer &writer)
  {
    std::ostringstream out;
    writer(out);
    return out.str();
  }
} // namespace vitriflow
