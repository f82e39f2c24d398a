#pragma once

#include <vitriflow/base/scales.h>
#include <vitriflow/output/record.h>

#include <fstream>
#include <string>

namespace vitriflow
{
  /** timeseries.csv: one row per recorded step. Used by rank 0 only. */
  class TimeSeries
  {
  public:
    /** @param walls whether to write the wall traction. */
    TimeSeries(const std::string &directory,
               const Scales &scales,
               const bool walls);

    /** Starts the file anew. Throws ComputationStopped if it cannot. */
    void create();

    /** Continues a file, dropping rows after @p last_step. */
    void resume(const unsigned int last_step);

    void write(const Record &record);

  private:
    void check() const;

    std::string file_;
    Scales scales_;
    bool walls_;
    std::ofstream out_;
  };
} // namespace vitriflow
