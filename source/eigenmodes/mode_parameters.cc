#include <vitriflow/eigenmodes/mode_parameters.h>

namespace vitriflow
{
  void ModeParameters::add_to(dealii::ParameterHandler &prm)
  {
    using namespace dealii::Patterns;
    prm.enter_subsection("Modes");
    prm.add_parameter("Number",
                      n_modes,
                      "Modes that 'vitriflow modes' looks for, the fastest "
                      "first.",
                      Integer(1, 100));
    prm.add_parameter("Step",
                      step,
                      "Time step dt whose eigenvalues are found [s]; growth "
                      "rates s are off by about s (s dt)^2. 0 takes a "
                      "twentieth of tau0 or of the time to shear by 1, "
                      "whichever is shorter; of plastic flow a thousandth.",
                      Double(0.));
    prm.add_parameter("Tolerance",
                      tolerance,
                      "Relative residual of the eigenvalue problem [-]; a "
                      "growth rate is then known to about this over dt.",
                      Double(1e-10, 1e-2));
    prm.leave_subsection();
  }
} // namespace vitriflow
