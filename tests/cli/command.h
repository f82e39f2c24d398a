#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "paths.h"

/** What tests of the command share: a folder to run it in, and its outcome. */
namespace cli
{
  namespace fs = std::filesystem;

  struct Outcome
  {
    int status;
    std::string out, err;
  };

  inline std::string read(const fs::path &file)
  {
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }

  inline bool contains(const std::string &text, const std::string &part)
  {
    return text.find(part) != std::string::npos;
  }

  /** A temporary folder, and the command run in it. */
  class Command : public testing::Test
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

    std::string write(const std::string &name, const std::string &text) const
    {
      std::ofstream(folder_ / name) << text;
      return name;
    }

    /** Runs a shell line in the folder; single-threaded ranks. */
    Outcome shell(const std::string &line) const
    {
      // Variables of a surrounding mpirun would make the command its child.
      const std::string full =
        "cd " + folder_.string() +
        " && for v in $(env | grep -E '^(OMPI|PMIX|PRTE)_' | cut -d= -f1);"
        " do unset $v; done;"
        " export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"
        " OMPI_MCA_mpi_yield_when_idle=1"
        " OMP_NUM_THREADS=1 DEAL_II_NUM_THREADS=1; (" +
        line + ") >stdout.txt 2>stderr.txt";
      const int code = std::system(full.c_str());
      return {WIFEXITED(code) ? WEXITSTATUS(code) : -1,
              read(folder_ / "stdout.txt"),
              read(folder_ / "stderr.txt")};
    }

    Outcome vitriflow(const std::string &arguments) const
    {
      return shell(vitriflow_executable + " " + arguments);
    }

    /** Expects status 2, the words in the message and nothing written. */
    void expect_bad_input(const std::string &arguments,
                          const std::vector<std::string> &words) const
    {
      const Outcome run = vitriflow(arguments + " --output never");
      EXPECT_EQ(run.status, 2) << run.err;
      for (const std::string &word : words)
        EXPECT_TRUE(contains(run.err, word))
          << "'" << word << "' is missing in: " << run.err;
      EXPECT_FALSE(fs::exists(folder_ / "never"));
    }

    std::vector<std::string> lines(const std::string &name) const
    {
      std::istringstream text(read(folder_ / name));
      std::vector<std::string> result;
      for (std::string line; std::getline(text, line);)
        result.push_back(line);
      return result;
    }

    nlohmann::json json(const std::string &name) const
    {
      return nlohmann::json::parse(read(folder_ / name));
    }

    fs::path folder_;
  };
} // namespace cli
