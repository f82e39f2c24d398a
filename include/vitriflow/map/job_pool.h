#pragma once

#include <functional>
#include <string>
#include <vector>

namespace vitriflow
{
  /** A process to be run. */
  struct Job
  {
    /** The program's path and its arguments. */
    std::vector<std::string> command;

    /** File to which output and errors of the process are appended. */
    std::string log;
  };

  /**
   * Runs the jobs in their order, @p n_parallel at a time, each as a process of
   * its own. These inherit the environment without the variables by which
   * mpirun makes a process one of its ranks.
   *
   * When @p signal returns a number other than 0, SIGTERM is sent to all that
   * run, they are waited for, and no more are begun.
   *
   * @param signal the signal this process has caught; 0 for none.
   * @param on_end called with the index of a job that has ended and its exit
   *   status, 128 + n if it was ended by signal n, 127 if it could not be
   *   started.
   * @return the signal that ended the work early; 0 if all jobs have ended.
   */
  int run_jobs(const std::vector<Job> &jobs,
               unsigned int n_parallel,
               const std::function<int()> &signal,
               const std::function<void(std::size_t, int)> &on_end);

  /** Cores this process may use. */
  unsigned int n_usable_cores();
} // namespace vitriflow
