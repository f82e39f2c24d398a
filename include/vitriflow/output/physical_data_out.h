#pragma once

#include <deal.II/numerics/data_out.h>

#include <sstream>
#include <string>

namespace vitriflow
{
  /** Values computed on the mesh, at their physical points. */
  template <int dim>
  class PhysicalDataOut : public dealii::DataOut<dim>
  {
  public:
    /** The map is affine: moving the vertices is exact and needs no mapping
     * of its own. */
    void move_vertices(const double tilt, const double length)
    {
      for (auto &patch : this->patches)
        for (auto &vertex : patch.vertices)
          {
            vertex[0] += tilt * vertex[1];
            vertex *= length;
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
