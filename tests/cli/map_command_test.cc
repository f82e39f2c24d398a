// Question: does `vitriflow map` compute all runs, go on after interruptions,
// survive runs that fail, and refuse what cannot be a map?

#include "command.h"

#include <algorithm>

namespace
{
  using namespace cli;

  /** A small map in reduced units: slow and fast shear of a glass that bands
   * in the second case, and two densities of softening. */
  class MapCommand : public Command
  {
  protected:
    void SetUp() override
    {
      Command::SetUp();
      write("map.prm",
            "subsection Mesh\n  set Cells = 8\n  set Size = 8\nend\n"
            "subsection Structure\n subsection Density\n"
            "  set Type = noise\n  set Amplitude = 0.01\n"
            "  set Correlation length = 2\n end\nend\n"
            "subsection Material\n  set Inertia number = 0\nend\n"
            "subsection Loading\n  set End strain = 0.5\nend\n"
            "subsection Output\n  set Number of field outputs = 0\nend\n"
            "subsection Map\n"
            "  set Jobs = 2\n"
            "  subsection First axis\n"
            "    set Parameter = Material/Relaxation time density exponent\n"
            "    set Values = 10, 60\n  end\n"
            "  subsection Second axis\n"
            "    set Parameter = Loading/Shear rate\n"
            "    set Values = logarithmic 0.2 1 2\n  end\nend\n");
    }

    Outcome map(const std::string &options) const
    {
      return vitriflow("map map.prm --output out " + options);
    }

    /** Refused before anything is written. */
    void expect_refusal(const std::string &options,
                        const std::vector<std::string> &words) const
    {
      expect_bad_input("map map.prm " + options, words);
    }
  };
} // namespace

TEST_F(MapCommand, ComputesAllRuns)
{
  const Outcome run = map("");
  ASSERT_EQ(run.status, 0) << run.err << run.out;
  const auto rows = lines("out/map.csv");
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_EQ(rows[0],
            "run,\"Material/Relaxation time density exponent\",\"Loading/Shear "
            "rate\",seed,state,mode,brittle,strength[-],peak_strain[-],"
            "failure_strain[-],plastic_strain[-],bands[-],wall[s],reason");
  EXPECT_EQ(rows[1].rfind("00_00_s1,10,0.2,1,finished,", 0), 0u) << rows[1];
  EXPECT_EQ(rows[4].rfind("01_01_s1,60,1,1,finished,", 0), 0u) << rows[4];
  // below the critical rate 3/12 nothing can happen
  EXPECT_TRUE(contains(rows[1], "homogeneous,0,")) << rows[1];
  EXPECT_EQ(lines("out/map_points.csv").size(), 5u);
  const auto result = json("out/map.json");
  EXPECT_EQ(result["judged"], 4);
  EXPECT_EQ(result["transitions"].size(), 2u);
  EXPECT_TRUE(result["arrhenius"].is_null());
  EXPECT_TRUE(result["without_result"].empty());
  // every run is what its parameter file alone gives
  ASSERT_EQ(vitriflow("out/map_runs/01_01_s1.prm --output alone").status, 0);
  EXPECT_EQ(json("alone/summary.json"),
            json("out/map_runs/01_01_s1/summary.json"));
}

/** A second call computes nothing; one with more seeds only those. */
TEST_F(MapCommand, KeepsWhatIsDone)
{
  ASSERT_EQ(map("").status, 0);
  const std::string first = read(folder_ / "out/map_runs/00_00_s1/run.json");
  const Outcome again     = map("--set Map/Seeds=2");
  ASSERT_EQ(again.status, 0) << again.err;
  EXPECT_TRUE(contains(again.out, "8 runs, 4 of them done")) << again.out;
  EXPECT_EQ(read(folder_ / "out/map_runs/00_00_s1/run.json"), first);
  EXPECT_EQ(lines("out/map.csv").size(), 9u);
  // other seeds, other samples
  EXPECT_NE(json("out/map_runs/01_01_s1/summary.json"),
            json("out/map_runs/01_01_s2/summary.json"));

  const Outcome other = map("--set \"Loading/End strain=0.4\"");
  EXPECT_EQ(other.status, 2);
  EXPECT_TRUE(contains(other.err, "other parameters")) << other.err;
  const Outcome anew = map("--set \"Loading/End strain=0.4\" --overwrite");
  EXPECT_EQ(anew.status, 0) << anew.err;
  EXPECT_EQ(lines("out/map.csv").size(), 5u);
}

/** Interrupted while its second run is on the way, after the first has ended:
 * the first stays as it is, and the second goes on from where it was. */
TEST_F(MapCommand, GoesOnAfterAnInterruption)
{
  // some hundred steps, before anything breaks
  const std::string longer =
    "--set Map/Jobs=1 --set \"Loading/End strain=0.8\" "
    "--set \"Time/Maximum step=0.002\" "
    "--set \"Map/Second axis/Values=0.5, 1\" ";
  const Outcome stopped =
    shell(vitriflow_executable + " map map.prm --output out " + longer +
          "& pid=$!; i=0;"
          "until [ \"$(cat out/map_runs/00_01_s1/timeseries.csv 2>/dev/null |"
          " wc -l)\" -gt 5 ] || [ $i -gt 1200 ];"
          " do sleep 0.05; i=$((i + 1)); done;"
          "kill -TERM $pid; wait $pid");
  EXPECT_EQ(stopped.status, 143) << stopped.err;
  EXPECT_TRUE(contains(stopped.err, "signal 15")) << stopped.err;
  const auto state = json("out/map.json");
  ASSERT_EQ(state["judged"], 1) << stopped.out;
  EXPECT_EQ(state["without_result"][0]["run"], "00_01_s1");
  EXPECT_EQ(state["without_result"][0]["state"], "interrupted");
  EXPECT_EQ(state["without_result"][1]["state"], "missing");
  const std::string first = read(folder_ / "out/map_runs/00_00_s1/run.json");
  EXPECT_FALSE(fs::exists(folder_ / "out/map_runs/01_00_s1"));
  const auto before = lines("out/map_runs/00_01_s1/timeseries.csv");

  const Outcome rest = map(longer);
  ASSERT_EQ(rest.status, 0) << rest.err;
  EXPECT_EQ(read(folder_ / "out/map_runs/00_00_s1/run.json"), first);
  EXPECT_EQ(json("out/map.json")["judged"], 4);
  // the rows of both parts of the interrupted run, to the end of its program
  const auto after = lines("out/map_runs/00_01_s1/timeseries.csv");
  ASSERT_GT(before.size(), 5u);
  ASSERT_GT(after.size(), before.size());
  EXPECT_TRUE(std::equal(before.begin(), before.end(), after.begin()));
  const auto summary = json("out/map_runs/00_01_s1/summary.json");
  EXPECT_NEAR(summary["final_strain"]["value"].get<double>(), 0.8, 1e-9);
}

/** One run cannot write its results, another has to stop: both are listed with
 * their reason, the others are there, and a second attempt mends the first. */
TEST_F(MapCommand, OneFailedRunDoesNotLoseTheMap)
{
  fs::create_directories(folder_ / "out/map_runs");
  write("out/map_runs/00_00_s1", "in the way");
  const Outcome run = map("");
  ASSERT_EQ(run.status, 0) << run.err;
  const auto result = json("out/map.json");
  EXPECT_EQ(result["judged"], 3);
  ASSERT_EQ(result["without_result"].size(), 1u);
  EXPECT_EQ(result["without_result"][0]["run"], "00_00_s1");
  EXPECT_EQ(result["without_result"][0]["state"], "failed");
  EXPECT_TRUE(contains(result["without_result"][0]["reason"], "not a folder"));
  EXPECT_TRUE(contains(lines("out/map.csv")[1], "not a folder"));

  fs::remove(folder_ / "out/map_runs/00_00_s1");
  EXPECT_EQ(map("").status, 0);
  EXPECT_EQ(json("out/map.json")["judged"], 4);
}

/** A run that had to stop is not tried again: it would stop again. With steps
 * that cannot be made small enough all do, and the map has no result. */
TEST_F(MapCommand, StoppedRunsAreListed)
{
  const std::string impossible = "--set \"Solver/Maximum corrections=1\" "
                                 "--set \"Solver/Correction tolerance=1e-10\" "
                                 "--set \"Solver/Maximum retries=0\"";
  const Outcome run            = map(impossible);
  EXPECT_EQ(run.status, 3) << run.out;
  const auto result = json("out/map.json");
  ASSERT_EQ(result["without_result"].size(), 4u);
  EXPECT_EQ(result["without_result"][0]["state"], "stopped");
  EXPECT_TRUE(
    contains(result["without_result"][0]["reason"], "defect correction"));
  EXPECT_TRUE(contains(map(impossible).out, "4 runs, 4 of them done"));
}

/** The array's tasks, run one after the other, and what --collect makes of
 * them. */
TEST_F(MapCommand, JobArray)
{
  const Outcome prepared =
    map("--slurm --set \"Map/Slurm options=--time=1:00:00\"");
  ASSERT_EQ(prepared.status, 0) << prepared.err;
  EXPECT_FALSE(fs::exists(folder_ / "out/map_runs/00_00_s1"));
  const std::string script = read(folder_ / "out/map.slurm");
  EXPECT_TRUE(contains(script, "#SBATCH --array=0-3\n"));
  EXPECT_TRUE(contains(script, "#SBATCH --time=1:00:00\n"));
  for (const int task : {0, 2})
    EXPECT_EQ(shell("SLURM_ARRAY_TASK_ID=" + std::to_string(task) +
                    " bash out/map.slurm")
                .status,
              0);
  const Outcome collected = map("--collect");
  EXPECT_EQ(collected.status, 0) << collected.err;
  EXPECT_EQ(json("out/map.json")["judged"], 2);
  EXPECT_FALSE(fs::exists(folder_ / "out/map_runs/00_01_s1"));
  // what is left
  ASSERT_EQ(map("--slurm").status, 0);
  EXPECT_EQ(lines("out/map_runs/to_do.txt"),
            std::vector<std::string>({"00_01_s1", "01_01_s1"}));
}

TEST_F(MapCommand, RefusesBadInput)
{
  expect_refusal("--set \"Map/First axis/Parameter=Material/Temprature\"",
                 {"Map/First axis/Parameter", "Material/Temperature"});
  expect_refusal("--set \"Map/Second axis/Values=logarithmic 1 1 3\"",
                 {"Map/Second axis/Values", "empty"});
  expect_refusal("--set \"Map/First axis/Values=1 to 3\"",
                 {"Map/First axis/Values", "1 to 3"});
  expect_refusal("--set \"Map/First axis/Parameter=\"",
                 {"Map/First axis/Parameter is empty"});
  expect_refusal("--set \"Map/Seed parameter=Structure/Density/Amplitude\"",
                 {"Map/Seed parameter", "0.01"});
  expect_refusal("--set \"Map/Seeds=0\"", {"Map/Seeds"});
  // found at one point of the map only
  expect_refusal("--set \"Map/First axis/Parameter=Material/Shear modulus\" "
                 "--set \"Map/First axis/Values=1,-1\"",
                 {"Material/Shear modulus=-1", "a point of the map"});
  expect_refusal("--set \"Map/First axis/Parameter=Material/Stress rate\"",
                 {"Material/Stress rate", "upper-convected"});
  expect_refusal("--slurm --collect", {"--slurm", "--collect"});
  expect_refusal("--restart out", {"--restart"});
  expect_refusal("--collect", {"holds no runs"});
  write("plain.prm", "subsection Units\n set System = reduced\nend\n");
  expect_bad_input("map plain.prm", {"section Map"});
}

TEST_F(MapCommand, HelpAndCheckWriteNothing)
{
  EXPECT_TRUE(contains(vitriflow("map --help").out, "map_points.csv"));
  const Outcome check = map("--check");
  EXPECT_EQ(check.status, 0) << check.err;
  EXPECT_TRUE(contains(check.out, "01_00_s1  60  0.2")) << check.out;
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

/** Multiples of the critical rate kappa/((a + b) G tau) at each point. */
TEST_F(MapCommand, RatesInUnitsOfTheCriticalRate)
{
  const Outcome check = map("--check --set \"Map/Second axis/Unit=critical "
                            "rate\" --set \"Map/Second axis/Values=1, 2\"");
  ASSERT_EQ(check.status, 0) << check.err;
  EXPECT_TRUE(contains(check.out, "00_00_s1  10  0.25")) << check.out;
  EXPECT_TRUE(contains(check.out, "01_01_s1  60  0.0967742")) << check.out;
}

/** Two processes do not compute one map; nor do ranks of mpirun. */
class MapCommandRanks : public MapCommand
{
};

TEST_F(MapCommandRanks, OneProcessAtATime)
{
  const std::string run = vitriflow_executable + " map map.prm --output out ";
  const Outcome second =
    shell(run +
          "--set \"Loading/End strain=2\" >/dev/null & "
          "until [ -e out/map_runs/00_00_s1/timeseries.csv ]; do sleep 0.05; "
          "done; " +
          run +
          "--set \"Loading/End strain=2\"; status=$?; kill %1; wait; exit "
          "$status");
  EXPECT_EQ(second.status, 2);
  EXPECT_TRUE(contains(second.err, "another process")) << second.err;
  const Outcome ranks =
    shell("mpirun --oversubscribe --bind-to none -n 2 " + vitriflow_executable +
          " map map.prm --output never");
  EXPECT_EQ(ranks.status, 2);
  EXPECT_TRUE(contains(ranks.err, "Map/Jobs")) << ranks.err;
}

TEST_F(MapCommand, IndentsAreNotJudged)
{
  write(
    "map.prm",
    "subsection Mesh\n  set Geometry = indentation\n  set Cells = 4\n"
    "  set Size = 64\n  subsection Indentation\n"
    "    set Refinement levels = 4\n    set Refined radius = 4\n  end\nend\n"
    "subsection Structure\n  subsection Sample\n    set Size = 64, 64, 8\n"
    "  end\nend\n"
    "subsection Material\n  set Gradient length = 0\nend\n"
    "subsection Indentation\n  set Radius = 30\nend\n"
    "subsection Loading\n  set Program = depth 0.1 duration 0.1\nend\n"
    "subsection Output\n  set Number of field outputs = 0\nend\n"
    "subsection Map\n"
    "  set Seed parameter = Structure/Density/Seed\n"
    "  subsection First axis\n"
    "    set Parameter = Structure/Sample/Origin x\n"
    "    set Values = 0, 8\n  end\n"
    "  subsection Second axis\n"
    "    set Parameter = Structure/Sample/Origin z\n"
    "    set Values = 0, 4\n  end\nend\n");
  const Outcome run = map("");
  ASSERT_EQ(run.status, 0) << run.err << run.out;
  EXPECT_TRUE(contains(run.out, "4 of 4 runs have a result"));
  const auto rows = lines("out/map.csv");
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_EQ(rows[4].rfind("01_01_s1,8,4,1,finished,,", 0), 0u) << rows[4];
}
