#include "verification/cases.h"
#include "verification/fixed_step.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

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

    /**
     * The same results up to what the solver leaves of each correction, 1e-8:
     * a run that continues sets up its preconditioner anew. Of quantities of
     * the order of one; smaller ones are round-off.
     */
    void expect_same(const nlohmann::json &found,
                     const nlohmann::json &expected,
                     const std::string &name,
                     const double tolerance = 1e-7)
    {
      if (expected.is_number_float())
        {
          const double value = expected;
          EXPECT_NEAR(found.get<double>(),
                      value,
                      tolerance * std::max(std::abs(value), 1e-3))
            << name;
          return;
        }
      if (!expected.is_structured())
        {
          EXPECT_EQ(found, expected) << name;
          return;
        }
      ASSERT_EQ(found.size(), expected.size()) << name;
      for (const auto &[key, value] : expected.items())
        {
          const bool is_list = expected.is_array();
          ASSERT_TRUE(is_list || found.contains(key)) << name << '/' << key;
          expect_same(is_list ? found.at(std::stoul(key)) : found.at(key),
                      value,
                      name + '/' + key,
                      tolerance);
        }
    }

    /** Rows of a file, and the first number of each. */
    std::vector<std::pair<double, std::string>> rows(const std::string &file)
    {
      std::vector<std::pair<double, std::string>> result;
      std::ifstream in(file);
      std::string line;
      std::getline(in, line);
      while (std::getline(in, line))
        result.emplace_back(std::strtod(line.c_str(), nullptr), line);
      return result;
    }
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
    expect_same(found, expected, "");
    EXPECT_TRUE(expected.contains("storage_modulus"));
    EXPECT_TRUE(expected.contains("loss_modulus"));
  }

  /**
   * A box that localises, stopped between two measurements of its bands and
   * after the stress has begun to fall: onset, bands and events are those of
   * the whole run, in the files as well. What differs by 1e-8 grows with the
   * bands, by e^10 or so.
   */
  TEST_F(Restart, WhileBandsForm)
  {
    const auto parameters = [](const unsigned int maximum_steps) {
      return case_parameters(
        {"Structure/Density/Type=noise",
         "Structure/Density/Amplitude=0.01",
         "Structure/Density/Correlation length=2",
         "Structure/Density/Seed=3",
         "Mesh/Cells=16",
         "Mesh/Size=16",
         "Material/Relaxation time density exponent=60",
         "Material/Shear modulus density exponent=2",
         "Loading/Shear rate=1",
         "Loading/End strain=0.8",
         "Output/Number of field outputs=0",
         "Output/Bands every=2",
         "Solver/Linear tolerance=1e-8",
         "Time/Maximum number of steps=" + std::to_string(maximum_steps)});
    };
    const std::string one = folder_ + "/one", two = folder_ + "/two";
    Simulation<2> whole(parameters(0), one, MPI_COMM_WORLD);
    ASSERT_EQ(whole.run().exit_code, 0);
    const auto expected = whole.summary();
    // the stop is after half the bands' measurements
    const auto n_bands = rows(one + "/bands.csv");
    ASSERT_GT(n_bands.size(), 4u);
    double middle      = n_bands[n_bands.size() / 2].first;
    unsigned int steps = 0;
    for (const auto &row : rows(one + "/timeseries.csv"))
      steps += row.first <= middle;
    Simulation<2> part(parameters(steps + 2), two, MPI_COMM_WORLD);
    ASSERT_EQ(part.run().exit_code, 0);
    Simulation<2> rest(parameters(0), two, MPI_COMM_WORLD);
    ASSERT_EQ(rest.restart(two).exit_code, 0);

    expect_same(rest.summary(), expected, "", 1e-3);
    EXPECT_EQ(expected["instability_type"], "viscoelastic");
    EXPECT_FALSE(expected["events"].empty());
    EXPECT_FALSE(expected["band_history"].empty());
    for (const std::string file : {"/bands.csv", "/events.csv"})
      {
        const auto a = rows(one + file), b = rows(two + file);
        ASSERT_EQ(a.size(), b.size()) << file;
        for (std::size_t i = 0; i < a.size(); ++i)
          EXPECT_NEAR(b[i].first, a[i].first, 1e-3 * a[i].first) << file;
      }
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

  /** Zones that flow where the glass was drawn soft, stopped on the way down
   * from the peak; what the solver leaves grows by the exponential law. */
  TEST_F(Restart, WithPlasticFlowIsTheUninterruptedRun)
  {
    const auto parameters = [](const unsigned int maximum_steps) {
      return case_parameters(zone_glass(
        {"Mesh/Cells=4",
         "Mesh/Size=1.6e-8",
         "Structure/Effective temperature/Type=mode",
         "Structure/Effective temperature/Amplitude=0.1",
         "Material/Plastic flow/Diffusion length=2e-9",
         "Output/Number of field outputs=0",
         "Solver/Inertia threshold=1",
         "Solver/Linear tolerance=1e-8",
         "Solver/Correction tolerance=1e-6",
         "Time/Maximum strain step=0.002",
         "Time/Maximum stress deviation=1e-4",
         "Time/Maximum number of steps=" + std::to_string(maximum_steps),
         "Loading/Program=ramp from 0 to 0.01 duration 1; rate 0.01 strain "
         "0.05"}));
    };
    const std::string whole_folder = folder_ + "/whole";
    const std::string part_folder  = folder_ + "/part";
    fs::create_directory(whole_folder);
    fs::create_directory(part_folder);
    Simulation<2> whole(parameters(0), whole_folder, MPI_COMM_WORLD);
    ASSERT_EQ(whole.run().exit_code, 0);
    const auto expected = rows(whole_folder + "/timeseries.csv");
    Simulation<2> part(parameters(2 * expected.size() / 3),
                       part_folder,
                       MPI_COMM_WORLD);
    ASSERT_EQ(part.run().exit_code, 0);
    Simulation<2> rest(parameters(0), part_folder, MPI_COMM_WORLD);
    ASSERT_EQ(rest.restart(part_folder).exit_code, 0);
    expect_same(rest.summary(), whole.summary(), "", 1e-5);
    EXPECT_EQ(rows(part_folder + "/timeseries.csv").size(), expected.size());
  }
} // namespace vitriflow
