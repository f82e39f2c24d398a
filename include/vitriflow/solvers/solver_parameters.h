#pragma once

#include <deal.II/base/parameter_handler.h>

namespace vitriflow
{
  /** Subsection Solver: the implicit velocity step. */
  struct SolverParameters
  {
    double linear_tolerance            = 5e-2;
    double correction_tolerance        = 0.1;
    unsigned int max_corrections       = 8;
    unsigned int max_linear_iterations = 200;
    double smoother_degree             = 1.8;
    unsigned int max_retries           = 12;
    double inertia_threshold           = 1e-15;

    void add_to(dealii::ParameterHandler &prm);
  };
} // namespace vitriflow
