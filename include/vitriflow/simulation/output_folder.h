#pragma once

#include <string>

namespace vitriflow
{
  /**
   * Makes the output folder ready: creates it, or removes the results of an
   * earlier run if @p overwrite says so. Returns why the folder cannot be used;
   * empty if it can. Called on one rank.
   *
   * @param resume whether the results in it are to be continued.
   */
  std::string
  prepare_folder(const std::string &folder, bool overwrite, bool resume);
} // namespace vitriflow
