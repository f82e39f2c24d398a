#pragma once

#include <deal.II/base/parameter_handler.h>

#include <vitriflow/boundary/indenter.h>

namespace vitriflow
{
  /** Section Indentation: the indenter and how contact is computed. */
  struct IndentationParameters
  {
    IndenterShape shape;
    std::string friction  = "none";
    double initial_gap    = 0.;
    double penalty_factor = 1e3;
    double tolerance      = 1e-4;

    bool sticks() const
    {
      return friction == "sticking";
    }

    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput naming parameter, value and allowed range. */
    void validate() const;
  };
} // namespace vitriflow
