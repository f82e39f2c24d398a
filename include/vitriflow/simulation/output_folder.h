#pragma once

#include <vitriflow/base/command_line.h>

#include <string>
#include <utility>
#include <vector>

namespace vitriflow
{
  /**
   * Folder of the results of a subcommand: that of --output, else the one that
   * the parameters name, else output/ with the name of the parameter file and
   * the suffix, which keeps it apart from the folder of a run of the same file.
   */
  std::string subcommand_folder(const CommandLine &command,
                                const std::string &named_by_parameters,
                                const std::string &suffix);

  /** Name and contents of files to be written. */
  using Files = std::vector<std::pair<std::string, std::string>>;

  /** Writes files into a folder that exists; throws ComputationStopped. */
  void write_files(const Files &files, const std::string &folder);

  /**
   * Why the folder cannot take results; empty if it can. Leaves everything as
   * it is, so that input found bad later has written nothing. Called on one
   * rank.
   *
   * @param overwrite whether results of an earlier run may be replaced
   * @param resume    whether the results in it are to be continued
   */
  std::string
  refuse_folder(const std::string &folder, bool overwrite, bool resume);

  /**
   * Creates the folder, or removes the results of an earlier run, and nothing
   * else, from it. Throws std::filesystem::filesystem_error. Called on one
   * rank.
   */
  void clear_folder(const std::string &folder);
} // namespace vitriflow
