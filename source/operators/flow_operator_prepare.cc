#include <vitriflow/operators/flow_operator.h>
#include <vitriflow/operators/point_values.h>
#include <vitriflow/operators/stress_transport.h>

#include <algorithm>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** dst = a x + b y. */
    void combine(Vector &dst,
                 const double a,
                 const Vector &x,
                 const double b,
                 const Vector &y)
    {
      dst.equ(a, x);
      if (b != 0.)
        dst.add(b, y);
    }

    /**
     * The stretch coefficient theta sigma*, shifted by a multiple of the
     * identity where sigma* would otherwise use up more than half of what G*
     * leaves: keeps the operator definite, the defect correction accounts for
     * the difference.
     */
    template <int dim>
    SymmetricTensor<2, dim, Simd<double>>
    definite_stretch(const Stress<Simd<double>> &stress,
                     const Simd<double> &modulus,
                     const Simd<double> &theta)
    {
      SymmetricTensor<2, dim, Simd<double>> s;
      for (unsigned int i = 0; i < dim; ++i)
        for (unsigned int j = i; j < dim; ++j)
          s[i][j] = stress[i][j];
      const Simd<double> shift =
        std::max(-lower_bound_of_smallest_eigenvalue(s) - 0.5 * modulus,
                 Simd<double>(0.));
      for (unsigned int i = 0; i < dim; ++i)
        s[i][i] += shift;
      return theta * s;
    }
  } // namespace

  template <int dim>
  void FlowOperator<dim>::extrapolate(const State &current,
                                      const State &previous,
                                      const Bdf &bdf)
  {
    const double a = bdf.extrapolate0, b = bdf.extrapolate1;
    combine(velocity_star_, a, current.velocity, b, previous.velocity);
    combine(density_star_, a, current.density, b, previous.density);
    combine(stress_star_, a, current.stress, b, previous.stress);
    combine(density_history_,
            bdf.history0 / bdf.alpha0,
            current.density,
            bdf.history1 / bdf.alpha0,
            previous.density);
  }

  template <int dim>
  void FlowOperator<dim>::prepare(const State &current,
                                  const State &previous,
                                  const Bdf &bdf,
                                  const Frame &new_frame,
                                  const Sources<dim> &sources)
  {
    weight_ = bdf.weight();
    frame_  = new_frame;
    extrapolate(current, previous, bdf);
    momentum_operator_.set_scalars(new_frame.tilt,
                                   weight_ * material_.gradient_coefficient(),
                                   material_.stress_law().deviatoric);
    integrate_stress_advection<dim>(stress_history_,
                                    stress_star_,
                                    velocity_star_,
                                    new_frame,
                                    discretization_);
    // from here on stress_history_ is turned into sigma_h in place
    const auto &data    = discretization_.matrix_free();
    const Vector &newer = current.stress;
    const Vector &older = previous.stress;
    StressEvaluation<dim> advected(data, stress_space);
    StressEvaluation<dim> first(data, stress_space);
    StressEvaluation<dim> second(data, stress_space);
    const double h0        = bdf.history0 / bdf.alpha0;
    const double h1        = bdf.history1 / bdf.alpha0;
    const unsigned int n_q = advected.n_q_points;
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        advected.reinit(cell);
        first.reinit(cell);
        second.reinit(cell);
        advected.read_dof_values(stress_history_);
        first.read_dof_values(newer);
        second.read_dof_values(older);
        for (unsigned int c = 0; c < n_stress_components<dim>; ++c)
          for (unsigned int q = 0; q < n_q; ++q)
            {
              const unsigned int i = c * n_q + q;
              advected.begin_dof_values()[i] =
                h0 * first.begin_dof_values()[i] +
                h1 * second.begin_dof_values()[i] -
                weight_ / advected.JxW(q) * advected.begin_dof_values()[i];
            }
        advected.set_dof_values(stress_history_);
      }
    prepare_points(bdf, sources);
    prepare_nodes(bdf, sources);
    prepare_momentum(current, previous, bdf, sources);
  }

  template <int dim>
  void FlowOperator<dim>::prepare_points(const Bdf &,
                                         const Sources<dim> &sources)
  {
    const auto &data     = discretization_.matrix_free();
    const StressLaw &law = material_.stress_law();
    const double M       = material_.inertia_number();
    const double c       = weight_;
    StressEvaluation<dim> star(data, stress_space);
    StressEvaluation<dim> history(data, stress_space);
    DensityEvaluation<dim, double> rho(data, density_space);
    const unsigned int n_q = star.n_q_points;
    density_star_.update_ghost_values();
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        star.reinit(cell);
        history.reinit(cell);
        rho.reinit(cell);
        star.gather_evaluate(stress_star_, EvaluationFlags::values);
        history.read_dof_values(stress_history_);
        rho.gather_evaluate(density_star_, EvaluationFlags::values);
        for (unsigned int q = 0; q < n_q; ++q)
          {
            const Simd<double> density = rho.get_value(q);
            const Simd<double> modulus =
              material_.shear_modulus().factor(density);
            const Simd<double> relaxed =
              1. / (1. + c / material_.relaxation_time().factor(density));
            const Simd<double> theta       = c * relaxed;
            shear_modulus_[cell * n_q + q] = modulus;
            theta_[cell * n_q + q]         = theta;
            auto &k     = momentum_operator_.coefficients(cell, q);
            k.viscosity = theta * modulus;
            k.inertia   = M / c * density;
            k.stretch =
              law.slip * definite_stretch<dim>(to_tensor(star.get_value(q)),
                                               modulus,
                                               theta);
            for (unsigned int i = 0; i < n_stress_components<dim>; ++i)
              {
                Simd<double> &h = history.begin_dof_values()[i * n_q + q];
                if (sources.stress)
                  h += c * evaluate_lanes<double>(
                             history.quadrature_point(q),
                             data.n_active_entries_per_cell_batch(cell),
                             [&](const Point<dim> &x) {
                               return sources.stress->value(x, i);
                             });
                h *= relaxed;
              }
          }
        history.set_dof_values(stress_history_);
      }
    density_star_.zero_out_ghost_values();
  }

  template <int dim>
  void FlowOperator<dim>::prepare_nodes(const Bdf &,
                                        const Sources<dim> &sources)
  {
    if (sources.density)
      {
        scratch_ = 0.;
        density_operator_.add_source(scratch_, *sources.density);
        density_history_.add(weight_, scratch_);
      }
    const EquationOfState &state = material_.equation_of_state();
    Vector &density              = momentum_operator_.nodal_density();
    Vector &stiffness            = momentum_operator_.nodal_stiffness();
    const Vector &mass           = density_operator_.lumped_mass();
    density                      = density_star_;
    for (unsigned int i = 0; i < density.locally_owned_size(); ++i)
      stiffness.local_element(i) =
        mass.local_element(i) > 0.
          ? weight_ *
              std::max(state.stiffness(density_star_.local_element(i)), 0.)
          : 0.;
  }

  template <int dim>
  void FlowOperator<dim>::prepare_momentum(const State &current,
                                           const State &previous,
                                           const Bdf &bdf,
                                           const Sources<dim> &sources)
  {
    momentum_history_ = 0.;
    const double M    = material_.inertia_number();
    if (M == 0. && !sources.momentum)
      return;
    const auto tilt   = make_vectorized_array<double>(frame_.tilt);
    const double h0   = M * bdf.history0 / bdf.dt;
    const double h1   = M * bdf.history1 / bdf.dt;
    const auto values = EvaluationFlags::values;
    const std::array<std::pair<const Vector *, const Vector *>, 3> pairs = {
      {{&current.velocity, &current.density},
       {&previous.velocity, &previous.density},
       {&velocity_star_, &density_star_}}};
    for (const auto &p : pairs)
      {
        p.first->update_ghost_values();
        p.second->update_ghost_values();
      }
    const unsigned int dummy = 0;
    discretization_.matrix_free().template cell_loop<Vector, unsigned int>(
      [&](const auto &data, auto &out, const auto &, const auto &range) {
        VelocityEvaluation<dim, double> v(data, free_velocity_space);
        DensityEvaluation<dim, double> rho(data, density_space);
        VelocityEvaluation<dim, double> test(data, free_velocity_space);
        for (unsigned int cell = range.first; cell < range.second; ++cell)
          {
            test.reinit(cell);
            v.reinit(cell);
            rho.reinit(cell);
            std::array<Tensor<1, dim, Simd<double>>,
                       Utilities::pow(n_quadrature_points_1d, dim)>
              momentum{};
            for (unsigned int level = 0; level < 3; ++level)
              {
                v.gather_evaluate(*pairs[level].first, values);
                rho.gather_evaluate(*pairs[level].second, values);
                for (const unsigned int q : v.quadrature_point_indices())
                  if (level < 2)
                    momentum[q] += (level == 0 ? h0 : h1) * rho.get_value(q) *
                                   v.get_value(q);
                  else
                    test.submit_gradient(
                      to_mesh(M * rho.get_value(q) *
                                outer_product(v.get_value(q), v.get_value(q)),
                              tilt),
                      q);
              }
            for (const unsigned int q : v.quadrature_point_indices())
              {
                if (sources.momentum)
                  for (unsigned int d = 0; d < dim; ++d)
                    momentum[q][d] += evaluate_lanes<double>(
                      v.quadrature_point(q),
                      data.n_active_entries_per_cell_batch(cell),
                      [&](const Point<dim> &x) {
                        return sources.momentum->value(x, d);
                      });
                test.submit_value(momentum[q], q);
              }
            test.integrate_scatter(EvaluationFlags::values |
                                     EvaluationFlags::gradients,
                                   out);
          }
      },
      momentum_history_,
      dummy,
      true);
    for (const auto &p : pairs)
      {
        p.first->zero_out_ghost_values();
        p.second->zero_out_ghost_values();
      }
  }

  template void FlowOperator<2>::prepare(const State &,
                                         const State &,
                                         const Bdf &,
                                         const Frame &,
                                         const Sources<2> &);
  template void FlowOperator<3>::prepare(const State &,
                                         const State &,
                                         const Bdf &,
                                         const Frame &,
                                         const Sources<3> &);
} // namespace vitriflow
