// Question: does the command do what users and scripts rely on: messages and
// exit statuses for bad input, files with their names and columns, interrupts
// and restarts, and the same numbers on any number of ranks?

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "command.h"
#include "table.h"

namespace
{
  using namespace cli;

  /** A rate-controlled run of three steps on 8 x 8 cells. */
  const char *const small_run = R"(
subsection Mesh
  set Cells = 8
  set Size  = 8
end
subsection Structure
  subsection Density
    set Type      = noise
    set Amplitude = 0.001
  end
end
subsection Loading
  set Shear rate = 0.5
  set End strain = 0.02
end
subsection Solver
  set Linear tolerance = 1e-8
end
subsection Output
  set Number of field outputs = 2
end
)";

} // namespace

TEST_F(Command, UnknownParameterNamesTheNearest)
{
  write("a.prm", "subsection Loading\n  set Shear rat = 0.1\nend\n");
  expect_bad_input("a.prm", {"Loading/Shear rat", "Loading/Shear rate"});
  write("b.prm", small_run);
  expect_bad_input("b.prm --set \"Materiel/Bulk modulus=3\"",
                   {"Materiel/Bulk modulus", "Material/Bulk modulus"});
}

TEST_F(Command, ValueOutOfRange)
{
  write("a.prm", small_run);
  expect_bad_input("a.prm --set \"Mesh/Dimension=4\"",
                   {"Mesh/Dimension", "4", "2", "3"});
  expect_bad_input("a.prm --set \"Material/Shear modulus=-1\"",
                   {"Material/Shear modulus", "-1", "> 0"});
  expect_bad_input("a.prm --set \"Mesh/Cells=1\"", {"Mesh/Cells", "1", "2"});
  expect_bad_input("a.prm --set \"Loading/End strain=nan\"",
                   {"Loading/End strain", "nan"});
  expect_bad_input("a.prm --set \"Material/Modes/Shares=0.5, 0.6\"",
                   {"Material/Modes/Shares", "1.1", "sum 1"});
  expect_bad_input("a.prm --set \"Material/Modes/Relaxation time ratios=1, 2\"",
                   {"Material/Modes/Relaxation time ratios", "2", "1"});
}

TEST_F(Command, ContradictoryCombination)
{
  write("a.prm", small_run);
  expect_bad_input("a.prm --set \"Units/System=reduced\" --set "
                   "\"Material/Preset=Vitreloy 1\"",
                   {"Material/Preset", "Units/System", "SI"});
  expect_bad_input("a.prm --set \"Mesh/Geometry=channel\" --set "
                   "\"Loading/Program=stress 0.1 duration 1 rise 0.1\"",
                   {"Loading/Program", "Mesh/Geometry", "channel"});
}

/** A preset brings its units along; who relies on that is told. */
TEST_F(Command, PresetSaysThatItSetsTheUnits)
{
  const std::string preset =
    "subsection Material\n set Preset = Vitreloy 1\nend\n"
    "subsection Mesh\n set Cells = 4\n set Size = 4e-9\nend\n"
    "subsection Time\n set Maximum number of steps = 1\nend\n";
  write("silent.prm", preset);
  write("explicit.prm", preset + "subsection Units\n set System = SI\nend\n");
  const std::string words = "makes Units/System = SI";
  EXPECT_TRUE(contains(vitriflow("silent.prm --check").out, words));
  EXPECT_FALSE(contains(vitriflow("explicit.prm --check").out, words));
  for (const std::string name : {"silent", "explicit"})
    {
      const Outcome run = vitriflow(name + ".prm --output " + name);
      ASSERT_EQ(run.status, 0) << run.err;
      const std::string warnings = json(name + "/run.json")["warnings"].dump();
      EXPECT_EQ(contains(warnings, words), name == "silent") << warnings;
    }
  // the recorded parameters name them
  ASSERT_EQ(vitriflow("silent/parameters.prm --output again").status, 0);
  EXPECT_FALSE(contains(read(folder_ / "again/run.json"), words));
}

TEST_F(Command, MissingOrMalformedFiles)
{
  expect_bad_input("nowhere.prm", {"nowhere.prm"});
  write("a.prm", "subsection Mesh\n  set Cells = 8\n");
  expect_bad_input("a.prm", {"a.prm"});
  write("b.prm", "subsection Mesh\n  put Cells = 8\nend\n");
  expect_bad_input("b.prm", {"b.prm"});
  write("c.prm", small_run);
  const std::string from_file =
    "c.prm --set \"Structure/Density/Type=file\" --set "
    "\"Structure/Density/File=rho.txt\"";
  expect_bad_input(from_file, {"rho.txt"});
  write("rho.txt", "# 2 2 8 8\n1.0 1.0 1.0\n");
  expect_bad_input(from_file, {"rho.txt"});
  write("rho.txt", "# 2 2 8 8\n1.0 1.0 oops 1.0\n");
  expect_bad_input(from_file, {"rho.txt", "oops"});
  write("rho.txt", "# 2 2 8 8\n1.0 1.0 -1.0 1.0\n");
  expect_bad_input(from_file, {"rho.txt"});
}

TEST_F(Command, CoarseMeshWarns)
{
  write("a.prm", small_run);
  const Outcome run = vitriflow("a.prm --set \"Mesh/Size=32\" --output out");
  EXPECT_EQ(run.status, 0) << run.err;
  // nodes of the quadratic density are half a cell of 4 apart
  EXPECT_TRUE(contains(run.err, "2.0")) << run.err;
  EXPECT_TRUE(contains(run.err, "coarse")) << run.err;
  EXPECT_TRUE(contains(json("out/run.json")["warnings"].dump(), "coarse"));
}

TEST_F(Command, ResultsAreNotOverwritten)
{
  write("a.prm", small_run);
  ASSERT_EQ(vitriflow("a.prm --output out").status, 0);
  const std::string before = read(folder_ / "out/timeseries.csv");
  const auto stamp         = fs::last_write_time(folder_ / "out/run.json");
  write("out/notes.txt", "mine");

  const std::string longer =
    "a.prm --output out --set \"Loading/End strain=0.03\"";
  const Outcome refused = vitriflow(longer);
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(contains(refused.err, "--overwrite")) << refused.err;
  EXPECT_EQ(read(folder_ / "out/timeseries.csv"), before);
  EXPECT_EQ(fs::last_write_time(folder_ / "out/run.json"), stamp);

  EXPECT_EQ(vitriflow(longer + " --overwrite").status, 0);
  EXPECT_NE(read(folder_ / "out/timeseries.csv"), before);
  EXPECT_EQ(read(folder_ / "out/notes.txt"), "mine");
}

TEST_F(Command, UnwritableOutput)
{
  write("a.prm", small_run);
  write("plain", "a regular file, which holds even an administrator back");
  const Outcome run = vitriflow("a.prm --output plain/out");
  EXPECT_EQ(run.status, 2);
  EXPECT_TRUE(contains(run.err, "plain/out")) << run.err;
}

TEST_F(Command, CheckComputesNothing)
{
  write("a.prm", small_run);
  const Outcome run = vitriflow("a.prm --check --output out");
  EXPECT_EQ(run.status, 0) << run.err;
  for (const char *word : {"Wi", "threshold", "gradient length", "steps", "MB"})
    EXPECT_TRUE(contains(run.out, word)) << word << " in: " << run.out;
  EXPECT_FALSE(fs::exists(folder_ / "out"));
  EXPECT_FALSE(fs::exists(folder_ / "output"));
}

TEST_F(Command, DefaultsFeedBack)
{
  const Outcome printed = vitriflow("--defaults");
  EXPECT_EQ(printed.status, 0);
  write("defaults.prm", printed.out);
  const Outcome run = vitriflow("defaults.prm --check");
  EXPECT_EQ(run.status, 0) << run.err;
  write("empty.prm", "\n");
  EXPECT_EQ(run.out, vitriflow("empty.prm --check").out);
}

TEST_F(Command, VersionAndHelp)
{
  const Outcome version = vitriflow("--version");
  EXPECT_EQ(version.status, 0);
  EXPECT_EQ(version.out.rfind("vitriflow ", 0), 0u) << version.out;
  const Outcome help = vitriflow("--help");
  EXPECT_EQ(help.status, 0);
  for (const char *option : {"--set",
                             "--output",
                             "--check",
                             "--restart",
                             "--overwrite",
                             "--defaults",
                             "--version"})
    EXPECT_TRUE(contains(help.out, option)) << option;
  EXPECT_EQ(vitriflow("").status, 2);
  EXPECT_EQ(vitriflow("--nonsense").status, 2);
}

TEST_F(Command, OutputFolder)
{
  write("a.prm", small_run);
  ASSERT_EQ(vitriflow("a.prm --output out").status, 0);
  const Table table = read_table(folder_ / "out/timeseries.csv");
  for (const char *name : {"time",
                           "strain",
                           "shear_stress",
                           "pressure",
                           "normal_stress_difference",
                           "mean_density",
                           "density_std",
                           "min_density",
                           "max_density",
                           "participation_ratio",
                           "max_rate_ratio",
                           "min_conformation_eigenvalue",
                           "mass_error",
                           "step",
                           "dt",
                           "linear_iterations"})
    table.column(name);
  EXPECT_TRUE(
    contains(read(folder_ / "out/timeseries.csv"), "shear_stress[-]"));
  EXPECT_NEAR(table.rows.back()[table.column("strain")], 0.02, 1e-12);

  const auto run = json("out/run.json");
  EXPECT_EQ(run.at("status"), "finished");
  EXPECT_EQ(run.at("ranks"), 1);
  // Keys by their words: version, host, cells, memory ...
  for (const char *word : {"version",
                           "host",
                           "cells",
                           "degrees_of_freedom",
                           "steps",
                           "linear_iterations",
                           "wall",
                           "cpu",
                           "microseconds",
                           "memory",
                           "warnings"})
    EXPECT_TRUE(contains(run.dump(), word)) << word << " in " << run.dump();

  const auto summary = json("out/summary.json");
  EXPECT_TRUE(summary.at("peak_stress").contains("unit"));
  EXPECT_TRUE(summary.at("peak_stress").contains("value"));
  EXPECT_EQ(summary.at("band_count").at("value"), 0);
  EXPECT_TRUE(summary.at("bands").is_array());

  const std::string pvd = read(folder_ / "out/fields.pvd");
  EXPECT_TRUE(contains(pvd, "timestep=\"0.04")) << pvd; // strain/rate
  EXPECT_TRUE(contains(pvd, "fields_00000.pvtu"));
  EXPECT_TRUE(fs::exists(folder_ / "out/fields_00000.pvtu"));

  // parameters.prm is the run
  ASSERT_EQ(vitriflow("out/parameters.prm --output again").status, 0);
  EXPECT_EQ(read(folder_ / "again/timeseries.csv"),
            read(folder_ / "out/timeseries.csv"));
  EXPECT_EQ(read(folder_ / "again/parameters.prm"),
            read(folder_ / "out/parameters.prm"));
}

/** Two relaxation modes, one of them elastic: a state with all it can hold. */
const std::string two_modes =
  " --set \"Material/Modes/Shares=0.6, 0.4\""
  " --set \"Material/Modes/Relaxation time ratios=1, inf\" ";

TEST_F(Command, InterruptAndRestart)
{
  write("a.prm", small_run);
  const std::string run =
    vitriflow_executable + " a.prm --set \"Loading/End strain=1\" " + two_modes;
  ASSERT_EQ(shell(run + "--output whole").status, 0);
  // Interrupts when a few rows are there; a background job of a shell ignores
  // SIGINT, so that the command is put under env, which restores it.
  const Outcome stopped =
    shell("env --default-signal=INT " + run +
          "--output part & pid=$!; i=0;"
          " while [ $i -lt 200 ] && [ $(cat part/timeseries.csv 2>/dev/null |"
          " wc -l) -lt 6 ]; do sleep 0.02; i=$((i+1)); done;"
          " kill -INT $pid; wait $pid");
  EXPECT_EQ(stopped.status, 130) << stopped.err;
  EXPECT_TRUE(fs::exists(folder_ / "part/checkpoint"));
  EXPECT_TRUE(contains(json("part/run.json")["status"].dump(), "stopped"));
  const Table part  = read_table(folder_ / "part/timeseries.csv");
  const Table whole = read_table(folder_ / "whole/timeseries.csv");
  EXPECT_LT(part.rows.size(), whole.rows.size());

  const Outcome resumed = vitriflow("--restart part");
  EXPECT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_EQ(json("part/run.json")["status"], "finished");
  // The interruption renews the preconditioner, the whole run does not: they
  // differ by what the linear solver leaves, 1e-8 of a small residual.
  expect_same("restarted run and whole one",
              whole,
              read_table(folder_ / "part/timeseries.csv"),
              1e-7);
}

// Ranks meet along lines across the channel, from wall to wall.
TEST_F(Command, ChannelIsTheSameOnTwoRanks)
{
  write("a.prm", small_run);
  std::vector<Table> tables;
  for (const char *n : {"1", "2"})
    {
      const Outcome run =
        shell("mpirun --oversubscribe --bind-to none -n " + std::string(n) +
              " " + vitriflow_executable +
              " a.prm --set Mesh/Geometry=channel --set Mesh/Cells=10,4"
              " --set Mesh/Size=10,4 --output channel" +
              n);
      ASSERT_EQ(run.status, 0) << run.err;
      tables.push_back(
        read_table(folder_ / ("channel" + std::string(n)) / "timeseries.csv"));
    }
  // as below
  expect_same("channel, two ranks and one", tables[0], tables[1], 1e-7);
}

TEST_F(Command, SameOnOneTwoAndFourRanks)
{
  write("a.prm", small_run);
  std::vector<Table> tables;
  for (const int n : {1, 2, 4})
    {
      const std::string folder = "out" + std::to_string(n);
      const Outcome run = shell("mpirun --oversubscribe --bind-to none -n " +
                                std::to_string(n) + " " + vitriflow_executable +
                                " a.prm " + two_modes + "--output " + folder);
      ASSERT_EQ(run.status, 0) << run.err;
      tables.push_back(read_table(folder_ / folder / "timeseries.csv"));
    }
  // each correction is solved to 1e-8 of a residual that is itself small
  expect_same("two ranks and one", tables[0], tables[1], 1e-7);
  expect_same("four ranks and one", tables[0], tables[2], 1e-7);
}

TEST_F(Command, RunThatCannotContinue)
{
  write("a.prm", small_run);
  // one correction does not reach round-off, and no smaller step is allowed
  const Outcome run =
    vitriflow("a.prm --output out --set \"Time/Minimum step=1\" --set "
              "\"Solver/Maximum corrections=1\" --set "
              "\"Solver/Correction tolerance=1e-14\"");
  EXPECT_EQ(run.status, 3) << run.err;
  for (const char *word : {"correction", "strain", "step"})
    EXPECT_TRUE(contains(run.err, word)) << run.err;
  EXPECT_TRUE(contains(json("out/run.json")["status"].dump(), "stopped"));
  EXPECT_TRUE(fs::exists(folder_ / "out/checkpoint"));
  EXPECT_TRUE(fs::exists(folder_ / "out/fields.pvd"));
}
