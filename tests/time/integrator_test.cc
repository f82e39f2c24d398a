// Questions: do time steps reach tight tolerances, and what happens when the
// solver fails?

#include "verification/cases.h"

#include <cmath>
#include <limits>

namespace vitriflow
{
  namespace
  {
    std::vector<std::string> box(const std::vector<std::string> &more)
    {
      std::vector<std::string> settings = {
        "Structure/Density/Type=noise",
        "Structure/Density/Amplitude=0.005",
        "Structure/Density/Correlation length=2",
        "Loading/Shear rate=2",
        "Loading/End strain=0.3"};
      settings.insert(settings.end(), more.begin(), more.end());
      return settings;
    }
  } // namespace

  /** Tight tolerances: the second correction of a step solves for forces whose
   * products underflow in single precision. */
  TEST(Integrator, TightTolerances)
  {
    for (const char *size : {"8", "32"})
      {
        Simulation<2> simulation(case_parameters(
                                   box({"Mesh/Cells=32",
                                        std::string("Mesh/Size=") + size,
                                        "Material/Inertia number=1e-3",
                                        "Solver/Linear tolerance=1e-6",
                                        "Solver/Correction tolerance=1e-8",
                                        "Solver/Maximum retries=0",
                                        "Time/Maximum number of steps=5"})),
                                 "",
                                 MPI_COMM_WORLD);
        const RunResult result = simulation.run();
        EXPECT_EQ(result.exit_code, 0) << result.status;
        ASSERT_EQ(simulation.records().size(), 6u);
        for (const Record &r : simulation.records())
          {
            EXPECT_TRUE(std::isfinite(r.measurements.max_rate));
            EXPECT_LE(r.corrections, 4u);
          }
      }
  }

  /**
   * A quasi-static Maxwell fluid whose properties do not depend on density has
   * no instability: fluctuations of density decay. What the default tolerances
   * leave of each correction must not be amplified by the extrapolation of the
   * next step, which shows beyond strain 1 or with small steps. A remap of the
   * frame, at most, changes the deviation by the error of a projection.
   */
  TEST(Integrator, DefaultTolerancesLeaveNothingThatGrows)
  {
    for (const char *step : {"0.02", "0.005"})
      {
        Simulation<2> simulation(
          case_parameters(
            box({"Mesh/Cells=16",
                 "Mesh/Size=16",
                 "Structure/Density/Amplitude=0.001",
                 "Material/Inertia number=0",
                 "Material/Relaxation time density exponent=0",
                 "Material/Shear modulus density exponent=0",
                 "Loading/Shear rate=1",
                 "Loading/End strain=1.4",
                 std::string("Time/Maximum strain step=") + step})),
          "",
          MPI_COMM_WORLD);
        const RunResult result = simulation.run();
        ASSERT_EQ(result.exit_code, 0) << result.status;
        double earlier = std::numeric_limits<double>::max();
        for (const Record &r : simulation.records())
          {
            EXPECT_LT(r.measurements.density_std, 1.01 * earlier) << r.strain;
            earlier = r.measurements.density_std;
          }
      }
  }

  /** A flow that runs away is stopped before steps lose all meaning. */
  TEST(Integrator, StepsThatVanishAreSeen)
  {
    TimeParameters parameters;
    const StepSize size(parameters, {RelaxationMode()});
    const double ordinary = size.next(Measurements(), 1., 1., 1.);
    EXPECT_FALSE(size.vanishes(1e-3 * ordinary, 1.));
    EXPECT_TRUE(size.vanishes(1e-12 * ordinary, 1.));
  }

  /** A linear solver that cannot converge: steps are halved, then the run
   * stops with status 3, names the failure and keeps the last good state. */
  TEST(Integrator, FailedSolveStopsTheRun)
  {
    Simulation<2> simulation(case_parameters(
                               box({"Mesh/Cells=16",
                                    "Mesh/Size=16",
                                    "Solver/Linear tolerance=1e-12",
                                    "Solver/Maximum linear iterations=1",
                                    "Solver/Maximum retries=2"})),
                             "",
                             MPI_COMM_WORLD);
    const RunResult result = simulation.run();
    EXPECT_EQ(result.exit_code, 3);
    for (const char *part : {"linear solver failed in iteration 1",
                             "too many iterations",
                             "correction 1",
                             "largest at mesh point",
                             "strain 0",
                             "step 1",
                             "2 halvings"})
      EXPECT_NE(result.status.find(part), std::string::npos)
        << part << " in " << result.status;
    ASSERT_EQ(simulation.records().size(), 1u);
    EXPECT_TRUE(std::isfinite(simulation.records().back().measurements.energy));
  }
} // namespace vitriflow
