#include <vitriflow/simulation/progress.h>

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>

namespace vitriflow
{
  namespace
  {
    constexpr double terminal_interval = 0.2; // seconds between refreshes
    constexpr double plain_interval    = 10.; // and between plain lines

    volatile std::sig_atomic_t signal_caught = 0;

    extern "C" void note_signal(int number)
    {
      signal_caught = number;
    }
  } // namespace

  void catch_signals()
  {
    std::signal(SIGINT, note_signal);
    std::signal(SIGTERM, note_signal);
    // a limit of file sizes is to be met like a full disk
    std::signal(SIGXFSZ, SIG_IGN);
  }

  int caught_signal()
  {
    return signal_caught;
  }

  Progress::Progress(const Scales &scales,
                     const double end_time,
                     const bool active)
    : scales_(scales)
    , end_time_(end_time)
    , active_(active)
  {
    const char *wish = std::getenv("VITRIFLOW_PROGRESS");
    terminal_        = wish != nullptr ? std::strcmp(wish, "terminal") == 0
                                       : isatty(STDOUT_FILENO) == 1;
  }

  std::string Progress::line(const Record &record) const
  {
    const double elapsed = timer_.wall_time();
    const double done    = record.time - first_time_;
    char remaining[32]   = "";
    if (done > 0. && end_time_ > first_time_)
      std::snprintf(remaining,
                    sizeof(remaining),
                    " left %.0f s",
                    elapsed * std::max(end_time_ - record.time, 0.) / done);
    char text[256];
    std::snprintf(
      text,
      sizeof(text),
      "strain %.4f  t %.4g%s  dt %.2g  stress %.4g%s  localisation %.3f  "
      "iterations %u  elapsed %.0f s%s",
      record.strain,
      record.time * scales_.time,
      scales_.si ? " s" : "",
      record.dt * scales_.time,
      record.measurements.shear_stress * scales_.stress,
      scales_.si ? " Pa" : "",
      record.measurements.participation_ratio,
      record.linear_iterations,
      elapsed,
      remaining);
    return text;
  }

  void Progress::show(const Record &record)
  {
    if (first_time_ < 0.)
      first_time_ = record.time;
    const double now = timer_.wall_time();
    if (!active_ ||
        now - last_shown_ < (terminal_ ? terminal_interval : plain_interval))
      return;
    last_shown_      = now;
    std::string text = line(record);
    if (terminal_)
      {
        const std::size_t length = text.size();
        if (length < last_length_)
          text.append(last_length_ - length, ' ');
        last_length_ = length;
        std::cout << '\r' << text << std::flush;
      }
    else
      std::cout << text << std::endl;
  }

  void Progress::finish()
  {
    if (active_ && terminal_ && last_length_ > 0)
      std::cout << std::endl;
    last_length_ = 0;
  }
} // namespace vitriflow
