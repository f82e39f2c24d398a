#pragma once

#include <string>

namespace vitriflow
{
  /**
   * The units of the reduced equations in the units of the run. All of
   * Vitriflow computes in reduced units; this is how numbers enter and leave.
   */
  struct Scales
  {
    double length    = 1.; // gradient length, or the height without one
    double time      = 1.; // relaxation time tau0
    double stress    = 1.; // shear modulus G0
    double density   = 1.; // rho0
    double structure = 1.; // of the structural variable of plastic flow
    bool si          = false;

    double velocity() const
    {
      return length / time;
    }

    double rate() const
    {
      return 1. / time;
    }

    /** Text of a unit: the SI symbol, or "-" for reduced units. */
    std::string unit(const std::string &si_symbol) const
    {
      return si ? si_symbol : "-";
    }
  };
} // namespace vitriflow
