#include "verification/cases.h"
#include "verification/fixed_step.h"

#include <cmath>

namespace vitriflow
{
  namespace
  {
    /** What is measured at the start. */
    Measurements at_start(const std::vector<std::string> &structure)
    {
      std::vector<std::string> settings = {"Mesh/Cells=16",
                                           "Mesh/Size=16",
                                           "Time/Maximum number of steps=1"};
      settings.insert(settings.end(), structure.begin(), structure.end());
      Simulation<2> simulation(case_parameters(settings), "", MPI_COMM_WORLD);
      EXPECT_EQ(simulation.run().exit_code, 0);
      return simulation.records().front().measurements;
    }
  } // namespace

  /** Round-off of a density of one, not its square root. */
  TEST(Measurements, DensityDeviationOfAUniformBox)
  {
    EXPECT_LT(at_start({"Structure/Density/Type=uniform"}).density_std, 1e-14);
  }

  /**
   * A wave of amplitude 1e-10 has the deviation 1e-10/sqrt 2, known to the
   * round-off of a density, 2e-16 of 1e-10, and to the projection on quadratics
   * at sixteen cells a wave, (kh)^3/125 = 5e-4 of the amplitude at most.
   */
  TEST(Measurements, DensityDeviationOfAFaintWave)
  {
    const double amplitude = 1e-10;
    const double found =
      at_start({"Structure/Density/Type=mode",
                "Structure/Density/Amplitude=" + text_of(amplitude),
                "Structure/Density/Mode numbers=1,0"})
        .density_std;
    EXPECT_NEAR(found, amplitude / std::sqrt(2.), 5e-4 * amplitude);
  }
} // namespace vitriflow
