#include <vitriflow/operators/flow_operator.h>
#include <vitriflow/operators/pressure_tensor.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** rate = -density M_l^-1 (div velocity, phi): at the nodes of a mesh that
     * moves with this velocity. @p masses is the diagonal M_l. */
    template <int dim>
    void dilation_rate(Vector &rate,
                       const Discretization<dim> &discretization,
                       const Vector &masses,
                       const Vector &density,
                       const Vector &velocity)
    {
      const Axisymmetry axis = discretization.axisymmetry();
      discretization.matrix_free().template cell_loop<Vector, Vector>(
        [&](const auto &, auto &out, const auto &in, const auto &range) {
          VelocityEvaluation<dim, double> v(
            discretization.rows(free_velocity_space));
          DensityEvaluation<dim, double> phi(
            discretization.rows(density_space));
          for (unsigned int cell = range.first; cell < range.second; ++cell)
            {
              v.reinit(cell);
              phi.reinit(cell);
              v.gather_evaluate(in,
                                EvaluationFlags::values |
                                  EvaluationFlags::gradients);
              for (const unsigned int q : phi.quadrature_point_indices())
                phi.submit_value(axis.weight(phi, q) *
                                   (v.get_divergence(q) + axis.hoop_rate(v, q)),
                                 q);
              phi.integrate_scatter(EvaluationFlags::values, out);
            }
        },
        rate,
        velocity,
        true);
      for (unsigned int i = 0; i < rate.locally_owned_size(); ++i)
        rate.local_element(i) *=
          masses.local_element(i) > 0.
            ? -density.local_element(i) / masses.local_element(i)
            : 0.;
    }
  } // namespace

  template <int dim>
  FlowOperator<dim>::FlowOperator(const Discretization<dim> &discretization,
                                  const Material &material)
    : discretization_(discretization)
    , material_(material)
    , density_operator_(discretization)
    , velocity_nodes_(discretization)
    , plastic_(material.plastic_flow(),
               discretization.matrix_free().n_cell_batches() * n_points<dim>)
    , transport_(discretization, density_operator_)
    , mode_star_(material.modes().size())
  {
    const auto &data       = discretization.matrix_free();
    const unsigned int n_q = Utilities::pow(n_quadrature_points_1d, dim);
    momentum_operator_.reinit(discretization.rows(velocity_space),
                              discretization.rows(density_space),
                              n_q,
                              discretization.axisymmetry());
    if (plastic_.is_active())
      momentum_operator_.allow_softening();
    shear_modulus_.resize(data.n_cell_batches() * n_q);
    relaxation_rate_.resize(data.n_cell_batches() * n_q);
    for (Vector *v : {&velocity_star_, &velocity_change_, &momentum_history_})
      discretization.initialize(*v, free_velocity_space);
    for (Vector *v :
         {&density_star_, &density_history_, &scratch_, &chemical_potential_})
      discretization.initialize(*v, density_space);
    for (Vector *v : {&stress_star_, &stress_history_})
      discretization.initialize(*v, stress_space);
    for (Vector &v : mode_star_)
      discretization.initialize(v, stress_space);
    if (material.plastic_constants().diffusion > 0.)
      {
        diffusion_ = std::make_unique<StructureDiffusion<dim>>(discretization);
        discretization.initialize(diffusion_rate_, stress_space);
      }
  }

  template <int dim>
  template <bool plastic>
  void FlowOperator<dim>::add_cells(
    const State &state,
    const Vector &velocity,
    Vector &residual,
    FlowAverages &averages,
    const std::pair<unsigned int, unsigned int> &range)
  {
    const auto &data = discretization_.matrix_free();
    const Simd<double> tilt(frame_.tilt);
    const double rate      = state.frame.shear_rate;
    const double C         = material_.gradient_coefficient();
    const double M         = material_.inertia_number();
    const double Mc        = M / weight_;
    const StressLaw &law   = material_.stress_law();
    const Axisymmetry axis = discretization_.axisymmetry();
    VelocityGradient<Simd<double>> unit_shear;
    unit_shear[0][1] = 1.;
    VelocityEvaluation<dim, double> v(
      discretization_.rows(free_velocity_space));
    DensityEvaluation<dim, double> rho(discretization_.rows(density_space));
    DensityEvaluation<dim, double> mu(discretization_.rows(density_space));
    StressEvaluation<dim> star(data, stress_space);
    StressEvaluation<dim> history(data, stress_space);
    const auto all = EvaluationFlags::values | EvaluationFlags::gradients;
    const unsigned int n_q = star.n_q_points;
    for (unsigned int cell = range.first; cell < range.second; ++cell)
      {
        v.reinit(cell);
        rho.reinit(cell);
        mu.reinit(cell);
        star.reinit(cell);
        history.reinit(cell);
        v.gather_evaluate(velocity, all);
        rho.gather_evaluate(state.density, all);
        mu.gather_evaluate(chemical_potential_, EvaluationFlags::values);
        star.read_dof_values(stress_star_);
        history.read_dof_values(stress_history_);
        Simd<double> cell_stress = 0., cell_viscosity = 0.;
        for (unsigned int q = 0; q < n_q; ++q)
          {
            const std::size_t i = std::size_t(cell) * n_q + q;
            const auto gradient = physical_gradient(v.get_gradient(q), tilt);
            auto L              = embed<dim>(gradient);
            L[0][1] += rate;
            L[2][2] += axis.hoop_rate(v, q);
            auto &k = momentum_operator_.coefficients(cell, q);
            const Simd<double> viscosity =
              plastic ? plastic_.point(i).viscosity : k.viscosity;
            const auto s_star          = nodal_stress<dim>(star, q);
            Stress<Simd<double>> sigma = nodal_stress<dim>(history, q) +
                                         law.rotation_and_stretch(L, s_star) +
                                         law.source(L, viscosity);
            Simd<double> shear_viscosity =
              viscosity + 0.5 * (1. + law.slip) * s_star[1][1] +
              0.5 * (law.slip - 1.) * s_star[0][0];
            if constexpr (plastic)
              {
                const FlowedStress flowed =
                  plastic_.flow_and_linearise(i,
                                              sigma,
                                              weight_,
                                              law.slip * s_star,
                                              k,
                                              momentum_operator_.softening(cell,
                                                                           q));
                sigma = flowed.stress;
                shear_viscosity =
                  flowed.change(law.rotation_and_stretch(unit_shear, s_star) +
                                law.source(unit_shear, viscosity))[0][1];
              }

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
            cell_stress += total[0][1] * axis.JxW(v, q);
            cell_viscosity += shear_viscosity * axis.JxW(v, q);

            auto inertia = -Mc * density * v.get_value(q);
            inertia[0] -= M * rate * density * v.get_value(q)[1];
            axis.submit(v,
                        q,
                        to_mesh(-total, tilt),
                        pressure.isotropic - sigma[2][2],
                        inertia);
          }
        v.integrate_scatter(all, residual);
        for (unsigned int l = 0; l < data.n_active_entries_per_cell_batch(cell);
             ++l)
          {
            averages.shear_stress += cell_stress[l];
            averages.shear_viscosity += cell_viscosity[l];
          }
      }
  }

  template <int dim>
  FlowAverages FlowOperator<dim>::evaluate(State &state, Vector &residual)
  {
    const bool follows = discretization_.follows_material();
    velocity_change_   = state.velocity;
    velocity_change_ -= follows ? mesh_velocity_ : velocity_star_;
    if (follows)
      dilation_rate(scratch_,
                    discretization_,
                    density_operator_.lumped_mass(),
                    density_history_,
                    velocity_change_);
    else
      density_operator_.flux_rate(scratch_,
                                  density_star_,
                                  velocity_change_,
                                  frame_);
    state.density = density_history_;
    state.density.add(weight_, scratch_);
    density_operator_.chemical_potential(chemical_potential_,
                                         state.density,
                                         material_,
                                         frame_);
    state.density.update_ghost_values();
    chemical_potential_.update_ghost_values();
    FlowAverages sums;
    discretization_.matrix_free().template cell_loop<Vector, Vector>(
      [&](const auto &, auto &out, const auto &in, const auto &range) {
        if (plastic_.is_active())
          add_cells<true>(state, in, out, sums, range);
        else
          add_cells<false>(state, in, out, sums, range);
      },
      residual,
      state.velocity,
      true);
    residual += momentum_history_;
    state.density.zero_out_ghost_values();
    chemical_potential_.zero_out_ghost_values();
    const double volume = discretization_.volume();
    const auto comm     = discretization_.communicator();
    return {Utilities::MPI::sum(sums.shear_stress, comm) / volume,
            Utilities::MPI::sum(sums.shear_viscosity, comm) / volume};
  }

  template <int dim>
  void FlowOperator<dim>::complete_stress(State &next) const
  {
    const auto &data             = discretization_.matrix_free();
    const StressLaw &law         = material_.stress_law();
    const RelaxationModes &modes = material_.modes();
    const Simd<double> tilt(frame_.tilt);
    VelocityEvaluation<dim, double> v(
      discretization_.rows(free_velocity_space));
    StressEvaluation<dim> star(data, stress_space);
    StressEvaluation<dim> stress(data, stress_space);
    StressEvaluation<dim> structure(data, stress_space);
    const bool has_structure = plastic_.is_active() && !next.structure.empty();
    const Axisymmetry axis   = discretization_.axisymmetry();
    std::array<VelocityGradient<Simd<double>>, n_points<dim>> L;
    next.velocity.update_ghost_values();
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        v.reinit(cell);
        star.reinit(cell);
        stress.reinit(cell);
        v.gather_evaluate(next.velocity,
                          EvaluationFlags::values | EvaluationFlags::gradients);
        if (has_structure)
          {
            structure.reinit(cell);
            structure.read_dof_values(next.structure[0]);
          }
        for (unsigned int q = 0; q < L.size(); ++q)
          {
            L[q] = embed<dim>(physical_gradient(v.get_gradient(q), tilt));
            L[q][0][1] += next.frame.shear_rate;
            L[q][2][2] += axis.hoop_rate(v, q);
          }
        for (unsigned int m = 0; m < modes.size(); ++m)
          {
            star.read_dof_values(mode_star_[m]);
            stress.read_dof_values(next.stress[m]);
            for (unsigned int q = 0; q < L.size(); ++q)
              {
                const std::size_t i = cell * L.size() + q;
                const Simd<double> theta =
                  weight_ /
                  (1. + weight_ * modes[m].rate_ratio() * relaxation_rate_[i]);
                const Stress<Simd<double>> rate =
                  law.rotation_and_stretch(L[q], nodal_stress<dim>(star, q)) +
                  law.source(L[q], modes[m].share * shear_modulus_[i]);
                Stress<Simd<double>> sigma =
                  nodal_stress<dim>(stress, q) + theta * rate;
                if (plastic_.is_active())
                  {
                    const FlowedStress flowed =
                      plastic_.flow(plastic_.point(i), sigma, weight_);
                    sigma = flowed.stress;
                    if (has_structure)
                      point_field<dim>(structure, structural_variable, q) =
                        flowed.structure;
                  }
                set_nodal_stress<dim>(stress, q, sigma);
              }
            stress.set_dof_values(next.stress[m]);
          }
        if (has_structure)
          structure.set_dof_values(next.structure[0]);
      }
    next.velocity.zero_out_ghost_values();
    if (diffusion_)
      diffuse(next);
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
    DensityEvaluation<dim, double> rho(discretization_.rows(density_space));
    DensityEvaluation<dim, double> mu(discretization_.rows(density_space));
    StressEvaluation<dim> stress(data, stress_space);
    const RelaxationModes &modes = material_.modes();
    std::array<Stress<Simd<double>>, n_points<dim>> balanced;
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
            for (unsigned int d = 0; d < 3; ++d)
              balanced[q][d][d] = pressure.isotropic;
            for (unsigned int i = 0; i < dim; ++i)
              for (unsigned int j = i; j < dim; ++j)
                balanced[q][i][j] = pressure.in_plane[i][j];
          }
        for (unsigned int m = 0; m < modes.size(); ++m)
          {
            for (unsigned int q = 0; q < balanced.size(); ++q)
              set_nodal_stress<dim>(stress, q, modes[m].share * balanced[q]);
            stress.set_dof_values(state.stress[m]);
          }
      }
    state.density.zero_out_ghost_values();
    chemical_potential_.zero_out_ghost_values();
  }

  template <int dim>
  void FlowOperator<dim>::pin_mean_momentum(Vector &velocity) const
  {
    if (!discretization_.can_translate())
      return; // walls hold it
    double mass = 0.;
    Tensor<1, dim> momentum;
    VelocityEvaluation<dim, double> v(
      discretization_.rows(free_velocity_space));
    DensityEvaluation<dim, double> rho(discretization_.rows(density_space));
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
    velocity_nodes_.subtract(velocity, momentum / mass);
  }

  template class FlowOperator<2>;
  template class FlowOperator<3>;
} // namespace vitriflow
