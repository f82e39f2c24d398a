#include <vitriflow/base/exceptions.h>
#include <vitriflow/operators/flow_operator.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Of w. What has diffused in a step before is a guess of what will, which
     * diffuse() replaces: where flow is so fast that it is a large part of w, a
     * worse guess is better than a glass that flows with a w out of all bounds.
     */
    constexpr double largest_change = 0.1;

    /** Of the range of w, by which polynomials leave it at a steep front. */
    constexpr double overshoot = 0.25;

    /** Of w, where it is nearly the same everywhere. */
    constexpr double smallest_overshoot = 0.01;
  } // namespace

  /** R(w^n) of the stress and structure of the level before, carried along. A
   * step of first order goes without: the level before may be one in which the
   * glass is not in balance with its stress, and D not that of a flow. */
  template <int dim>
  void FlowOperator<dim>::prepare_diffusion(const State &carried)
  {
    if (bdf_.history1 == 0.)
      {
        diffusion_rate_ = 0.;
        return;
      }
    diffusion_->set_diffusivity(carried.stress[0],
                                carried.structure[0],
                                material_,
                                frame_.tilt);
    diffusion_->rate(diffusion_rate_,
                     carried.structure[0],
                     largest_change / weight_);
  }

  /** From w', what the points have flowed to, to w. */
  template <int dim>
  void FlowOperator<dim>::diffuse(State &next) const
  {
    diffusion_->set_diffusivity(next.stress[0],
                                next.structure[0],
                                material_,
                                frame_.tilt);
    Vector given = next.structure[0];
    given.add(-weight_, diffusion_rate_);
    diffusion_->solve(next.structure[0], given, weight_);
    const auto before = diffusion_->range(given);
    const auto after  = diffusion_->range(next.structure[0]);
    const double most = overshoot * (before.second - before.first) +
                        smallest_overshoot * std::max(std::abs(before.first),
                                                      std::abs(before.second));
    if (!(after.first >= before.first - most &&
          after.second <= before.second + most))
      throw StepFailed("diffusion took the structural variable from between " +
                       std::to_string(before.first) + " and " +
                       std::to_string(before.second) + " to between " +
                       std::to_string(after.first) + " and " +
                       std::to_string(after.second));
  }

  /** Of one batch of cells: leaves the history of the structural variable in
   * the points, and multiplies G and 1/tau by their factors. */
  template <int dim>
  void FlowOperator<dim>::prepare_structure(StressEvaluation<dim> &fields,
                                            StressEvaluation<dim> &older,
                                            StressEvaluation<dim> &diffusion,
                                            const unsigned int cell,
                                            const State &next)
  {
    constexpr unsigned int n_q = n_points<dim>;
    fields.reinit(cell);
    fields.read_dof_values(next.structure[0]);
    const bool two_levels = plastic_.is_active() && bdf_.history1 != 0.;
    if (two_levels)
      {
        older.reinit(cell);
        older.read_dof_values(structure_older_);
      }
    if (diffusion_)
      {
        diffusion.reinit(cell);
        diffusion.read_dof_values(diffusion_rate_);
      }
    for (unsigned int q = 0; q < n_q; ++q)
      {
        const std::size_t i = std::size_t(cell) * n_q + q;
        shear_modulus_[i] *= point_factor<dim>(fields, shear_modulus_factor, q);
        relaxation_rate_[i] /=
          point_factor<dim>(fields, relaxation_time_factor, q);
        if (!plastic_.is_active())
          continue;
        Simd<double> w = point_field<dim>(fields, structural_variable, q);
        if (two_levels)
          w =
            (bdf_.history0 * w +
             bdf_.history1 * point_field<dim>(older, structural_variable, q)) /
            bdf_.alpha0;
        if (diffusion_)
          w += weight_ * point_field<dim>(diffusion, structural_variable, q);
        plastic_.point(i).structure = w;
        plastic_.point(i).yield_factor =
          point_factor<dim>(fields, yield_stress_factor, q);
      }
  }

  template void FlowOperator<2>::prepare_diffusion(const State &);
  template void FlowOperator<3>::prepare_diffusion(const State &);
  template void FlowOperator<2>::diffuse(State &) const;
  template void FlowOperator<3>::diffuse(State &) const;
  template void FlowOperator<2>::prepare_structure(StressEvaluation<2> &,
                                                   StressEvaluation<2> &,
                                                   StressEvaluation<2> &,
                                                   const unsigned int,
                                                   const State &);
  template void FlowOperator<3>::prepare_structure(StressEvaluation<3> &,
                                                   StressEvaluation<3> &,
                                                   StressEvaluation<3> &,
                                                   const unsigned int,
                                                   const State &);
} // namespace vitriflow
