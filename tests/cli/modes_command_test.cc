// Question: does `vitriflow modes` read the state of a run, write what it says,
// give the same on several ranks, and refuse what has no modes?

#include "command.h"

namespace
{
  using namespace cli;

  class ModesCommand : public Command
  {
  protected:
    /** The example with fewer cells, up to a smaller strain. */
    void run_before() const
    {
      ASSERT_EQ(vitriflow(source_dir + "/prm/stability/just_localising.prm "
                                       "--set Mesh/Cells=8 "
                                       "--set \"Loading/End strain=0.3\" "
                                       "--output before")
                  .status,
                0);
    }
  };
} // namespace

TEST_F(ModesCommand, WritesModes)
{
  run_before();
  const Outcome run = vitriflow("modes before --output modes");
  ASSERT_EQ(run.status, 0) << run.err;
  const auto result = json("modes/modes.json");
  EXPECT_NEAR(result["strain"].get<double>(), 0.3, 1e-12);
  EXPECT_EQ(result["shear_rate"]["value"], 0.5);
  ASSERT_GE(result["modes"].size(), 3u);
  double before = 1e9;
  for (const auto &mode : result["modes"])
    {
      const double rate = mode["growth_rate"]["value"];
      EXPECT_LE(rate, before);
      before = rate;
      EXPECT_LT(mode["residual"].get<double>(), 1e-5);
      EXPECT_GE(mode["frequency"]["value"].get<double>(), 0.);
    }
  const std::string fields = read(folder_ / "modes/modes.0.vtu");
  for (const char *name : {"mode_1_density", "mode_3_velocity", "\"density\""})
    EXPECT_TRUE(contains(fields, name)) << name;
  EXPECT_TRUE(fs::exists(folder_ / "modes/modes.pvtu"));

  // results are not overwritten
  EXPECT_EQ(vitriflow("modes before --output modes").status, 2);
  EXPECT_EQ(vitriflow("modes before --output modes --overwrite").status, 0);
}

TEST_F(ModesCommand, RefusesBadInput)
{
  expect_bad_input("modes nowhere", {"nowhere", "no checkpoint"});
  expect_bad_input("modes", {"No parameter file"});
  expect_bad_input("modes nowhere --check", {"--check"});
  run_before();
  expect_bad_input("modes before --set \"Mesh/Cells=4\"", {"this run needs"});
  const auto file = folder_ / "before/checkpoint/state_0.bin";
  fs::resize_file(file, fs::file_size(file) / 2);
  expect_bad_input("modes before", {"state_0.bin"});
  EXPECT_TRUE(contains(vitriflow("modes --help").out, "modes.pvtu"));
}

/** Growth rates to the accuracy of eigenvalues, 1e-5 over the step of 0.02;
 * the iteration starts from other numbers on every number of ranks. */
class ModesCommandRanks : public ModesCommand
{
};

TEST_F(ModesCommandRanks, OnOneAndTwoRanks)
{
  run_before();
  ASSERT_EQ(vitriflow("modes before --output one").status, 0);
  const Outcome two =
    shell("mpirun --oversubscribe --bind-to none -n 2 " + vitriflow_executable +
          " modes before --output two");
  ASSERT_EQ(two.status, 0) << two.err;
  const auto a = json("one/modes.json")["modes"];
  const auto b = json("two/modes.json")["modes"];
  for (unsigned int i = 0; i < 3; ++i)
    EXPECT_NEAR(a[i]["growth_rate"]["value"].get<double>(),
                b[i]["growth_rate"]["value"].get<double>(),
                2. * 1e-5 / 0.02);
  EXPECT_TRUE(fs::exists(folder_ / "two/modes.1.vtu"));
}
