#pragma once

#include <vitriflow/stability/flow_law.h>

#include <optional>
#include <vector>

namespace vitriflow
{
  /** L of simple shear along x with the gradient along y [1/tau0]. */
  VelocityGradient<double> simple_shear(double rate);

  /** Variables of @p law at the reference density at time @p t [tau0] after
   * shear of the rate Wi [1/tau0] has started from rest. */
  std::vector<double>
  startup_flow(const FlowLaw &law, double shear_rate, double t);

  /**
   * Variables in steady shear at the reference density: the zero of the rates
   * by Newton's method, starting from rest. Empty if there is none, as with
   * stress that does not relax.
   */
  std::optional<std::vector<double>> steady_flow(const FlowLaw &law,
                                                 double shear_rate);
} // namespace vitriflow
