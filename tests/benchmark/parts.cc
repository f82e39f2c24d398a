#include <vitriflow/operators/momentum_spaces.h>
#include <vitriflow/operators/transport.h>

#include <cmath>
#include <random>
#include <sstream>

#include "box.h"
#include "timing.h"

namespace vitriflow
{
  namespace benchmark
  {
    using namespace dealii;

    namespace
    {
      /**
       * Memory traffic that an application of the momentum operator cannot
       * avoid, per velocity unknown. Two passes over cells read the velocity,
       * one writes it (and reads the line first); two passes over the density
       * nodes, of which there is one per dim velocity unknowns, read and write
       * three vectors each for the divergence, its Laplacian and the force;
       * coefficients and indices per cell, which has 2^dim nodes of its own.
       */
      template <int dim, typename Number>
      double momentum_traffic(const unsigned int sets_per_cell)
      {
        constexpr double unknowns_per_cell = dim * (1 << dim);
        const double nodes_of_cell         = std::pow(3., dim);
        const double coefficients          = sets_per_cell *
                                    sizeof(MomentumCoefficients<dim, Number>) /
                                    Simd<Number>::size();
        const double indices = (2. * dim + 4.) * nodes_of_cell *
                               sizeof(unsigned int) / Simd<Number>::size();
        return (4. + 9. / dim) * sizeof(Number) +
               (coefficients + indices) / unknowns_per_cell;
      }

      /** Uniform coefficients: viscosity 1, bulk stiffness 3. */
      template <int dim, typename Number>
      void set_uniform(MomentumOperator<dim, Number> &matrix,
                       const unsigned int sets_per_cell,
                       const double inertia,
                       const double capillarity)
      {
        for (unsigned int b = 0; b < matrix.matrix_free().n_cell_batches(); ++b)
          for (unsigned int q = 0; q < sets_per_cell; ++q)
            {
              matrix.coefficients(b, q)           = {};
              matrix.coefficients(b, q).viscosity = Number(1.);
              matrix.coefficients(b, q).inertia   = Number(inertia);
            }
        matrix.nodal_density()   = Number(1.);
        matrix.nodal_stiffness() = Number(3.);
        matrix.set_scalars(0., capillarity, 0.);
      }

      /**
       * The viscous force alone, of a uniform liquid: one pass over the cells,
       * the least that any operator of this element takes, and what others mean
       * by the speed of a vector operator.
       */
      template <int dim, typename Number>
      void time_viscous_pass(Table &table,
                             const std::string &name,
                             const RowAccess<dim, Number> &rows)
      {
        using VectorType = LinearAlgebra::distributed::Vector<Number>;
        VectorType x, y;
        rows.matrix_free().initialize_dof_vector(x, rows.space());
        y = x;
        x = Number(1.);
        table.add(
          name, shortest([&] {
            rows.matrix_free().template cell_loop<VectorType, VectorType>(
              [&](const auto &, auto &out, const auto &in, const auto &range) {
                VelocityEvaluation<dim, Number> v(rows);
                for (unsigned int b = range.first; b < range.second; ++b)
                  {
                    v.reinit(b);
                    v.gather_evaluate(in, EvaluationFlags::gradients);
                    for (const unsigned int q : v.quadrature_point_indices())
                      v.submit_symmetric_gradient(Number(2.) *
                                                    v.get_symmetric_gradient(q),
                                                  q);
                    v.integrate_scatter(EvaluationFlags::gradients, out);
                  }
              },
              y,
              x,
              true);
          }));
      }

      /** As on the finest level of the preconditioner, one set per cell. */
      template <int dim>
      void time_level_operator(Table &table, const Box<dim> &box)
      {
        const Discretization<dim> &mesh = box.discretization();
        MomentumSpaces<dim, float> spaces;
        spaces.reinit(mesh.mapping(),
                      mesh.dof_handler(velocity_space),
                      mesh.dof_handler(density_space),
                      mesh.constraints(velocity_space),
                      mesh.constraints(density_space),
                      mesh.lattice());
        MomentumOperator<dim, float> level;
        level.reinit(spaces.velocity, spaces.density, 1);
        set_uniform(level, 1, 1., 1.);
        FloatVector x, y;
        level.initialize_dof_vector(x);
        y = x;
        x = 1.f;
        table.add("momentum operator, float",
                  shortest([&] { level.vmult(y, x); }),
                  momentum_traffic<dim, float>(1));
        time_viscous_pass<dim, float>(table,
                                      "viscous force alone, float",
                                      spaces.velocity);
      }

      /** Standard normal numbers without net force, the same in any run on so
       * many ranks. */
      template <int dim>
      Vector random_force(const Box<dim> &box, const VelocityNodes<dim> &nodes)
      {
        Vector v, force;
        box.discretization().initialize(v, free_velocity_space);
        std::mt19937 generator(1);
        std::normal_distribution<double> noise;
        for (unsigned int i = 0; i < v.locally_owned_size(); ++i)
          v.local_element(i) = noise(generator);
        box.discretization().constraints(velocity_space).set_zero(v);
        nodes.remove_net_force(v);
        box.discretization().initialize(force, velocity_space);
        force.copy_locally_owned_data_from(v);
        return force;
      }

      template <int dim>
      void time_solve(Table &table,
                      const std::string &name,
                      const MomentumSolver<dim> &solver,
                      const MomentumOperator<dim, double> &matrix,
                      const Vector &force,
                      const double tolerance)
      {
        Vector x = force, r = force;
        unsigned int iterations = 0;
        const double time       = shortest(
          [&] { iterations = solver.solve(matrix, x, force, tolerance); });
        matrix.vmult(r, x);
        r.sadd(-1., 1., force);
        const double left = r.l2_norm() / force.l2_norm();
        std::ostringstream note;
        note.precision(2);
        note << iterations << " iterations, residual " << left;
        table.add(name,
                  time,
                  0.,
                  note.str(),
                  {{"iterations", iterations}, {"residual", left}});
      }

      /** Solves to 1e-8 in a uniform glass. */
      template <int dim>
      void time_uniform_solves(Table &table, Box<dim> &box)
      {
        constexpr double tolerance = 1e-8;
        const unsigned int n_q = Utilities::pow(n_quadrature_points_1d, dim);
        const double side      = box.discretization().size()[0];
        MomentumOperator<dim, double> matrix;
        matrix.reinit(box.discretization().rows(velocity_space),
                      box.discretization().rows(density_space),
                      n_q);
        const Vector force = random_force(box, box.flow().velocity_nodes());
        for (const double capillarity :
             {0.,
              3. * box.material().gradient_coefficient() /
                box.material().equation_of_state().stiffness(1.)})
          {
            set_uniform(matrix, n_q, 1. / (side * side), capillarity);
            MomentumSolver<dim> solver(box.discretization(),
                                       box.solver_parameters());
            solver.update(matrix);
            time_solve(table,
                       capillarity > 0. ? "uniform solve to 1e-8, capillarity"
                                        : "uniform solve to 1e-8",
                       solver,
                       matrix,
                       force,
                       tolerance);
          }
      }
    } // namespace

    template <int dim>
    void time_parts(Table &table, Box<dim> &box)
    {
      const unsigned int n_q = Utilities::pow(n_quadrature_points_1d, dim);
      box.step();
      box.prepare();
      box.evaluate();
      const auto &matrix = box.flow().linearisation();
      Vector x, y;
      matrix.initialize_dof_vector(x);
      y = x;
      x.copy_locally_owned_data_from(box.state().velocity);
      table.add("momentum operator, double",
                shortest([&] { matrix.vmult(y, x); }),
                momentum_traffic<dim, double>(n_q));
      time_viscous_pass<dim, double>(table,
                                     "viscous force alone, double",
                                     box.discretization().rows(velocity_space));
      time_level_operator(table, box);
      time_uniform_solves(table, box);

      MomentumSolver<dim> solver(box.discretization(), box.solver_parameters());
      solver.update(matrix);
      table.add("V-cycle", shortest([&] { solver.precondition(y, x); }));
      table.add("multigrid set-up", shortest([&] { solver.update(matrix); }));
      time_solve(table,
                 "solve of a step",
                 solver,
                 matrix,
                 random_force(box, box.flow().velocity_nodes()),
                 box.solver_parameters().linear_tolerance);

      Transport<dim> transport(box.discretization(),
                               box.flow().density_operator());
      transport.freeze(box.state().velocity, box.state().frame);
      Vector stress = box.state().stress[0];
      table.add("stress carried over a step",
                shortest([&] { transport.carry_stress(stress, box.dt()); }));
      table.add("preparation, transport included",
                shortest([&] { box.prepare(); }));
      table.add("residual", shortest([&] { box.evaluate(); }));
      table.add("measurements", shortest([&] { box.measure(); }));
    }

    template void time_parts(Table &, Box<2> &);
    template void time_parts(Table &, Box<3> &);
  } // namespace benchmark
} // namespace vitriflow
