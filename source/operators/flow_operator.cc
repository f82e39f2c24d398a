#include <deal.II/dofs/dof_tools.h>

#include <vitriflow/operators/flow_operator.h>
#include <vitriflow/operators/point_values.h>
#include <vitriflow/operators/pressure_tensor.h>
#include <vitriflow/operators/stress_transport.h>

#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Locally owned entries of velocity nodes on one side of the box. */
    template <int dim>
    std::vector<unsigned int> wall_entries(const DoFHandler<dim> &dofs,
                                           const types::boundary_id side,
                                           const ComponentMask &mask)
    {
      const IndexSet found =
        DoFTools::extract_boundary_dofs(dofs, mask, {side});
      std::vector<unsigned int> entries;
      for (const auto i : found &dofs.locally_owned_dofs())
        entries.push_back(dofs.locally_owned_dofs().index_within_set(i));
      return entries;
    }

    double sum_entries(const Vector &v,
                       const std::vector<unsigned int> &entries)
    {
      double sum = 0.;
      for (const unsigned int i : entries)
        sum += v.local_element(i);
      return Utilities::MPI::sum(sum, v.get_mpi_communicator());
    }

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
  FlowOperator<dim>::FlowOperator(const Discretization<dim> &discretization,
                                  const Material &material)
    : discretization_(discretization)
    , material_(material)
    , density_operator_(discretization)
  {
    const auto &data       = discretization.matrix_free();
    const unsigned int n_q = Utilities::pow(n_quadrature_points_1d, dim);
    momentum_operator_.reinit(data, velocity_space, density_space, n_q);
    shear_modulus_.resize(data.n_cell_batches() * n_q);
    theta_.resize(data.n_cell_batches() * n_q);
    for (Vector *v : {&velocity_star_, &momentum_history_})
      discretization.initialize(*v, free_velocity_space);
    for (Vector *v :
         {&density_star_, &density_history_, &scratch_, &chemical_potential_})
      discretization.initialize(*v, density_space);
    for (Vector *v : {&stress_star_, &stress_history_})
      discretization.initialize(*v, stress_space);
    for (unsigned int d = 0; d < dim; ++d)
      {
        ComponentMask mask(dim, false);
        mask.set(d, true);
        const auto &dofs  = discretization.dof_handler(velocity_space);
        const auto &owned = dofs.locally_owned_dofs();
        for (const auto i : DoFTools::extract_dofs(dofs, mask))
          if (!discretization.constraints(free_velocity_space)
                 .is_constrained(i))
            component_entries_[d].push_back(owned.index_within_set(i));
      }
    if (discretization.geometry() == Geometry::channel)
      {
        const auto &dofs = discretization.dof_handler(velocity_space);
        ComponentMask x_only(dim, false);
        x_only.set(0, true);
        lower_wall_   = wall_entries(dofs, 2, ComponentMask(dim, true));
        upper_wall_   = wall_entries(dofs, 3, ComponentMask(dim, true));
        lower_wall_x_ = wall_entries(dofs, 2, x_only);
        upper_wall_x_ = wall_entries(dofs, 3, x_only);
      }
  }

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
    const Simd<double> tilt(frame_.tilt);
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

  template <int dim>
  FlowAverages FlowOperator<dim>::evaluate(State &state, Vector &residual) const
  {
    density_operator_.flux_rate(scratch_,
                                density_star_,
                                state.velocity,
                                frame_);
    combine(state.density, 1., density_history_, weight_, scratch_);
    density_operator_.chemical_potential(chemical_potential_,
                                         state.density,
                                         material_,
                                         frame_);

    const Simd<double> tilt(frame_.tilt);
    const double rate    = state.frame.shear_rate;
    const double C       = material_.gradient_coefficient();
    const double Mc      = material_.inertia_number() / weight_;
    const double M       = material_.inertia_number();
    const StressLaw &law = material_.stress_law();
    state.density.update_ghost_values();
    chemical_potential_.update_ghost_values();
    double stress_sum = 0., viscosity_sum = 0.;
    discretization_.matrix_free().template cell_loop<Vector, Vector>(
      [&](const auto &data, auto &out, const auto &in, const auto &range) {
        VelocityEvaluation<dim, double> v(data, free_velocity_space);
        DensityEvaluation<dim, double> rho(data, density_space);
        DensityEvaluation<dim, double> mu(data, density_space);
        StressEvaluation<dim> star(data, stress_space);
        StressEvaluation<dim> stress(data, stress_space);
        const auto all = EvaluationFlags::values | EvaluationFlags::gradients;
        const unsigned int n_q = star.n_q_points;
        for (unsigned int cell = range.first; cell < range.second; ++cell)
          {
            v.reinit(cell);
            rho.reinit(cell);
            mu.reinit(cell);
            star.reinit(cell);
            stress.reinit(cell);
            v.gather_evaluate(in, all);
            rho.gather_evaluate(state.density, all);
            mu.gather_evaluate(chemical_potential_, EvaluationFlags::values);
            star.gather_evaluate(stress_star_, EvaluationFlags::values);
            stress.gather_evaluate(stress_history_, EvaluationFlags::values);
            Simd<double> cell_stress = 0., cell_viscosity = 0.;
            for (unsigned int q = 0; q < n_q; ++q)
              {
                const auto gradient =
                  physical_gradient(v.get_gradient(q), tilt);
                auto L = embed<dim>(gradient);
                L[0][1] += rate;
                const auto &theta   = theta_[cell * n_q + q];
                const auto &modulus = shear_modulus_[cell * n_q + q];
                const auto s_star   = to_tensor(star.get_value(q));
                const Stress<Simd<double>> sigma =
                  to_tensor(stress.get_value(q)) +
                  theta * (law.rotation_and_stretch(L, s_star) +
                           law.source(L, modulus));
                const auto components =
                  to_components<n_stress_components<dim>>(sigma);
                for (unsigned int i = 0; i < n_stress_components<dim>; ++i)
                  stress.begin_dof_values()[i * n_q + q] = components[i];

                // total stress T = sigma - Pi
                const Simd<double> density = rho.get_value(q);
                const auto slope = physical_gradient(rho.get_gradient(q), tilt);
                const PressureTensor<dim, Simd<double>> pressure(
                  density,
                  mu.get_value(q),
                  material_.equation_of_state().energy(density),
                  C,
                  slope);
                const auto total = in_plane<dim>(sigma) - pressure.in_plane;
                cell_stress += total[0][1] * v.JxW(q);
                cell_viscosity +=
                  theta *
                  (modulus + 0.5 * (1. + law.slip) * s_star[1][1] +
                   0.5 * (law.slip - 1.) * s_star[0][0]) *
                  v.JxW(q);

                auto inertia = -Mc * density * v.get_value(q);
                inertia[0] -= M * rate * density * v.get_value(q)[1];
                v.submit_value(inertia, q);
                v.submit_gradient(to_mesh(-total, tilt), q);
              }
            stress.set_dof_values(state.stress);
            v.integrate_scatter(all, out);
            for (unsigned int l = 0;
                 l < data.n_active_entries_per_cell_batch(cell);
                 ++l)
              {
                stress_sum += cell_stress[l];
                viscosity_sum += cell_viscosity[l];
              }
          }
      },
      residual,
      state.velocity,
      true);
    residual += momentum_history_;
    state.density.zero_out_ghost_values();
    chemical_potential_.zero_out_ghost_values();
    const double volume = discretization_.volume();
    const auto comm     = discretization_.communicator();
    return {Utilities::MPI::sum(stress_sum, comm) / volume,
            Utilities::MPI::sum(viscosity_sum, comm) / volume};
  }

  template <int dim>
  void FlowOperator<dim>::balance_stress(State &state) const
  {
    density_operator_.chemical_potential(chemical_potential_,
                                         state.density,
                                         material_,
                                         state.frame);
    const auto &data = discretization_.matrix_free();
    const Simd<double> tilt(state.frame.tilt);
    DensityEvaluation<dim, double> rho(data, density_space);
    DensityEvaluation<dim, double> mu(data, density_space);
    StressEvaluation<dim> stress(data, stress_space);
    state.density.update_ghost_values();
    chemical_potential_.update_ghost_values();
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        rho.reinit(cell);
        mu.reinit(cell);
        stress.reinit(cell);
        rho.gather_evaluate(state.density,
                            EvaluationFlags::values |
                              EvaluationFlags::gradients);
        mu.gather_evaluate(chemical_potential_, EvaluationFlags::values);
        for (const unsigned int q : rho.quadrature_point_indices())
          {
            const PressureTensor<dim, Simd<double>> pressure(
              rho.get_value(q),
              mu.get_value(q),
              material_.equation_of_state().energy(rho.get_value(q)),
              material_.gradient_coefficient(),
              physical_gradient(rho.get_gradient(q), tilt));
            for (unsigned int c = 0; c < n_stress_components<dim>; ++c)
              {
                const auto i = stress_index(c);
                stress.begin_dof_values()[c * stress.n_q_points + q] =
                  i[0] < dim && i[1] < dim ? pressure.in_plane[i[0]][i[1]]
                                           : pressure.isotropic;
              }
          }
        stress.set_dof_values(state.stress);
      }
    state.density.zero_out_ghost_values();
    chemical_potential_.zero_out_ghost_values();
  }

  template <int dim>
  std::pair<double, double>
  FlowOperator<dim>::wall_tractions(const Vector &residual) const
  {
    // The residual of a wall node is minus the force that the wall exerts.
    const double area = discretization_.volume() / discretization_.size()[1];
    return {-sum_entries(residual, upper_wall_x_) / area,
            sum_entries(residual, lower_wall_x_) / area};
  }

  template <int dim>
  void FlowOperator<dim>::clear_walls(Vector &residual) const
  {
    for (const auto *wall : {&lower_wall_, &upper_wall_})
      for (const unsigned int i : *wall)
        residual.local_element(i) = 0.;
  }

  template <int dim>
  void FlowOperator<dim>::set_wall_velocity(Vector &velocity,
                                            const double upper) const
  {
    clear_walls(velocity);
    for (const unsigned int i : upper_wall_x_)
      velocity.local_element(i) = upper;
  }

  template <int dim>
  void FlowOperator<dim>::pin_mean_momentum(Vector &velocity) const
  {
    if (discretization_.geometry() == Geometry::channel)
      return; // walls hold it
    double mass = 0.;
    Tensor<1, dim> momentum;
    VelocityEvaluation<dim, double> v(discretization_.matrix_free(),
                                      free_velocity_space);
    DensityEvaluation<dim, double> rho(discretization_.matrix_free(),
                                       density_space);
    velocity.update_ghost_values();
    density_star_.update_ghost_values();
    const auto &data = discretization_.matrix_free();
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        v.reinit(cell);
        rho.reinit(cell);
        v.gather_evaluate(velocity, EvaluationFlags::values);
        rho.gather_evaluate(density_star_, EvaluationFlags::values);
        for (const unsigned int q : v.quadrature_point_indices())
          {
            const Simd<double> dm = rho.get_value(q) * v.JxW(q);
            const auto dp         = dm * v.get_value(q);
            for (unsigned int l = 0;
                 l < data.n_active_entries_per_cell_batch(cell);
                 ++l)
              {
                mass += dm[l];
                for (unsigned int d = 0; d < dim; ++d)
                  momentum[d] += dp[d][l];
              }
          }
      }
    velocity.zero_out_ghost_values();
    density_star_.zero_out_ghost_values();
    const auto comm = discretization_.communicator();
    momentum        = Utilities::MPI::sum(momentum, comm);
    mass            = Utilities::MPI::sum(mass, comm);
    for (unsigned int d = 0; d < dim; ++d)
      for (const unsigned int i : component_entries_[d])
        velocity.local_element(i) -= momentum[d] / mass;
  }

  template <int dim>
  void FlowOperator<dim>::remove_net_force(Vector &residual) const
  {
    if (discretization_.geometry() == Geometry::channel)
      return; // walls take it up
    for (const auto &entries : component_entries_)
      {
        const double n =
          Utilities::MPI::sum(static_cast<double>(entries.size()),
                              discretization_.communicator());
        const double mean = sum_entries(residual, entries) / n;
        for (const unsigned int i : entries)
          residual.local_element(i) -= mean;
      }
  }

  template class FlowOperator<2>;
  template class FlowOperator<3>;
} // namespace vitriflow
