#include <vitriflow/operators/definite_stretch.h>
#include <vitriflow/operators/flow_operator.h>
#include <vitriflow/operators/point_values.h>

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

    /** 1/tau; finite also in lanes without a cell, whose density is zero. */
    Simd<double> relaxation_rate(const Material &material,
                                 const Simd<double> &density)
    {
      const Simd<double> smallest = std::numeric_limits<double>::min();
      return 1. /
             std::max(material.relaxation_time().factor(density), smallest);
    }

    /** A share of the source at the points. */
    template <int dim>
    void evaluate_source(StressEvaluation<dim> &values,
                         const Function<dim> &source,
                         const double share)
    {
      const unsigned int n_lanes =
        values.get_matrix_free().n_active_entries_per_cell_batch(
          values.get_current_cell_index());
      for (unsigned int c = 0; c < n_stress_components<dim>; ++c)
        for (unsigned int q = 0; q < n_points<dim>; ++q)
          values.begin_dof_values()[c * n_points<dim> + q] =
            share * evaluate_lanes<double>(values.quadrature_point(q),
                                           n_lanes,
                                           [&](const Point<dim> &x) {
                                             return source.value(x, c);
                                           });
    }

    /**
     * At point q turns the two carried levels of a mode into its relaxed
     * history h_i and its extrapolation sigma_i*, and adds h_i and theta_i
     * sigma_i* to the sums.
     */
    template <int dim>
    void add_mode(const Bdf &bdf,
                  const Simd<double> &relaxed,
                  const unsigned int q,
                  const StressEvaluation<dim> &source,
                  StressEvaluation<dim> &newer_to_history,
                  StressEvaluation<dim> &older_to_star,
                  StressEvaluation<dim> &star,
                  StressEvaluation<dim> &history)
    {
      const double h0          = bdf.history0 / bdf.alpha0;
      const double h1          = bdf.history1 / bdf.alpha0;
      const double c_implicit  = bdf.weight();
      const Simd<double> theta = c_implicit * relaxed;
      for (unsigned int c = 0; c < n_stress_components<dim>; ++c)
        {
          const unsigned int i = c * n_points<dim> + q;
          Simd<double> &newer  = newer_to_history.begin_dof_values()[i];
          Simd<double> &older  = older_to_star.begin_dof_values()[i];
          const Simd<double> h =
            relaxed * (h0 * newer + h1 * older +
                       c_implicit * source.begin_dof_values()[i]);
          older = bdf.extrapolate0 * newer + bdf.extrapolate1 * older;
          newer = h;
          history.begin_dof_values()[i] += h;
          star.begin_dof_values()[i] += theta * older;
        }
    }
  } // namespace

  template <int dim>
  void FlowOperator<dim>::carry(const State &current,
                                const State &previous,
                                State &next)
  {
    // until prepare_stress() the new stress holds the newer and the
    // extrapolation the older level
    density_star_ = current.density;
    transport_.carry_density(density_star_, bdf_.dt);
    for (unsigned int m = 0; m < next.stress.size(); ++m)
      {
        next.stress[m] = current.stress[m];
        transport_.carry_stress(next.stress[m], bdf_.dt);
        mode_star_[m] = 0.;
      }
    for (unsigned int i = 0; i < next.structure.size(); ++i)
      {
        next.structure[i] = current.structure[i];
        transport_.carry_stress(next.structure[i], bdf_.dt);
      }
    density_history_ = 0.;
    if (bdf_.history1 != 0.)
      {
        const double span = bdf_.dt + bdf_.previous_dt;
        density_history_  = previous.density;
        transport_.carry_density(density_history_, span);
        for (unsigned int m = 0; m < next.stress.size(); ++m)
          {
            mode_star_[m] = previous.stress[m];
            transport_.carry_stress(mode_star_[m], span);
          }
        if (material_.plastic_flow() && !next.structure.empty())
          {
            structure_older_ = previous.structure[0];
            transport_.carry_stress(structure_older_, span);
          }
      }
    for (unsigned int i = 0; i < density_star_.locally_owned_size(); ++i)
      {
        const double newer = density_star_.local_element(i);
        const double older = density_history_.local_element(i);
        density_star_.local_element(i) =
          bdf_.extrapolate0 * newer + bdf_.extrapolate1 * older;
        density_history_.local_element(i) =
          (bdf_.history0 * newer + bdf_.history1 * older) / bdf_.alpha0;
      }
  }

  template <int dim>
  void FlowOperator<dim>::prepare(const State &current,
                                  const State &previous,
                                  const Bdf &bdf,
                                  State &next,
                                  const Sources<dim> &sources)
  {
    bdf_    = bdf;
    weight_ = bdf.weight();
    frame_  = next.frame;
    combine(velocity_star_,
            bdf.extrapolate0,
            current.velocity,
            bdf.extrapolate1,
            previous.velocity);
    momentum_operator_.set_scalars(frame_.tilt,
                                   weight_ * material_.gradient_coefficient(),
                                   material_.stress_law().deviatoric);
    if (discretization_.follows_material())
      follow(current, previous, next);
    else
      {
        transport_.freeze(velocity_star_, frame_);
        carry(current, previous, next);
      }
    if (diffusion_)
      prepare_diffusion(next);
    prepare_stress(next, sources);
    prepare_nodes(sources);
    prepare_momentum(current, previous, sources);
  }

  template <int dim>
  void FlowOperator<dim>::prepare_stress(State &next,
                                         const Sources<dim> &sources)
  {
    const auto &data             = discretization_.matrix_free();
    const RelaxationModes &modes = material_.modes();
    constexpr unsigned int n_q   = n_points<dim>;
    DensityEvaluation<dim, double> rho(discretization_.rows(density_space));
    StressEvaluation<dim> newer(data, stress_space);
    StressEvaluation<dim> older(data, stress_space);
    StressEvaluation<dim> source(data, stress_space);
    StressEvaluation<dim> star(data, stress_space);
    StressEvaluation<dim> history(data, stress_space);
    std::array<Simd<double>, n_q> theta; // sum of g_i theta_i
    density_star_.update_ghost_values();
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        rho.reinit(cell);
        for (auto *s : {&newer, &older, &source, &star, &history})
          s->reinit(cell);
        rho.gather_evaluate(density_star_, EvaluationFlags::values);
        Simd<double> *modulus = shear_modulus_.data() + std::size_t(cell) * n_q;
        Simd<double> *rate = relaxation_rate_.data() + std::size_t(cell) * n_q;
        for (unsigned int q = 0; q < n_q; ++q)
          {
            modulus[q] = material_.shear_modulus().factor(rho.get_value(q));
            rate[q]    = relaxation_rate(material_, rho.get_value(q));
          }
        if (!next.structure.empty())
          prepare_structure(newer, older, source, cell, next);
        theta.fill(0.);
        std::fill_n(star.begin_dof_values(), star.dofs_per_cell, 0.);
        std::fill_n(history.begin_dof_values(), history.dofs_per_cell, 0.);
        std::fill_n(source.begin_dof_values(), source.dofs_per_cell, 0.);
        for (unsigned int m = 0; m < modes.size(); ++m)
          {
            newer.read_dof_values(next.stress[m]);
            older.read_dof_values(mode_star_[m]);
            if (sources.stress)
              evaluate_source(source, *sources.stress, modes[m].share);
            for (unsigned int q = 0; q < n_q; ++q)
              {
                const Simd<double> relaxed =
                  1. / (1. + weight_ * modes[m].rate_ratio() * rate[q]);
                theta[q] += modes[m].share * (weight_ * relaxed);
                add_mode(bdf_, relaxed, q, source, newer, older, star, history);
              }
            newer.set_dof_values(next.stress[m]);
            older.set_dof_values(mode_star_[m]);
          }
        star.set_dof_values(stress_star_);
        history.set_dof_values(stress_history_);
        for (unsigned int q = 0; q < n_q; ++q)
          {
            auto &k   = momentum_operator_.coefficients(cell, q);
            k.inertia = material_.inertia_number() / weight_ * rho.get_value(q);
            k.viscosity = theta[q] * modulus[q];
            k.stretch =
              material_.stress_law().slip *
              definite_stretch<dim>(nodal_stress<dim>(star, q), k.viscosity);
            if (plastic_.is_active())
              {
                PlasticPoint &p = plastic_.point(std::size_t(cell) * n_q + q);
                p.viscosity     = k.viscosity;
                p.stress = equivalent_stress(nodal_stress<dim>(older, q));
                if (next.structure.empty())
                  {
                    p.structure    = 0.;
                    p.yield_factor = 1.;
                  }
              }
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
                                           const Sources<dim> &sources)
  {
    momentum_history_ = 0.;
    const double M    = material_.inertia_number();
    if (M == 0. && !sources.momentum)
      return;
    const Simd<double> tilt(frame_.tilt);
    const double h0   = M * bdf_.history0 / bdf_.dt;
    const double h1   = M * bdf_.history1 / bdf_.dt;
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
        VelocityEvaluation<dim, double> v(
          discretization_.rows(free_velocity_space));
        DensityEvaluation<dim, double> rho(discretization_.rows(density_space));
        VelocityEvaluation<dim, double> test(
          discretization_.rows(free_velocity_space));
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
