#pragma once

#include <deal.II/base/parameter_handler.h>

#include <string>

namespace vitriflow
{
  /** Subsection Output: what is written when. */
  struct OutputParameters
  {
    std::string directory      = "";
    unsigned int n_fields      = 10;
    unsigned int record_every  = 1;
    unsigned int band_interval = 10;
    double checkpoint_interval = 600.;

    void add_to(dealii::ParameterHandler &prm);
  };
} // namespace vitriflow
