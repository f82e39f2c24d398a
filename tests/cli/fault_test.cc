// Question: does a run survive what happens to it: killed at any moment, a disk
// that fills up, a restart on other ranks?

#include <boost/property_tree/xml_parser.hpp>

#include <vitriflow/simulation/application.h>

#include <sys/resource.h>

#include <csignal>
#include <random>

#include "command.h"

namespace
{
  using namespace cli;

  /** 57 steps, a checkpoint after each and eleven field outputs. */
  const char *const often_saved = R"(
subsection Mesh
  set Cells = 6, 4
  set Size  = 6, 4
end
subsection Structure
  subsection Density
    set Type      = noise
    set Amplitude = 0.001
  end
end
subsection Loading
  set Shear rate = 0.5
  set End strain = 0.15
end
subsection Solver
  set Linear tolerance = 1e-8
end
subsection Output
  set Number of field outputs = 10
  set Checkpoint interval = 1e-9
end
)";

  class Fault : public Command
  {
  protected:
    void SetUp() override
    {
      Command::SetUp();
      write("a.prm", often_saved);
    }

    Outcome on_ranks(const unsigned int n, const std::string &arguments) const
    {
      return shell("mpirun --oversubscribe --bind-to none -n " +
                   std::to_string(n) + " " + vitriflow_executable + " " +
                   arguments);
    }

    /** Every file that ParaView would open is complete; every row is whole. */
    void expect_readable(const std::string &folder) const
    {
      const fs::path path = folder_ / folder;
      boost::property_tree::ptree tree;
      if (fs::exists(path / "fields.pvd"))
        {
          read_xml((path / "fields.pvd").string(), tree);
          for (const auto &[tag, set] : tree.get_child("VTKFile.Collection"))
            if (tag == "DataSet")
              {
                const auto name = set.get<std::string>("<xmlattr>.file");
                boost::property_tree::ptree pieces, piece;
                read_xml((path / name).string(), pieces);
                for (const auto &[t, p] :
                     pieces.get_child("VTKFile.PUnstructuredGrid"))
                  if (t == "Piece")
                    read_xml(
                      (path / p.get<std::string>("<xmlattr>.Source")).string(),
                      piece);
              }
        }
      std::istringstream rows(read(path / "timeseries.csv"));
      std::string header, row;
      std::getline(rows, header);
      const auto commas = std::count(header.begin(), header.end(), ',');
      while (std::getline(rows, row))
        EXPECT_EQ(std::count(row.begin(), row.end(), ','), commas) << row;
    }

    /** Largest difference of a column over its largest value. */
    double difference(const std::string &a, const std::string &b) const
    {
      const auto table = [this](const std::string &folder) {
        std::istringstream in(read(folder_ / folder / "timeseries.csv"));
        std::vector<std::vector<double>> rows;
        std::string line, cell;
        std::getline(in, line);
        while (std::getline(in, line))
          {
            rows.emplace_back();
            for (std::istringstream cells(line);
                 std::getline(cells, cell, ',') && rows.back().size() < 9;)
              rows.back().push_back(std::stod(cell));
          }
        return rows;
      };
      const auto left = table(a), right = table(b);
      EXPECT_EQ(left.size(), right.size());
      double largest = 0.;
      for (unsigned int c = 0; c < 9 && left.size() == right.size(); ++c)
        {
          double scale = 0., error = 0.;
          for (std::size_t i = 0; i < left.size(); ++i)
            {
              scale = std::max(scale, std::abs(left[i][c]));
              error = std::max(error, std::abs(left[i][c] - right[i][c]));
            }
          largest = std::max(largest, error / scale);
        }
      return largest;
    }
  };
} // namespace

/** The checkpoint holds all that a step depends on: the same bits. */
TEST_F(Fault, KilledAtAnyMoment)
{
  ASSERT_EQ(vitriflow("a.prm --output whole").status, 0);
  std::mt19937 random(1);
  std::uniform_real_distribution<double> seconds(0.1, 0.6);
  for (unsigned int kill = 0; kill < 8; ++kill)
    {
      const bool saved = fs::exists(folder_ / "part/checkpoint") ||
                         fs::exists(folder_ / "part/checkpoint.old");
      const Outcome run =
        shell("timeout -s KILL " + std::to_string(seconds(random)) + " " +
              vitriflow_executable +
              (saved ? " --restart part" : " a.prm --overwrite --output part"));
      EXPECT_TRUE(run.status == 137 || run.status == 0) << run.err;
      if (fs::exists(folder_ / "part/timeseries.csv"))
        expect_readable("part");
    }
  if (fs::exists(folder_ / "part/checkpoint"))
    ASSERT_EQ(vitriflow("--restart part").status, 0);
  else
    ASSERT_EQ(vitriflow("a.prm --overwrite --output part").status, 0);
  expect_readable("part");
  EXPECT_EQ(read(folder_ / "part/timeseries.csv"),
            read(folder_ / "whole/timeseries.csv"));
  EXPECT_EQ(json("part/summary.json"), json("whole/summary.json"));
}

/** A limit of file sizes stands for a disk that fills up; in this process,
 * since MPI cannot start under it. */
TEST_F(Fault, FullDisk)
{
  const auto limited = [](const rlim_t n_bytes,
                          std::vector<std::string> words) {
    std::vector<const char *> argv = {"vitriflow"};
    for (const std::string &word : words)
      argv.push_back(word.c_str());
    rlimit former;
    getrlimit(RLIMIT_FSIZE, &former);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const rlimit limit = {n_bytes, former.rlim_max};
    std::signal(SIGXFSZ, SIG_IGN); // the captured output counts, too
    setrlimit(RLIMIT_FSIZE, &limit);
    const int status =
      vitriflow::run_application(argv.size(), argv.data(), MPI_COMM_SELF);
    setrlimit(RLIMIT_FSIZE, &former);
    const std::string out = testing::internal::GetCapturedStdout();
    return Outcome{status, out, testing::internal::GetCapturedStderr()};
  };
  // not even the parameters of about 11 kB, before anything is computed
  const std::string file = (folder_ / "a.prm").string();
  const Outcome none =
    limited(4000, {file, "--output", (folder_ / "none").string()});
  EXPECT_EQ(none.status, 2) << none.err;
  EXPECT_TRUE(contains(none.err, "parameters.prm")) << none.err;
  EXPECT_FALSE(fs::exists(folder_ / "none"));

  // no checkpoints of about 20 kB any more: the earlier one is kept
  ASSERT_EQ(vitriflow("a.prm --output whole").status, 0);
  const std::string steps = "Time/Maximum number of steps=";
  ASSERT_EQ(vitriflow("a.prm --output part --set \"" + steps + "9\"").status,
            0);
  const Outcome full =
    limited(12000,
            {"--restart", (folder_ / "part").string(), "--set", steps + "0"});
  EXPECT_EQ(full.status, 3) << full.err;
  EXPECT_TRUE(contains(full.err, "state_0.bin")) << full.err;
  EXPECT_TRUE(contains(json("part/run.json")["status"].dump(), "state_0.bin"));
  expect_readable("part");
  const Outcome resumed = vitriflow("--restart part --set \"" + steps + "0\"");
  ASSERT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_EQ(read(folder_ / "part/timeseries.csv"),
            read(folder_ / "whole/timeseries.csv"));
}

/** The order of sums changes what the solver leaves: 1e-8 of a correction that
 * is itself small. Six by four cells are six trees of the mesh. */
TEST_F(Fault, RestartOnOtherRanks)
{
  const std::string steps = " --set \"Time/Maximum number of steps=";
  ASSERT_EQ(on_ranks(3, "a.prm --output whole").status, 0);
  for (const unsigned int n : {1u, 2u, 3u})
    {
      ASSERT_EQ(
        on_ranks(3, "a.prm --overwrite --output part" + steps + "9\"").status,
        0);
      const Outcome run = on_ranks(n, "--restart part" + steps + "0\"");
      ASSERT_EQ(run.status, 0) << run.err;
      EXPECT_LE(difference("whole", "part"), n == 3 ? 0. : 1e-7) << n;
    }
}
