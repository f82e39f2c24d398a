#pragma once

#include <cstdint>
#include <fstream>
#include <string>

namespace vitriflow
{
  /**
   * A comma-separated file that grows by rows and is complete at any time.
   * Used by rank 0 only. All throw ComputationStopped if the file cannot be
   * written; it is then as it was before.
   */
  class TableFile
  {
  public:
    /** @param header the first row, without its end. */
    TableFile(const std::string &directory,
              const std::string &name,
              const std::string &header);

    /** Starts the file anew, with these @p rows: complete lines. */
    void create(const std::string &rows = "");

    /** Continues a file of an earlier run, dropping rows with more than
     * @p last in the given column and what is left of a row whose writing was
     * interrupted. */
    void resume(unsigned int column, double last);

    /** Adds rows: complete lines. */
    void append(const std::string &rows);

  private:
    std::string file_;
    std::string header_;
    std::ofstream out_;
    std::uintmax_t n_bytes_ = 0;
  };
} // namespace vitriflow
