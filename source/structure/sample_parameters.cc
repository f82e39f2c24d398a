#include <vitriflow/base/exceptions.h>
#include <vitriflow/structure/sample_parameters.h>

#include <algorithm>
#include <string>

namespace vitriflow
{
  using namespace dealii::Patterns;

  void SampleParameters::add_to(dealii::ParameterHandler &prm)
  {
    prm.enter_subsection("Sample");
    prm.add_parameter("Size",
                      size,
                      "Sides of the periodic box that fields are drawn in "
                      "[length], of which the mesh sees what lies around "
                      "Origin: as many numbers as Mesh/Dimension, or three for "
                      "a section z = Origin z with a mesh of two dimensions; "
                      "where the mesh is periodic, its own sides. Empty: the "
                      "mesh itself.",
                      List(Double(0.), 0, 3));
    for (unsigned int d = 0; d < 3; ++d)
      prm.add_parameter("Origin " + std::string(1, "xyz"[d]),
                        origin[d],
                        "Place in the sample of the corner of the mesh, or of "
                        "the point of the surface that an indenter touches "
                        "first [length].",
                        Double());
    prm.leave_subsection();
  }

  void SampleParameters::validate(const unsigned int dimension) const
  {
    const auto refuse = [](const std::string &what) {
      throw BadInput("Structure/Sample/" + what);
    };
    if (is_the_mesh())
      {
        for (unsigned int d = 0; d < 3; ++d)
          if (origin[d] != 0.)
            refuse(std::string("Origin ") + "xyz"[d] + " = " +
                   std::to_string(origin[d]) +
                   " needs a sample: give Structure/Sample/Size.");
        return;
      }
    if (size.size() != dimension && size.size() != 3)
      refuse("Size has " + std::to_string(size.size()) +
             " numbers, but Mesh/Dimension = " + std::to_string(dimension) +
             "; give as many, or three.");
    for (const double side : size)
      if (!(side > 0.))
        refuse("Size: the side " + std::to_string(side) + " is not positive.");
    if (size.size() == 2 && origin[2] != 0.)
      refuse("Origin z = " + std::to_string(origin[2]) +
             " needs a sample of three dimensions: give Structure/Sample/Size "
             "three numbers.");
  }
} // namespace vitriflow
