// Question: is the state of a run read from what it has left behind, whatever
// that is?

#include <vitriflow/map/run_folder.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace vitriflow
{
  namespace
  {
    namespace fs = std::filesystem;

    class RunFolderTest : public testing::Test
    {
    protected:
      void SetUp() override
      {
        std::string name =
          (fs::temp_directory_path() / "vitriflow-run-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
      }

      void TearDown() override
      {
        fs::remove_all(folder_);
      }

      void write(const std::string &name, const std::string &text) const
      {
        std::ofstream(folder_ / name) << text;
      }

      /** The files of a run with this status. */
      void write_run(const std::string &status,
                     const std::string &history = "") const
      {
        write("parameters.prm", "");
        write("run.json",
              "{\"status\": \"" + status + "\", \"wall_seconds\": 3.5}");
        write("summary.json",
              "{\"bands\": [{\"strain_rate_share\": "
              "{\"value\": 0.25, \"unit\": \"-\"}}]" +
                history + "}");
        write("timeseries.csv",
              "time[s],strain[-],shear_stress[Pa],min_density[kg/m^3],"
              "max_rate_ratio[-],participation_ratio[-]\n0,0,0,4,1,1\n"
              "0.8,0.4,20,2,9,0.49\n1,0.5,20,2,9,0.3\n");
      }

      RunFolder read(const bool resumable = false) const
      {
        return read_run_folder(
          folder_.string(), resumable, (folder_ / "log").string(), 10., 4.);
      }

      fs::path folder_;
    };
  } // namespace

  TEST_F(RunFolderTest, FinishedRunInReducedUnits)
  {
    write_run("finished");
    const RunFolder run = read(true);
    EXPECT_EQ(run.state, RunState::finished);
    EXPECT_EQ(run.seconds, 3.5);
    EXPECT_EQ(run.reason, "");
    ASSERT_TRUE(run.history.has_value());
    EXPECT_EQ(run.history->strain, std::vector<double>({0., 0.4, 0.5}));
    EXPECT_EQ(run.history->stress, std::vector<double>({0., 2., 2.}));
    EXPECT_EQ(run.history->min_density, std::vector<double>({1., 0.5, 0.5}));
    EXPECT_EQ(run.history->max_rate_ratio, std::vector<double>({1., 9., 9.}));
    EXPECT_EQ(run.history->localisation_strain, 0.4);
    // of bands that were not followed, the last state
    ASSERT_EQ(run.history->bands.size(), 1u);
    EXPECT_EQ(run.history->bands[0].last_strain, 0.5);
    EXPECT_EQ(run.history->bands[0].carried_strain, 0.25);
  }

  TEST_F(RunFolderTest, BandsByTheirHistory)
  {
    const auto life = [](const std::string &last,
                         const std::string &lifetime,
                         const std::string &share) {
      return "{\"last_strain\": {\"value\": " + last +
             "}, \"lifetime_strain\": {\"value\": " + lifetime +
             "}, \"strain_share\": {\"value\": " + share + "}}";
    };
    write_run("finished",
              ", \"band_history\": [" + life("0.4", "0.1", "0.5") + ", " +
                life("0.5", "0.2", "0.25") + "]");
    const auto bands = read().history->bands;
    ASSERT_EQ(bands.size(), 2u);
    EXPECT_EQ(bands[0].last_strain, 0.4);
    EXPECT_DOUBLE_EQ(bands[0].carried_strain, 0.05);
    EXPECT_EQ(bands[1].last_strain, 0.5);
    EXPECT_DOUBLE_EQ(bands[1].carried_strain, 0.05);
  }

  TEST_F(RunFolderTest, StoppedOrInterrupted)
  {
    write_run("stopped: the density fell");
    EXPECT_EQ(read(true).state, RunState::stopped);
    EXPECT_EQ(read(true).reason, "stopped: the density fell");
    EXPECT_TRUE(read(true).history.has_value());
    write_run("stopped: signal 15");
    EXPECT_EQ(read(true).state, RunState::interrupted);
    EXPECT_FALSE(read(true).history.has_value());
    // nothing to go on from
    EXPECT_EQ(read(false).state, RunState::missing);
  }

  TEST_F(RunFolderTest, FilesThatAreDamagedOrMissing)
  {
    EXPECT_EQ(read().state, RunState::missing);
    for (const char *name : {"run.json", "summary.json", "timeseries.csv"})
      {
        write_run("finished");
        write(name, "{");
        EXPECT_EQ(read().state, RunState::missing) << name;
        EXPECT_EQ(read(true).state, RunState::interrupted) << name;
        fs::remove(folder_ / name);
        EXPECT_EQ(read().state, RunState::missing) << name;
      }
  }

  TEST_F(RunFolderTest, ReasonFromTheLog)
  {
    write("log", "running\nerror: the folder is full\n\n");
    EXPECT_EQ(read().state, RunState::failed);
    EXPECT_EQ(read().reason, "error: the folder is full");
    // killed without a word
    write("log", "strain 0.1\n");
    EXPECT_EQ(read().state, RunState::missing);
    EXPECT_NE(read().reason.find("log"), std::string::npos);
  }
} // namespace vitriflow
