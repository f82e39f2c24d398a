#pragma once

#include <vitriflow/operators/contact_record.h>
#include <vitriflow/operators/measurements.h>

#include <cmath>
#include <cstddef>

namespace vitriflow
{
  /** Flow is called localised when the participation ratio has fallen below
   * this value. */
  constexpr double localised_participation = 0.5;

  /** What the observers are told after every step, in reduced units. */
  struct Record
  {
    unsigned int step = 0;
    double time       = 0.;
    double strain     = 0.;
    double dt         = 0.;
    /** Applied shear rate. */
    double shear_rate = 0.;
    /** Largest applied rate of the program: scale of local rates at rest. */
    double reference_rate          = 0.;
    unsigned int linear_iterations = 0;
    unsigned int corrections       = 0;
    /** Relative change of mass since the start. */
    double mass_error = 0.;
    /** Mean of the tractions of both walls; channel only. */
    double wall_traction = 0.;
    std::size_t segment  = 0;
    Measurements measurements;
    /** Of a block with an indenter. */
    ContactRecord contact;

    /** Largest local rate over the applied one (the reference rate at rest;
     * zero if nothing was ever applied). */
    double max_rate_ratio() const
    {
      const double rate =
        shear_rate != 0. ? std::abs(shear_rate) : reference_rate;
      return rate > 0. ? measurements.max_rate / rate : 0.;
    }
  };
} // namespace vitriflow
