// Question: are processes run a few at a time, and stopped when they have to
// be?

#include <vitriflow/map/job_pool.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

namespace vitriflow
{
  namespace
  {
    namespace fs = std::filesystem;

    class JobPool : public testing::Test
    {
    protected:
      void SetUp() override
      {
        std::string name =
          (fs::temp_directory_path() / "vitriflow-jobs-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
      }

      void TearDown() override
      {
        fs::remove_all(folder_);
      }

      Job shell(const std::string &line) const
      {
        return {{"/bin/sh", "-c", "cd " + folder_.string() + "; " + line},
                (folder_ / "log").string()};
      }

      std::vector<std::string> log() const
      {
        std::ifstream in(folder_ / "log");
        std::vector<std::string> lines;
        for (std::string line; std::getline(in, line);)
          lines.push_back(line);
        return lines;
      }

      fs::path folder_;
    };

    int no_signal()
    {
      return 0;
    }
  } // namespace

  TEST_F(JobPool, StatusesOfAllJobs)
  {
    const std::vector<Job> jobs = {shell("exit 0"),
                                   shell("exit 3"),
                                   shell("kill -TERM $$"),
                                   {{"/no/such/program"}, shell("").log}};
    std::map<std::size_t, int> statuses;
    EXPECT_EQ(run_jobs(jobs,
                       2,
                       &no_signal,
                       [&](std::size_t job, int status) {
                         statuses[job] = status;
                       }),
              0);
    const std::map<std::size_t, int> expected = {{0, 0},
                                                 {1, 3},
                                                 {2, 128 + SIGTERM},
                                                 {3, 127}};
    EXPECT_EQ(statuses, expected);
  }

  /** Jobs note begin and end in one log: never are more than two open. */
  TEST_F(JobPool, NoMoreAtATimeThanAllowed)
  {
    const std::vector<Job> jobs(5,
                                shell("echo begin; sleep 0.2; echo end >&2"));
    run_jobs(jobs, 2, &no_signal, [](std::size_t, int) {});
    int n_open = 0, most = 0;
    for (const std::string &line : log())
      {
        n_open += line == "begin" ? 1 : -1;
        most = std::max(most, n_open);
      }
    EXPECT_EQ(log().size(), 10u);
    EXPECT_EQ(n_open, 0);
    EXPECT_EQ(most, 2);
  }

  /** The third job is never begun, and the first two end by the handler that
   * saves their state. */
  TEST_F(JobPool, SignalStopsAll)
  {
    const std::vector<Job> jobs(
      3,
      shell("trap 'echo saved; exit 143' TERM; echo begin;"
            "i=0; while [ $i -lt 600 ]; do sleep 0.1; i=$((i + 1)); done"));
    std::vector<int> statuses;
    const int signal = run_jobs(
      jobs,
      2,
      [this]() {
        const auto lines = log();
        return std::count(lines.begin(), lines.end(), "begin") == 2 ? SIGINT
                                                                    : 0;
      },
      [&](std::size_t, int status) { statuses.push_back(status); });
    EXPECT_EQ(signal, SIGINT);
    EXPECT_EQ(statuses, std::vector<int>({143, 143}));
    const auto lines = log();
    EXPECT_EQ(std::count(lines.begin(), lines.end(), "saved"), 2);
  }

  /** Ranks of mpirun start programs of their own, not more ranks. */
  TEST_F(JobPool, EnvironmentWithoutMpirun)
  {
    setenv("OMPI_COMM_WORLD_SIZE", "4", 1);
    run_jobs({shell("echo ${OMPI_COMM_WORLD_SIZE:-none} $OMP_NUM_THREADS")},
             1,
             &no_signal,
             [](std::size_t, int) {});
    unsetenv("OMPI_COMM_WORLD_SIZE");
    EXPECT_EQ(log(), std::vector<std::string>({"none 1"}));
  }

  TEST_F(JobPool, CountsCores)
  {
    EXPECT_GE(n_usable_cores(), 1u);
  }
} // namespace vitriflow
