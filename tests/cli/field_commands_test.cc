// Question: do `vitriflow structure` and `vitriflow statistics` write what they
// promise, the same on any number of ranks, and refuse what they cannot do?

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "paths.h"

namespace
{
  namespace fs = std::filesystem;

  const char *const drawn_run = R"(
subsection Mesh
  set Cells = 8
  set Size  = 32
end
subsection Structure
  subsection Density
    set Type = random field + inclusions
    subsection Inclusions
      set Radius = 3
    end
  end
end
subsection Loading
  set Shear rate = 0.5
  set End strain = 0.01
end
)";

  std::string read(const fs::path &file)
  {
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }

  class FieldCommands : public testing::Test
  {
  protected:
    void SetUp() override
    {
      std::string name =
        (fs::temp_directory_path() / "vitriflow-XXXXXX").string();
      ASSERT_NE(mkdtemp(name.data()), nullptr);
      folder_ = name;
      std::ofstream(folder_ / "run.prm") << drawn_run;
    }

    void TearDown() override
    {
      fs::remove_all(folder_);
    }

    /** Exit status of the command with @p arguments; messages in a file. */
    int vitriflow(const std::string &arguments, const unsigned int ranks = 1)
    {
      const std::string launcher =
        ranks == 1 ? ""
                   : "mpirun --oversubscribe --bind-to none -n " +
                       std::to_string(ranks) + " ";
      const std::string line =
        "cd " + folder_.string() +
        " && for v in $(env | grep -E '^(OMPI|PMIX|PRTE)_' | cut -d= -f1);"
        " do unset $v; done;"
        " export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"
        " OMP_NUM_THREADS=1 DEAL_II_NUM_THREADS=1; " +
        launcher + vitriflow_executable + " " + arguments +
        " >out.txt 2>err.txt";
      const int code = std::system(line.c_str());
      return WIFEXITED(code) ? WEXITSTATUS(code) : -1;
    }

    nlohmann::json json(const std::string &name) const
    {
      return nlohmann::json::parse(read(folder_ / name));
    }

    void expect_bad(const std::string &arguments, const std::string &word)
    {
      EXPECT_EQ(vitriflow(arguments + " --output never"), 2) << arguments;
      EXPECT_NE(read(folder_ / "err.txt").find(word), std::string::npos)
        << read(folder_ / "err.txt");
      EXPECT_FALSE(fs::exists(folder_ / "never"));
    }

    fs::path folder_;
  };

  TEST_F(FieldCommands, RanksDrawTheSameField)
  {
    for (const unsigned int ranks : {1u, 2u, 4u})
      ASSERT_EQ(vitriflow("structure run.prm --points 64 --output n" +
                            std::to_string(ranks),
                          ranks),
                0)
        << read(folder_ / "err.txt");
    const std::string field = read(folder_ / "n1/density.vti");
    EXPECT_GT(field.size(), 1000u);
    // bit by bit
    EXPECT_EQ(read(folder_ / "n2/density.vti"), field);
    EXPECT_EQ(read(folder_ / "n4/density.vti"), field);
    EXPECT_EQ(read(folder_ / "n4/statistics.json"),
              read(folder_ / "n1/statistics.json"));
  }

  TEST_F(FieldCommands, DrawnFieldsCanBeMeasuredAndReadAgain)
  {
    ASSERT_EQ(vitriflow("structure run.prm --points 64 --bottom 20 "
                        "--output drawn"),
              0)
      << read(folder_ / "err.txt");
    const auto drawn = json("drawn/statistics.json")["density"];
    EXPECT_EQ(drawn["clusters"]["tail"], "low");
    EXPECT_GT(drawn["clusters"]["count"], 2);
    for (const std::string table : {"histogram",
                                    "structure_function",
                                    "power_spectrum",
                                    "clusters",
                                    "box_counting"})
      EXPECT_TRUE(fs::exists(folder_ / ("drawn/density_" + table + ".csv")))
        << table;

    ASSERT_EQ(vitriflow("statistics drawn/density.vti --bottom 20 "
                        "--output measured"),
              0)
      << read(folder_ / "err.txt");
    EXPECT_EQ(json("measured/statistics.json")["density"], drawn);

    ASSERT_EQ(vitriflow("structure run.prm --points 64 --bottom 20 --set "
                        "Structure/Density/Type=file --set "
                        "Structure/Density/File=drawn/density.vti "
                        "--output again"),
              0)
      << read(folder_ / "err.txt");
    // the grid's own points: rounding
    EXPECT_NEAR(json("again/statistics.json")["density"]["deviation"],
                drawn["deviation"].get<double>(),
                1e-14);
  }

  TEST_F(FieldCommands, ResultsBeforeAndAfterLoading)
  {
    ASSERT_EQ(vitriflow("run.prm --output results --set "
                        "\"Structure/Density/Type=mode\" --set "
                        "\"Structure/Density/Mode numbers=1,0\""),
              0)
      << read(folder_ / "err.txt");
    ASSERT_EQ(vitriflow("statistics results --field density --points 32"), 0)
      << read(folder_ / "err.txt");
    const auto numbers = json("results/statistics/statistics.json");
    // a wave along x of amplitude 0.01: the interpolation by quadratic
    // elements, 8 per wavelength, errs by (2 pi/8)^3/(24 sqrt 3) = 1.2 %
    EXPECT_NEAR(numbers["density_first"]["deviation"],
                0.01 / std::sqrt(2.),
                0.012 * 0.01);
    EXPECT_NEAR(numbers["density_first"]["power_spectrum"]["quadrupole"],
                2.,
                0.01);
    EXPECT_EQ(numbers["density_first"]["time"], 0.);
    EXPECT_GT(numbers["density_last"]["time"], 0.);
    EXPECT_NEAR(numbers["density_last"]["mean"], 1., 1e-3);
    expect_bad("statistics results --field colour", "density");
  }

  TEST_F(FieldCommands, ResultsAreReplacedOnlyWhenAsked)
  {
    const std::string draw = "structure run.prm --points 16 --output drawn";
    ASSERT_EQ(vitriflow(draw), 0) << read(folder_ / "err.txt");
    const std::string measure =
      "statistics drawn/density.vti --output measured";
    ASSERT_EQ(vitriflow(measure), 0) << read(folder_ / "err.txt");
    for (const std::string &command : {draw, measure})
      {
        EXPECT_EQ(vitriflow(command), 2) << command;
        EXPECT_NE(read(folder_ / "err.txt").find("--overwrite"),
                  std::string::npos);
        EXPECT_EQ(vitriflow(command + " --overwrite"), 0) << command;
      }
    // a simulation beside the drawing of its field is no conflict
    EXPECT_EQ(vitriflow("run.prm --output drawn"), 0)
      << read(folder_ / "err.txt");
  }

  TEST_F(FieldCommands, UnusableFolderEndsAllRanks)
  {
    std::ofstream(folder_ / "file") << "in the way";
    EXPECT_EQ(vitriflow("structure run.prm --points 16 --output file/in", 2),
              2);
    EXPECT_NE(read(folder_ / "err.txt").find("file"), std::string::npos);
  }

  /** A layer at either wall is one in a box that goes on there, and two
   * between walls: in what is drawn and in the results of a run. */
  TEST_F(FieldCommands, WallsAreNoNeighbours)
  {
    const std::string wave     = " --set Structure/Density/Type=mode --set "
                                 "\"Structure/Density/Mode numbers=0,1\" "
                                 "--output ";
    const std::string measured = " --points 32 --top 20";
    for (const char *geometry : {"periodic box", "channel"})
      {
        const std::string folder(geometry, 4);
        const std::string run =
          "run.prm --set \"Mesh/Geometry=" + std::string(geometry) + "\"" +
          wave + folder;
        ASSERT_EQ(vitriflow("structure " + run + "_drawn" + measured), 0)
          << read(folder_ / "err.txt");
        ASSERT_EQ(vitriflow(run), 0) << read(folder_ / "err.txt");
        ASSERT_EQ(vitriflow("statistics " + folder + measured), 0)
          << read(folder_ / "err.txt");
        const int expected = geometry[0] == 'c' ? 2 : 1;
        EXPECT_EQ(json(
                    folder +
                    "_drawn/statistics.json")["density"]["clusters"]["count"],
                  expected);
        EXPECT_EQ(json(folder +
                       "/statistics/statistics.json")["density_first"]
                                                     ["clusters"]["count"],
                  expected);
      }
  }

  TEST_F(FieldCommands, WrongArguments)
  {
    expect_bad("structure", "one file");
    expect_bad("structure nowhere.prm", "nowhere.prm");
    expect_bad("structure run.prm --points 2", "--points = 2");
    expect_bad("structure run.prm --top 0", "--top");
    expect_bad("structure run.prm --colour red", "colour");
    expect_bad("structure run.prm --set Structure/Density/Type=uniform",
               "uniform");
    expect_bad("structure run.prm --set Structure/Density/Type=inclusion",
               "did you mean 'inclusions'");
    expect_bad("statistics nowhere.vti", "nowhere.vti");
    expect_bad("statistics .", "fields.pvd");
    expect_bad("run.prm --set \"Structure/Yield stress/Type=grains\"",
               "Structure/Yield stress/Type = grains");
    expect_bad("run.prm --set \"Structure/Effective temperature/Type=grains\"",
               "Material/Plastic flow/Mechanism = none");
    expect_bad("structure run.prm --set \"Structure/Density/Preset=as cast\"",
               "Units/System = SI");
    EXPECT_EQ(vitriflow("statistics --help"), 0);
    EXPECT_NE(read(folder_ / "out.txt").find("--field"), std::string::npos);
  }
} // namespace
