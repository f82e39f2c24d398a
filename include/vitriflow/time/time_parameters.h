#pragma once

#include <deal.II/base/parameter_handler.h>

#include <string>

namespace vitriflow
{
  /** Subsection Time: scheme and limits of the step size. */
  struct TimeParameters
  {
    std::string scheme         = "BDF2";
    double maximum_step        = 0.; // 0: no limit
    double initial_step        = 0.; // 0: a share of the largest step
    double strain_step         = 0.004;
    double relaxation_step     = 0.1;
    double local_strain_step   = 0.2;
    double volume_strain_step  = 0.02;
    double courant_number      = 0.4;
    double stress_deviation    = 0.; // 0: no limit
    double growth              = 1.3;
    double minimum_step        = 0.; // 0: 1e-9 of the largest
    unsigned int maximum_steps = 0;  // 0: no limit

    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput naming parameter, value and allowed range. */
    void validate() const;

    bool second_order() const
    {
      return scheme == "BDF2";
    }
  };
} // namespace vitriflow
