#include <vitriflow/base/exceptions.h>
#include <vitriflow/time/time_parameters.h>

namespace vitriflow
{
  void TimeParameters::add_to(dealii::ParameterHandler &prm)
  {
    using namespace dealii::Patterns;
    prm.enter_subsection("Time");
    prm.add_parameter("Scheme",
                      scheme,
                      "BDF2: second order. backward Euler: first order, for "
                      "comparison.",
                      Selection("BDF2|backward Euler"));
    prm.add_parameter("Maximum step",
                      maximum_step,
                      "Largest time step [s]; 0 leaves it to the other limits.",
                      Double(0.));
    prm.add_parameter("Initial step",
                      initial_step,
                      "First step after each jump of the loading, the start "
                      "included [s]; 0 takes a hundredth of what the other "
                      "limits allow.",
                      Double(0.));
    prm.add_parameter("Minimum step",
                      minimum_step,
                      "The run stops when a failing step would have to be "
                      "smaller [s]; 0 takes 1e-9 of the largest step.",
                      Double(0.));
    prm.add_parameter("Maximum strain step",
                      strain_step,
                      "Applied shear strain per step [-].",
                      Double(1e-12, 1.));
    prm.add_parameter(
      "Maximum relaxation step",
      relaxation_step,
      "Time step over the relaxation time tau0, with several "
      "modes over the shortest or, once that has passed, over the time "
      "since the loading last jumped, up to the longest [-].",
      Double(1e-12));
    prm.add_parameter("Maximum local strain step",
                      local_strain_step,
                      "Largest local shear rate times the step [-].",
                      Double(1e-12));
    prm.add_parameter("Maximum volume strain step",
                      volume_strain_step,
                      "Largest |div v| times the step [-].",
                      Double(1e-12));
    prm.add_parameter("Courant number",
                      courant_number,
                      "Largest |v| times the step over the cell size [-]; "
                      "above 0.5 steps are no longer stable in general.",
                      Double(1e-12, 2.));
    prm.add_parameter("Maximum stress deviation",
                      stress_deviation,
                      "Of the mean shear stress after a step from the straight "
                      "continuation of the curve before, over G0 [-]: steps "
                      "shorten where a stress-strain curve bends, at yield. "
                      "1e-3 of the peak stress draws it well; 0 is no limit.",
                      Double(0.));
    prm.add_parameter("Growth",
                      growth,
                      "Largest ratio of successive steps [-].",
                      Double(1., 2.));
    prm.add_parameter("Maximum number of steps",
                      maximum_steps,
                      "Stop after so many steps; 0 is no limit.",
                      Integer(0));
    prm.leave_subsection();
  }

  void TimeParameters::validate() const
  {
    if (maximum_step > 0. && initial_step > maximum_step)
      throw BadInput("Time/Initial step = " + std::to_string(initial_step) +
                     " exceeds Time/Maximum step = " +
                     std::to_string(maximum_step) + "; lower it.");
  }
} // namespace vitriflow
