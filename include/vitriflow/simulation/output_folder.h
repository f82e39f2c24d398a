#pragma once

#include <string>

namespace vitriflow
{
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
