#pragma once

#include <deal.II/base/parameter_handler.h>

namespace vitriflow
{
  /** Section Modes: what the command `modes` computes. */
  struct ModeParameters
  {
    unsigned int n_modes = 4;

    /** In the run's unit of time; 0: a default. */
    double step = 0.;

    /** Relative accuracy of the eigenvalues of a step. */
    double tolerance = 1e-5;

    void add_to(dealii::ParameterHandler &prm);
  };
} // namespace vitriflow
