#pragma once

#include <string>
#include <vector>

namespace vitriflow
{
  /** Levenshtein's distance: insertions, deletions and replacements of single
   * characters that turn one name into the other, upper and lower case being
   * the same. */
  std::size_t edit_distance(const std::string &a, const std::string &b);

  /** The known name with the smallest distance; empty if none is known. */
  std::string nearest_name(const std::string &unknown,
                           const std::vector<std::string> &known);

  /**
   * The same for paths "Section/Sub/Name". A path of which only the last part
   * resembles the unknown one counts too, so that a forgotten or wrong
   * subsection is recognised.
   */
  std::string nearest_path(const std::string &unknown,
                           const std::vector<std::string> &known);
} // namespace vitriflow
