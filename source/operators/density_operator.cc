#include <deal.II/lac/diagonal_matrix.h>
#include <deal.II/lac/solver_cg.h>

#include <vitriflow/operators/density_integrals.h>
#include <vitriflow/operators/density_operator.h>
#include <vitriflow/operators/point_values.h>

namespace vitriflow
{
  using namespace dealii;

  template <int dim>
  DensityOperator<dim>::DensityOperator(
    const Discretization<dim> &discretization)
    : discretization_(discretization)
  {
    update_masses();
    scratch_ = mass_;
  }

  template <int dim>
  void DensityOperator<dim>::update_masses()
  {
    compute_lumped_mass<dim, double>(discretization_.rows(density_space),
                                     discretization_.axisymmetry(),
                                     mass_);
    inverse_mass_ = mass_;
    for (unsigned int i = 0; i < mass_.locally_owned_size(); ++i)
      inverse_mass_.local_element(i) =
        mass_.local_element(i) > 0. ? 1. / mass_.local_element(i) : 0.;
  }

  template <int dim>
  void DensityOperator<dim>::flux_rate(Vector &rate,
                                       const Vector &density,
                                       const Vector &velocity,
                                       const Frame &frame) const
  {
    const Simd<double> tilt(frame.tilt);
    velocity.update_ghost_values();
    discretization_.matrix_free().template cell_loop<Vector, Vector>(
      [&](const auto &, auto &out, const auto &in, const auto &range) {
        // not zero on walls: glass there moves along with them
        VelocityEvaluation<dim, double> v(
          discretization_.rows(free_velocity_space));
        DensityEvaluation<dim, double> rho(discretization_.rows(density_space));
        for (unsigned int cell = range.first; cell < range.second; ++cell)
          {
            v.reinit(cell);
            rho.reinit(cell);
            v.gather_evaluate(velocity, EvaluationFlags::values);
            rho.gather_evaluate(in, EvaluationFlags::values);
            for (const unsigned int q : rho.quadrature_point_indices())
              rho.submit_gradient(to_mesh(rho.get_value(q) * v.get_value(q),
                                          tilt),
                                  q);
            rho.integrate_scatter(EvaluationFlags::gradients, out);
          }
      },
      rate,
      density,
      true);
    velocity.zero_out_ghost_values();
    rate.scale(inverse_mass_);
  }

  template <int dim>
  void DensityOperator<dim>::chemical_potential(Vector &mu,
                                                const Vector &density,
                                                const Material &material,
                                                const Frame &frame) const
  {
    const double c = material.gradient_coefficient();
    if (c > 0.)
      {
        apply_laplacian<dim, double>(discretization_.rows(density_space),
                                     discretization_.axisymmetry(),
                                     frame.tilt,
                                     mu,
                                     density);
        mu.scale(inverse_mass_);
        mu *= c;
      }
    else
      mu = 0.;
    const EquationOfState &state = material.equation_of_state();
    for (unsigned int i = 0; i < mu.locally_owned_size(); ++i)
      if (mass_.local_element(i) > 0.)
        mu.local_element(i) +=
          state.chemical_potential(density.local_element(i));
  }

  template <int dim>
  void DensityOperator<dim>::integrate(Vector &dst,
                                       const Function<dim> &function) const
  {
    const unsigned int dummy = 0;
    discretization_.matrix_free().template cell_loop<Vector, unsigned int>(
      [&](const auto &data, auto &out, const auto &, const auto &range) {
        DensityEvaluation<dim, double> phi(discretization_.rows(density_space));
        for (unsigned int cell = range.first; cell < range.second; ++cell)
          {
            phi.reinit(cell);
            for (const unsigned int q : phi.quadrature_point_indices())
              phi.submit_value(discretization_.axisymmetry().weight(phi, q) *
                                 evaluate_lanes<double>(
                                   phi.quadrature_point(q),
                                   data.n_active_entries_per_cell_batch(cell),
                                   [&](const Point<dim> &x) {
                                     return function.value(x);
                                   }),
                               q);
            phi.integrate_scatter(EvaluationFlags::values, out);
          }
      },
      dst,
      dummy,
      true);
  }

  template <int dim>
  void DensityOperator<dim>::add_source(Vector &rate,
                                        const Function<dim> &source) const
  {
    integrate(scratch_, source);
    scratch_.scale(inverse_mass_);
    rate += scratch_;
  }

  template <int dim>
  void DensityOperator<dim>::project(Vector &density,
                                     const Function<dim> &function) const
  {
    integrate(scratch_, function);
    invert_mass(density, scratch_);
  }

  namespace
  {
    /** The consistent mass matrix of the density space. */
    template <int dim>
    struct ConsistentMass
    {
      const RowAccess<dim, double> &rows;
      Axisymmetry axis;

      void vmult(Vector &dst, const Vector &src) const
      {
        rows.matrix_free().template cell_loop<Vector, Vector>(
          [this](const auto &, auto &out, const auto &in, const auto &range) {
            DensityEvaluation<dim, double> phi(rows);
            for (unsigned int cell = range.first; cell < range.second; ++cell)
              {
                phi.reinit(cell);
                phi.gather_evaluate(in, EvaluationFlags::values);
                for (const unsigned int q : phi.quadrature_point_indices())
                  phi.submit_value(axis.weight(phi, q) * phi.get_value(q), q);
                phi.integrate_scatter(EvaluationFlags::values, out);
              }
          },
          dst,
          src,
          true);
      }
    };
  } // namespace

  template <int dim>
  void DensityOperator<dim>::invert_mass(Vector &density,
                                         const Vector &right_hand_side) const
  {
    constexpr unsigned int max_iterations = 500;
    constexpr double reduction            = 1e-15;
    ReductionControl control(max_iterations, 1e-300, reduction, false, false);
    SolverCG<Vector> cg(control);
    DiagonalMatrix<Vector> preconditioner;
    preconditioner.get_vector() = inverse_mass_;
    density                     = right_hand_side;
    density.scale(inverse_mass_);
    try
      {
        cg.solve(ConsistentMass<dim>{discretization_.rows(density_space),
                                     discretization_.axisymmetry()},
                 density,
                 right_hand_side,
                 preconditioner);
      }
    catch (const SolverControl::NoConvergence &)
      {
        // stagnation at round-off; the lumped sum below is restored exactly
      }
    // The sum of the equations is conservation of mass: restore it to
    // round-off whatever the solver left.
    density.zero_out_ghost_values();
    const double volume = mass_.l1_norm();
    const double excess =
      (density * mass_ - right_hand_side.mean_value() *
                           static_cast<double>(right_hand_side.size())) /
      volume;
    for (unsigned int i = 0; i < density.locally_owned_size(); ++i)
      density.local_element(i) -= mass_.local_element(i) > 0. ? excess : 0.;
  }

  template class DensityOperator<2>;
  template class DensityOperator<3>;
} // namespace vitriflow
