#pragma once

#include <deal.II/base/numbers.h>
#include <deal.II/base/tensor.h>

#include <vitriflow/base/types.h>

namespace vitriflow
{
  /**
   * What axisymmetric flow in (r, z), the mesh's x and y, has beyond flow in
   * the plane. The third direction, zz of the stored stress, is then that of
   * the hoops:
   *
   *   dV = 2 pi r dr dz,   L_tt = v_r/r,   div v = d_r v_r + d_z v_z + L_tt,
   *   sigma : grad w = (in-plane part) + sigma_tt w_r/r.
   *
   * All operators take these terms from here. Inactive in the plane and in
   * three dimensions.
   */
  class Axisymmetry
  {
  public:
    explicit Axisymmetry(const bool active = false)
      : active_(active)
    {
    }

    explicit operator bool() const
    {
      return active_;
    }

    /** Factor that the integrand at a quadrature point takes: 2 pi r, or 1.
     * @p evaluation is any FEEvaluation. */
    template <typename Evaluation>
    auto weight(const Evaluation &evaluation, const unsigned int q) const
    {
      using Number = std::decay_t<decltype(evaluation.JxW(q))>;
      return active_ ? full_circle<Number>() * radius(evaluation, q)
                     : Number(1.);
    }

    /** Volume of a quadrature point. */
    template <typename Evaluation>
    auto JxW(const Evaluation &evaluation, const unsigned int q) const
    {
      return active_ ? weight(evaluation, q) * evaluation.JxW(q)
                     : evaluation.JxW(q);
    }

    /** L_tt, or 0, of the velocity that was evaluated. */
    template <typename Evaluation>
    auto hoop_rate(const Evaluation &velocity, const unsigned int q) const
    {
      using Number = std::decay_t<decltype(velocity.JxW(q))>;
      return active_ ? velocity.get_value(q)[0] / radius(velocity, q)
                     : Number(0.);
    }

    /**
     * Tests a stress with grad w, and a force with w: submits both, with the
     * part of the hoop stress and the weight.
     */
    template <int dim, typename Evaluation, typename Number>
    void submit(Evaluation &test,
                const unsigned int q,
                dealii::Tensor<2, dim, Number> in_plane,
                const Number &hoop_stress,
                dealii::Tensor<1, dim, Number> force) const
    {
      if (active_)
        {
          const Number factor = weight(test, q);
          in_plane *= factor;
          force *= factor;
          force[0] += full_circle<Number>() * hoop_stress;
        }
      test.submit_gradient(in_plane, q);
      test.submit_value(force, q);
    }

  private:
    template <typename Number>
    static Number full_circle()
    {
      return Number(2. * dealii::numbers::PI);
    }

    template <typename Evaluation>
    static auto radius(const Evaluation &evaluation, const unsigned int q)
    {
      return evaluation.quadrature_point(q)[0];
    }

    bool active_;
  };
} // namespace vitriflow
