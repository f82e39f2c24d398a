#include "verification/cases.h"
#include "verification/fixed_step.h"

#include <cstdlib>
#include <filesystem>

namespace vitriflow
{
  namespace
  {
    namespace fs = std::filesystem;

    class Restart : public testing::Test
    {
    protected:
      void SetUp() override
      {
        std::string name =
          (fs::temp_directory_path() / "vitriflow-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
      }

      void TearDown() override
      {
        fs::remove_all(folder_);
      }

      std::string folder_;
    };
  } // namespace

  /**
   * A run stopped in the last cycle of an oscillation, its only one, and
   * continued: the summary is that of the whole run, up to what the solver
   * leaves, whose preconditioner is set up anew: 1e-8 of each correction.
   */
  TEST_F(Restart, InMidOscillationKeepsTheSummary)
  {
    constexpr unsigned int n_steps = 64;
    const auto parameters          = [&](const unsigned int maximum_steps) {
      return case_parameters(fixed_step(
        2. * dealii::numbers::PI / n_steps,
        {"Structure/Density/Type=mode",
         "Structure/Density/Amplitude=1e-3",
         "Mesh/Cells=4",
         "Mesh/Size=8",
         "Output/Number of field outputs=0",
         "Solver/Linear tolerance=1e-8",
         "Time/Maximum number of steps=" + std::to_string(maximum_steps),
         "Loading/Program=oscillation amplitude 0.01 frequency 1 cycles 1"}));
    };
    Simulation<2> whole(parameters(0), "", MPI_COMM_WORLD);
    ASSERT_EQ(whole.run().exit_code, 0);

    Simulation<2> part(parameters(2 * n_steps / 3), folder_, MPI_COMM_WORLD);
    ASSERT_EQ(part.run().exit_code, 0);
    EXPECT_FALSE(part.summary().contains("storage_modulus"));
    Simulation<2> rest(parameters(0), folder_, MPI_COMM_WORLD);
    ASSERT_EQ(rest.restart(folder_).exit_code, 0);

    const auto expected = whole.summary(), found = rest.summary();
    for (const auto &[name, result] : expected.items())
      {
        ASSERT_TRUE(found.contains(name)) << name;
        if (!result.is_object())
          {
            EXPECT_EQ(found[name], result) << name;
            continue;
          }
        // of quantities of the order of one; smaller ones are round-off
        EXPECT_EQ(found[name]["unit"], result["unit"]) << name;
        const double value = result["value"];
        EXPECT_NEAR(found[name]["value"],
                    value,
                    1e-7 * std::max(std::abs(value), 1e-3))
          << name;
      }
    EXPECT_TRUE(expected.contains("storage_modulus"));
    EXPECT_TRUE(expected.contains("loss_modulus"));
  }

  /**
   * The effective temperature goes on where it was: a band between walls,
   * stopped in mid-flow and continued, up to what the solver leaves of each
   * correction, 1e-8.
   */
  TEST_F(Restart, InMidFlowKeepsTheEffectiveTemperature)
  {
    const auto parameters = [&](const unsigned int maximum_steps) {
      return case_parameters(fixed_step(
        1.,
        {"Units/System=SI",
         "Mesh/Geometry=channel",
         "Mesh/Cells=4",
         "Mesh/Size=8",
         "Structure/Density/Type=uniform",
         "Structure/Effective temperature/Type=mode",
         "Structure/Effective temperature/Mode numbers=1,1",
         "Structure/Effective temperature/Amplitude=0.05",
         "Material/Shear modulus=37e9",
         "Material/Bulk modulus=112e9",
         "Material/Density=6125",
         "Material/Gradient length=0",
         "Material/Temperature=400",
         "Material/Relaxation time model=none",
         "Material/Stress rate=Jaumann",
         "Material/Stress source=deviatoric",
         "Material/Plastic flow/Mechanism=shear-transformation zones",
         "Loading/Moving walls=both",
         "Loading/Shear rate=2e-3",
         "Loading/End strain=0.06",
         "Output/Number of field outputs=0",
         "Solver/Inertia threshold=1",
         "Solver/Linear tolerance=1e-8",
         "Solver/Correction tolerance=1e-6",
         "Solver/Maximum corrections=50",
         "Time/Maximum number of steps=" + std::to_string(maximum_steps)}));
    };
    Simulation<2> whole(parameters(0), "", MPI_COMM_WORLD);
    ASSERT_EQ(whole.run().exit_code, 0);
    const auto &records            = whole.records();
    const PlasticMeasurements &end = records.back().measurements.plastic;
    EXPECT_GT(end.mean_structure,
              1.01 * records.front().measurements.plastic.mean_structure);

    Simulation<2> part(parameters(20), folder_, MPI_COMM_WORLD);
    ASSERT_EQ(part.run().exit_code, 0);
    Simulation<2> rest(parameters(0), folder_, MPI_COMM_WORLD);
    ASSERT_EQ(rest.restart(folder_).exit_code, 0);
    Vector difference = rest.state().structure[0];
    difference -= whole.state().structure[0];
    EXPECT_LT(difference.linfty_norm(), 1e-6 * end.mean_structure);
  }
} // namespace vitriflow
