#pragma once

#include <vitriflow/simulation/parameters.h>

#include <iosfwd>

namespace vitriflow
{
  /**
   * What a run means, before it is computed (--check): dimensionless groups,
   * thresholds of model section 3, resolution, expected steps and memory.
   */
  void describe_run(std::ostream &out, const Parameters &parameters);
} // namespace vitriflow
