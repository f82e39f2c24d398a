#pragma once

#include <vitriflow/eigenmodes/eigensolver.h>
#include <vitriflow/eigenmodes/frozen_step.h>
#include <vitriflow/eigenmodes/mode_parameters.h>

#include <complex>
#include <vector>

namespace vitriflow
{
  /** A mode of the flow about a held state, reduced units. */
  struct GlobalMode
  {
    /** s = ln(lambda)/dt [1/tau0]: growth rate and angular frequency. */
    std::complex<double> rate;

    /** Relative residual of the eigenvalue problem of the step. */
    double residual;

    /** Changes of density, velocity, stress and structure, with a common unit:
     * their sum over the real part cos(Im s t) less the imaginary part sin(Im s
     * t), times exp(Re s t), is the mode. The imaginary part is zero for a real
     * rate. */
    State real, imaginary;
  };

  /**
   * The modes that grow fastest, or decay most slowly, about the state that
   * the step holds; of two with complex conjugate rates only the one with the
   * positive frequency. Collective; throws ComputationStopped and StepFailed.
   */
  template <int dim>
  std::vector<GlobalMode> find_global_modes(FrozenStep<dim> &step,
                                            const ModeParameters &parameters,
                                            double dt,
                                            const MPI_Comm &comm);

  /**
   * Cosine of the angle between a density pattern and the plane of patterns
   * that a mode, or several of about the same rate, passes through: 1 if they
   * explain it fully. Weighted with the volume of the nodes; patterns' means
   * do not count. Collective.
   *
   * @param lumped_mass volumes of the nodes of the density space.
   */
  double pattern_overlap(const Vector &pattern,
                         const std::vector<const Vector *> &modes,
                         const Vector &lumped_mass);
} // namespace vitriflow
