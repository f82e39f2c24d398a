#include <vitriflow/base/exceptions.h>
#include <vitriflow/boundary/indentation_parameters.h>

#include <cmath>
#include <sstream>

namespace vitriflow
{
  void IndentationParameters::add_to(dealii::ParameterHandler &prm)
  {
    using namespace dealii::Patterns;
    prm.enter_subsection("Indentation");
    prm.add_parameter("Indenter",
                      shape.type,
                      "Shape of the rigid indenter, or a uniform pressure on a "
                      "circle. In plane strain a sphere is a cylinder, a cone "
                      "a wedge and a flat punch or a circle a strip. Berkovich "
                      "is the pyramid, one face towards x, in three dimensions "
                      "without planes of symmetry.",
                      Selection(indenter_names()));
    prm.add_parameter("Radius",
                      shape.radius,
                      "Radius of the sphere, of the flat punch or of the "
                      "circle under pressure [m].",
                      Double());
    prm.add_parameter("Half angle",
                      shape.half_angle,
                      "Angle between axis and mantle of the cone in degrees. "
                      "70.3 gives the sections of a Berkovich pyramid.",
                      Double());
    prm.add_parameter("Tip radius",
                      shape.tip_radius,
                      "Radius that the tip of a cone, and tip and edges of "
                      "Berkovich's pyramid, are rounded with [m]; 0: sharp. In "
                      "three dimensions give half a cell or more: glass at a "
                      "sharp tip is pushed to one side.",
                      Double());
    prm.add_parameter("Friction",
                      friction,
                      "none, or sticking: glass in contact does not slide "
                      "along the indenter.",
                      Selection("none|sticking"));
    prm.add_parameter("Initial gap",
                      initial_gap,
                      "Distance of the tip from the surface at the start [m]. "
                      "Depth is counted from first contact.",
                      Double());
    prm.add_parameter("Penalty factor",
                      penalty_factor,
                      "Stiffness of the contact in units of that of a layer "
                      "of the smallest cells. Indenter and glass overlap by "
                      "about 0.4/factor of a cell times contact over indenter "
                      "radius.",
                      Double());
    prm.add_parameter("Tolerance",
                      tolerance,
                      "Forces out of balance at the nodes that a step may "
                      "leave, as a share of the contact forces [-].",
                      Double());
    prm.leave_subsection();
  }

  void IndentationParameters::validate() const
  {
    vitriflow::validate(shape);
    const auto check = [](const std::string &name,
                          const double value,
                          const bool good,
                          const std::string &range) {
      std::ostringstream message;
      message << "Indentation/" << name << " = " << value << ": it must be "
              << range << ".";
      if (!good)
        throw BadInput(message.str());
    };
    check("Initial gap",
          initial_gap,
          initial_gap >= 0. && std::isfinite(initial_gap),
          "0 or more and finite; with less the indenter would be inside the "
          "glass before it is loaded");
    const bool is_rigid = make_indenter(shape)->is_rigid();
    check("Initial gap",
          initial_gap,
          is_rigid || initial_gap == 0.,
          "0 for a pressure");
    if (!is_rigid && sticks())
      throw BadInput("Indentation/Friction = " + friction +
                     ": a pressure holds nothing; set it to none.");
    check("Penalty factor",
          penalty_factor,
          penalty_factor >= 1. && penalty_factor <= 1e8,
          "between 1 and 1e8; with less the indenter sinks in, with more the "
          "forces are lost in round-off");
    check("Tolerance",
          tolerance,
          tolerance > 0. && tolerance <= 0.1,
          "greater than 0 and at most 0.1");
  }
} // namespace vitriflow
