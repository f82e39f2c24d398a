#pragma once

namespace vitriflow
{
  /** A sudden yield while the indenter goes down: the load falls. */
  struct PopIn
  {
    double time   = 0.; // when the load begins to fall
    double strain = 0.; // then: depth over the block's height
    double depth  = 0.;
    double load   = 0.;
    double drop   = 0.; // by how much it falls
  };
} // namespace vitriflow
