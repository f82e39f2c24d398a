#pragma once

#include <stdexcept>
#include <string>

namespace vitriflow
{
  /**
   * The input cannot be run: unknown or contradictory parameter, malformed
   * file. The message names parameter, value, allowed range and what to do.
   * The program ends with exit status 2 before anything is written.
   */
  class BadInput : public std::runtime_error
  {
  public:
    using std::runtime_error::runtime_error;
  };

  /**
   * The computation cannot go on. The message says what happened, when and
   * where. The last good state is written and the exit status is 3.
   */
  class ComputationStopped : public std::runtime_error
  {
  public:
    using std::runtime_error::runtime_error;
  };

  /** A time step failed in a way that a smaller step may cure. */
  class StepFailed : public std::runtime_error
  {
  public:
    using std::runtime_error::runtime_error;
  };
} // namespace vitriflow
