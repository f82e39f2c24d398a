#include <vitriflow/operators/flow_operator.h>
#include <vitriflow/operators/point_values.h>
#include <vitriflow/operators/stress_transport.h>

#include <algorithm>
#include <limits>

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
     * The stretch coefficient sum theta_i sigma_i*, shifted by a multiple of
     * the identity where it would otherwise use up more than half of what the
     * viscosity sum theta_i g_i G* leaves: keeps the operator definite, the
     * defect correction accounts for the difference.
     */
    template <int dim>
    SymmetricTensor<2, dim, Simd<double>>
    definite_stretch(const Stress<Simd<double>> &stretch,
                     const Simd<double> &viscosity)
    {
      SymmetricTensor<2, dim, Simd<double>> s;
      for (unsigned int i = 0; i < dim; ++i)
        for (unsigned int j = i; j < dim; ++j)
          s[i][j] = stretch[i][j];
      const Simd<double> shift =
        std::max(-lower_bound_of_smallest_eigenvalue(s) - 0.5 * viscosity,
                 Simd<double>(0.));
      for (unsigned int i = 0; i < dim; ++i)
        s[i][i] += shift;
      return s;
    }

    /** 1/tau; finite also in lanes without a cell, whose density is zero. */
    Simd<double> relaxation_rate(const Material &material,
                                 const Simd<double> &density)
    {
      const Simd<double> smallest = std::numeric_limits<double>::min();
      return 1. /
             std::max(material.relaxation_time().factor(density), smallest);
    }

    /**
     * Turns the integrals of advection, v . grad s*, into the history of
     * backward differentiation less c times advection. Nodal values are the
     * integrals over JxW.
     */
    template <int dim>
    void differentiate(Vector &advection,
                       const Vector &newer,
                       const Vector &older,
                       const Bdf &bdf,
                       const MatrixFree<dim, double> &data)
    {
      StressEvaluation<dim> s(data, stress_space);
      StressEvaluation<dim> first(data, stress_space);
      StressEvaluation<dim> second(data, stress_space);
      const double h0 = bdf.history0 / bdf.alpha0;
      const double h1 = bdf.history1 / bdf.alpha0;
      for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
        {
          for (auto *evaluation : {&s, &first, &second})
            evaluation->reinit(cell);
          s.read_dof_values(advection);
          first.read_dof_values(newer);
          second.read_dof_values(older);
          for (unsigned int q = 0; q < n_points<dim>; ++q)
            set_nodal_stress<dim>(s,
                                  q,
                                  h0 * nodal_stress<dim>(first, q) +
                                    h1 * nodal_stress<dim>(second, q) -
                                    (bdf.weight() / s.JxW(q)) *
                                      nodal_stress<dim>(s, q));
          s.set_dof_values(advection);
        }
    }

    /** Adds a multiple of a function, component by component. */
    template <int dim>
    void add_source(StressEvaluation<dim> &stress,
                    const Function<dim> &source,
                    const double factor)
    {
      const unsigned int n_lanes =
        stress.get_matrix_free().n_active_entries_per_cell_batch(
          stress.get_current_cell_index());
      for (unsigned int c = 0; c < n_stress_components<dim>; ++c)
        for (unsigned int q = 0; q < n_points<dim>; ++q)
          stress.begin_dof_values()[c * n_points<dim> + q] +=
            factor * evaluate_lanes<double>(stress.quadrature_point(q),
                                            n_lanes,
                                            [&](const Point<dim> &x) {
                                              return source.value(x, c);
                                            });
    }

    /** Sums over the modes at the points of a cell batch. */
    template <int dim>
    struct ModeSums
    {
      std::array<Simd<double>, n_points<dim>> theta; // g_i theta_i
      StressEvaluation<dim> star;                    // theta_i sigma_i*
      StressEvaluation<dim> history;                 // h_i

      explicit ModeSums(const MatrixFree<dim, double> &data)
        : star(data, stress_space)
        , history(data, stress_space)
      {
      }

      void reinit(const unsigned int cell)
      {
        theta.fill(0.);
        for (auto *sum : {&star, &history})
          {
            sum->reinit(cell);
            std::fill_n(sum->begin_dof_values(), sum->dofs_per_cell, 0.);
          }
      }

      /** Relaxes the history of a mode to h_i and adds the mode. */
      void add(const RelaxationMode &mode,
               const double weight,
               const Simd<double> *rate,
               const StressEvaluation<dim> &mode_star,
               StressEvaluation<dim> &mode_history)
      {
        for (unsigned int q = 0; q < n_points<dim>; ++q)
          {
            const Simd<double> relaxed =
              1. / (1. + weight * mode.rate_ratio() * rate[q]);
            const Simd<double> theta_i = weight * relaxed;
            const auto h = relaxed * nodal_stress<dim>(mode_history, q);
            theta[q] += mode.share * theta_i;
            set_nodal_stress<dim>(mode_history, q, h);
            set_nodal_stress<dim>(history,
                                  q,
                                  nodal_stress<dim>(history, q) + h);
            set_nodal_stress<dim>(star,
                                  q,
                                  nodal_stress<dim>(star, q) +
                                    theta_i * nodal_stress<dim>(mode_star, q));
          }
      }
    };
  } // namespace

  template <int dim>
  void FlowOperator<dim>::extrapolate(const State &current,
                                      const State &previous,
                                      const Bdf &bdf)
  {
    const double a = bdf.extrapolate0, b = bdf.extrapolate1;
    combine(velocity_star_, a, current.velocity, b, previous.velocity);
    combine(density_star_, a, current.density, b, previous.density);
    for (unsigned int m = 0; m < mode_star_.size(); ++m)
      combine(mode_star_[m], a, current.stress[m], b, previous.stress[m]);
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
                                  State &next,
                                  const Sources<dim> &sources)
  {
    weight_ = bdf.weight();
    frame_  = next.frame;
    extrapolate(current, previous, bdf);
    momentum_operator_.set_scalars(frame_.tilt,
                                   weight_ * material_.gradient_coefficient(),
                                   material_.stress_law().deviatoric);
    for (unsigned int m = 0; m < mode_star_.size(); ++m)
      {
        integrate_stress_advection<dim>(next.stress[m],
                                        mode_star_[m],
                                        velocity_star_,
                                        frame_,
                                        discretization_);
        differentiate(next.stress[m],
                      current.stress[m],
                      previous.stress[m],
                      bdf,
                      discretization_.matrix_free());
      }
    // from here on the histories in the new stress are turned into the h_i
    prepare_stress(next, sources);
    prepare_nodes(sources);
    prepare_momentum(current, previous, bdf, sources);
  }

  template <int dim>
  void FlowOperator<dim>::prepare_stress(State &next,
                                         const Sources<dim> &sources)
  {
    const auto &data             = discretization_.matrix_free();
    const RelaxationModes &modes = material_.modes();
    constexpr unsigned int n_q   = n_points<dim>;
    DensityEvaluation<dim, double> rho(data, density_space);
    StressEvaluation<dim> history(data, stress_space);
    StressEvaluation<dim> star(data, stress_space);
    ModeSums<dim> sums(data);
    density_star_.update_ghost_values();
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        rho.reinit(cell);
        history.reinit(cell);
        star.reinit(cell);
        sums.reinit(cell);
        rho.gather_evaluate(density_star_, EvaluationFlags::values);
        Simd<double> *modulus = shear_modulus_.data() + std::size_t(cell) * n_q;
        Simd<double> *rate = relaxation_rate_.data() + std::size_t(cell) * n_q;
        for (unsigned int q = 0; q < n_q; ++q)
          {
            modulus[q] = material_.shear_modulus().factor(rho.get_value(q));
            rate[q]    = relaxation_rate(material_, rho.get_value(q));
          }
        for (unsigned int m = 0; m < modes.size(); ++m)
          {
            history.read_dof_values(next.stress[m]);
            star.read_dof_values(mode_star_[m]);
            if (sources.stress)
              add_source(history, *sources.stress, weight_ * modes[m].share);
            sums.add(modes[m], weight_, rate, star, history);
            history.set_dof_values(next.stress[m]);
          }
        sums.star.set_dof_values(stress_star_);
        sums.history.set_dof_values(stress_history_);
        for (unsigned int q = 0; q < n_q; ++q)
          {
            auto &k   = momentum_operator_.coefficients(cell, q);
            k.inertia = material_.inertia_number() / weight_ * rho.get_value(q);
            k.viscosity = sums.theta[q] * modulus[q];
            k.stretch   = material_.stress_law().slip *
                        definite_stretch<dim>(nodal_stress<dim>(sums.star, q),
                                              k.viscosity);
          }
      }
    density_star_.zero_out_ghost_values();
  }

  template <int dim>
  void FlowOperator<dim>::prepare_nodes(const Sources<dim> &sources)
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

  template void FlowOperator<2>::prepare(
    const State &, const State &, const Bdf &, State &, const Sources<2> &);
  template void FlowOperator<3>::prepare(
    const State &, const State &, const Bdf &, State &, const Sources<3> &);
} // namespace vitriflow
