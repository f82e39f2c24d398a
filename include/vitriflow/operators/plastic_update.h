#pragma once

#include <deal.II/base/aligned_vector.h>

#include <vitriflow/discretization/evaluation.h>
#include <vitriflow/material/plastic_flow.h>
#include <vitriflow/material/stress_law.h>
#include <vitriflow/operators/momentum_operator.h>

namespace vitriflow
{
  /** What plastic flow needs to know at the points of a batch of cells. */
  struct PlasticPoint
  {
    /** theta G: the viscosity of the step without plastic flow. */
    Simd<double> viscosity;
    /** History of the structural variable. */
    Simd<double> structure;
    Simd<double> yield_factor;
    /** sbar of the last evaluation, where the next one begins to look. */
    Simd<double> stress;
  };

  /** A stress that has flowed, and how it answers to a change. */
  struct FlowedStress
  {
    Stress<Simd<double>> stress;
    /** Direction of the deviator, n:n = 1. */
    Stress<Simd<double>> direction;
    /** sbar over that of the trial stress, and d sbar/d trial. */
    Simd<double> secant, tangent;
    /** Structural variable at the end of the step. */
    Simd<double> structure;

    /**
     * Change of the stress with a change @p trial of the stress without
     * plastic flow: trace as it is, deviator
     *   secant dev(trial) - (secant - tangent) n (n:trial).
     */
    Stress<Simd<double>> change(const Stress<Simd<double>> &trial) const;
  };

  /**
   * Plastic flow within an implicit step: radial return of the stress that the
   * step has without it,
   *
   *   dev sigma = (sbar/sbar_trial) dev sigma_trial,   tr sigma = tr
   * sigma_trial,
   *
   * which solves s (1 + c/tau) + 2 G c d s/sbar = (1 + c/tau) s_trial exactly
   * (Simo & Hughes, Computational Inelasticity (1998), chapter 3), and its
   * consistent tangent.
   */
  template <int dim>
  class PlasticUpdate
  {
  public:
    /** @param flow null: there is none, and nothing is stored. */
    PlasticUpdate(const PlasticFlow *flow, const std::size_t n_points)
      : flow_(flow)
      , points_(flow ? n_points : 0)
    {
    }

    bool is_active() const
    {
      return flow_ != nullptr;
    }

    PlasticPoint &point(const std::size_t i)
    {
      return points_[i];
    }
    const PlasticPoint &point(const std::size_t i) const
    {
      return points_[i];
    }

    /** @param weight c of the step. */
    FlowedStress flow(const PlasticPoint &point,
                      const Stress<Simd<double>> &trial,
                      const double weight) const;

    /**
     * The same at point @p i, where the next search then begins, with the
     * tangent as coefficients of the momentum operator.
     *
     * @param stretch theta sigma* times the slip parameter.
     */
    FlowedStress flow_and_linearise(
      const std::size_t i,
      const Stress<Simd<double>> &trial,
      const double weight,
      const Stress<Simd<double>> &stretch,
      MomentumCoefficients<dim, double> &k,
      dealii::SymmetricTensor<2, dim, Simd<double>> &softening);

  private:
    const PlasticFlow *flow_;
    dealii::AlignedVector<PlasticPoint> points_;
  };
} // namespace vitriflow
