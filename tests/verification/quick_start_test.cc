// Question: does the quick start show what the model says, or what the mesh and
// the step make of it?

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "paths.h"

namespace
{
  namespace fs = std::filesystem;

  /** Half of the default of every limit of the step. */
  const char *const half_steps =
    " --set \"Time/Maximum strain step=0.002\""
    " --set \"Time/Maximum relaxation step=0.05\""
    " --set \"Time/Maximum local strain step=0.1\""
    " --set \"Time/Maximum volume strain step=0.01\""
    " --set \"Time/Courant number=0.2\"";

  /** summary.json of the quick start with these options. */
  nlohmann::json quick_start(const unsigned int n_cells,
                             const std::string &options = "")
  {
    std::string folder =
      (fs::temp_directory_path() / "vitriflow-XXXXXX").string();
    EXPECT_NE(mkdtemp(folder.data()), nullptr);
    const std::string line =
      "cd " + source_dir + " && OMP_NUM_THREADS=1 " + vitriflow_executable +
      " prm/shear/vitreloy1_643K.prm --output " + folder +
      "/out --set \"Output/Number of field outputs=0\"" +
      " --set Mesh/Cells=" + std::to_string(n_cells) + options + " >" + folder +
      "/log 2>&1";
    EXPECT_EQ(std::system(line.c_str()), 0) << line;
    nlohmann::json summary;
    std::ifstream(folder + "/out/summary.json") >> summary;
    fs::remove_all(folder);
    return summary;
  }

  double relative_change(const nlohmann::json &a, const nlohmann::json &b)
  {
    return std::abs(double(a["value"]) / double(b["value"]) - 1.);
  }

  /** Peak stress within 2 %, width of the strongest band within 10 %; the
   * bands are the same: as many, in the same places and directions. */
  void expect_same_bands(const nlohmann::json &a, const nlohmann::json &b)
  {
    EXPECT_LT(relative_change(a["peak_stress"], b["peak_stress"]), 0.02);
    ASSERT_GE(a["bands"].size(), 1u);
    ASSERT_EQ(a["bands"].size(), b["bands"].size());
    const auto &first = a["bands"][0], &second = b["bands"][0];
    EXPECT_LT(relative_change(first["width"], second["width"]), 0.1);
    EXPECT_NEAR(first["angle"]["value"], second["angle"]["value"], 5.);
    for (unsigned int d = 0; d < 2; ++d)
      EXPECT_NEAR(first["position"]["value"][d],
                  second["position"]["value"][d],
                  0.5 * double(second["width"]["value"]));
  }
} // namespace

/**
 * The quick start has 64 x 64 cells. Its error is below its distance from the
 * mesh with cells twice as large, as differences fall by four or more with
 * each halving (the elements are of third order).
 */
TEST(SlowQuickStart, SurvivesHalvingTheCellsAndTheSteps)
{
  const auto coarse = quick_start(32);
  expect_same_bands(coarse, quick_start(64));
  expect_same_bands(coarse, quick_start(32, half_steps));
}
