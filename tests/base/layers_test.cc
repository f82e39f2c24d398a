// Question: do files include only what is at or below their own level?

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "paths.h"

namespace
{
  namespace fs = std::filesystem;

  /** Level of every folder; a level includes itself and lower ones. */
  const std::map<std::string, int> &levels()
  {
    static const std::map<std::string, int> list = {{"base", 0},
                                                    {"material", 1},
                                                    {"structure", 1},
                                                    {"statistics", 1},
                                                    {"geometry", 1},
                                                    {"loading", 1},
                                                    {"stability", 2},
                                                    {"map", 2},
                                                    {"boundary", 2},
                                                    {"discretization", 3},
                                                    {"operators", 4},
                                                    {"solvers", 5},
                                                    {"time", 6},
                                                    {"output", 6},
                                                    {"eigenmodes", 7},
                                                    {"simulation", 8}};
    return list;
  }

  /** Folders that may use less than their level allows. */
  const std::map<std::string, std::set<std::string>> &restricted()
  {
    static const std::map<std::string, std::set<std::string>> list = {
      {"stability", {"stability", "material", "base"}},
      {"map", {"map", "material", "base"}}};
    return list;
  }

  bool allowed(const std::string &from, const std::string &to)
  {
    const auto few = restricted().find(from);
    if (few != restricted().end() && few->second.count(to) == 0)
      return false;
    return levels().at(to) <= levels().at(from);
  }

  /** Works on states with operators; to be moved there. */
  bool is_exempt(const fs::path &file)
  {
    return file.parent_path().filename() == "boundary" &&
           file.stem() == "remap";
  }

  bool is_source(const fs::path &file)
  {
    const std::string ending = file.extension().string();
    return ending == ".h" || ending == ".cc" || ending == ".in";
  }

  /** First folder below the root; empty for files directly in it. */
  std::string folder_of(const fs::path &file, const fs::path &root)
  {
    const fs::path relative = fs::relative(file, root);
    return relative.has_parent_path() ? relative.begin()->string() : "";
  }

  /** Own headers that a file includes, as written between the brackets. */
  std::vector<std::string> own_includes(const fs::path &file)
  {
    static const std::regex line_pattern(
      R"re(^\s*#\s*include\s*[<"](vitriflow/[^>"]+)[>"])re");
    std::vector<std::string> found;
    std::ifstream in(file);
    std::smatch match;
    for (std::string line; std::getline(in, line);)
      if (std::regex_search(line, match, line_pattern))
        found.push_back(match[1]);
    return found;
  }

  /** Includes that point upwards, as readable lines. */
  std::vector<std::string> upward_includes(const fs::path &root,
                                           unsigned int &n_includes)
  {
    std::vector<std::string> found;
    for (const auto &entry : fs::recursive_directory_iterator(root))
      {
        const std::string from = folder_of(entry.path(), root);
        // main.cc stands above all levels
        if (!entry.is_regular_file() || !is_source(entry.path()) ||
            is_exempt(entry.path()) || from.empty())
          continue;
        EXPECT_EQ(levels().count(from), 1u)
          << "folder " << from << " has no level";
        for (const std::string &include : own_includes(entry.path()))
          {
            ++n_includes;
            const std::string to =
              std::next(fs::path(include).begin())->string();
            EXPECT_EQ(levels().count(to), 1u) << include << " has no level";
            if (levels().count(from) == 1 && levels().count(to) == 1 &&
                !allowed(from, to))
              found.push_back(fs::relative(entry.path(), root).string() +
                              " includes " + include);
          }
      }
    return found;
  }
} // namespace

TEST(Layers, NoFileIncludesAHigherLevel)
{
  unsigned int n_includes = 0;
  for (const char *root : {"include/vitriflow", "source"})
    for (const std::string &line :
         upward_includes(fs::path(source_dir) / root, n_includes))
      ADD_FAILURE() << line;
  // a scan that finds nothing would pass for the wrong reason
  EXPECT_GT(n_includes, 50u);
}

TEST(Layers, DirectionOfTheRule)
{
  EXPECT_TRUE(allowed("simulation", "base"));
  EXPECT_TRUE(allowed("output", "operators"));
  EXPECT_TRUE(allowed("operators", "operators"));
  EXPECT_FALSE(allowed("material", "discretization"));
  EXPECT_FALSE(allowed("boundary", "operators"));
  EXPECT_FALSE(allowed("operators", "time"));
  EXPECT_TRUE(allowed("stability", "material"));
  EXPECT_FALSE(allowed("stability", "loading"));
}
