#include <vitriflow/solvers/solver_parameters.h>

namespace vitriflow
{
  void SolverParameters::add_to(dealii::ParameterHandler &prm)
  {
    using namespace dealii::Patterns;
    prm.enter_subsection("Solver");
    prm.add_parameter("Linear tolerance",
                      linear_tolerance,
                      "Each velocity correction is solved until its residual "
                      "has fallen by this factor. One correction leaves "
                      "some percent of the residual whatever the accuracy of "
                      "the solve, because its operator is a simplified one; "
                      "smaller values pay with small correction tolerances. "
                      "The default changes the stress of a run by 1e-5, a "
                      "hundredth of the error of its steps.",
                      Double(1e-14, 0.5));
    prm.add_parameter(
      "Correction tolerance",
      correction_tolerance,
      "A step is accepted when the momentum residual is below this share of "
      "that of the extrapolated velocity; otherwise it is corrected again. "
      "Extrapolation by BDF2 multiplies what alternates from step to step by "
      "three: beyond 1/3 such remainders grow.",
      Double(1e-14, 0.9));
    prm.add_parameter("Maximum corrections",
                      max_corrections,
                      "Corrections before the step is retried with half the "
                      "step size.",
                      Integer(1, 100));
    prm.add_parameter("Maximum linear iterations",
                      max_linear_iterations,
                      "Conjugate-gradient iterations per correction.",
                      Integer(1, 100000));
    prm.add_parameter(
      "Smoother degree",
      smoother_degree,
      "Degree of the Chebyshev smoother of the multigrid preconditioner where "
      "the glass resists changes of volume as little as changes of shape. On "
      "every mesh it is this times the ratio of the two, 1 + stiffness/(2 G), "
      "to the power of 0.65. Capillarity adds to the stiffness as the mesh is "
      "refined, so that the degree grows and the iterations do not.",
      Double(0.5, 30.));
    prm.add_parameter("Maximum retries",
                      max_retries,
                      "How often the step size is halved before the run is "
                      "stopped.",
                      Integer(0, 50));
    prm.add_parameter("Inertia threshold",
                      inertia_threshold,
                      "Below this inertia number M the run is quasi-static "
                      "(M = 0) and the mean momentum is pinned.",
                      Double(0., 1.));
    prm.leave_subsection();
  }
} // namespace vitriflow
