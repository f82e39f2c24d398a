#pragma once

#include <deal.II/base/timer.h>

#include <vitriflow/base/scales.h>
#include <vitriflow/output/record.h>

#include <string>

namespace vitriflow
{
  /**
   * The progress line: refreshed in place on a terminal (standard output is
   * one, or VITRIFLOW_PROGRESS=terminal says so), otherwise a plain line now
   * and then. Silent on ranks other than the first.
   */
  class Progress
  {
  public:
    Progress(const Scales &scales, const double end_time, const bool active);

    void show(const Record &record);

    /** Ends the line so that other text can follow. */
    void finish();

    /** Wall-clock seconds since construction. */
    double elapsed() const
    {
      return timer_.wall_time();
    }

  private:
    std::string line(const Record &record) const;

    Scales scales_;
    double end_time_;
    bool active_;
    bool terminal_;
    dealii::Timer timer_;
    double last_shown_       = -1e30;
    double first_time_       = -1.;
    std::size_t last_length_ = 0;
  };

  /** Installs handlers for SIGINT and SIGTERM. */
  void catch_signals();

  /** The signal caught, or 0. Local to the process. */
  int caught_signal();
} // namespace vitriflow
