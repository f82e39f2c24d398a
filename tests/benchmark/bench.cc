// How fast the parts of a time step are, beside the memory bandwidth of the
// same minute:
//
//   ninja -C build vitriflow-bench
//   [mpirun -n 2] build/tests/benchmark/vitriflow-bench
//     prm/verification/race_viscoelastic.prm [--json FILE] 32 128 256
//
// The numbers are cells per direction of the box of the file. Per line:
// microseconds per velocity unknown and processor (processor
// time, best of several repetitions), millions of unknowns per second and
// processor, and where it is known the memory traffic that the operation cannot
// avoid, as a share of what the triad moves in the same time.

#include <deal.II/base/mpi.h>
#include <deal.II/base/quadrature_lib.h>

#include <nlohmann/json.hpp>
#include <vitriflow/operators/measurements.h>
#include <vitriflow/operators/transport.h>
#include <vitriflow/simulation/parameters.h>
#include <vitriflow/time/integrator.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

namespace vitriflow
{
  namespace
  {
    constexpr int dim = 2;

    /** Processor time of this rank: other users of the machine count less. */
    double seconds()
    {
      MPI_Barrier(MPI_COMM_WORLD);
      return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
    }

    template <typename Operation>
    double time_of(const Operation &operation)
    {
      const double begin = seconds();
      operation();
      return dealii::Utilities::MPI::max(seconds() - begin, MPI_COMM_WORLD);
    }

    /** Shortest time of one call, in at least half a second of calls. */
    template <typename Operation>
    double shortest(const Operation &operation)
    {
      constexpr double least = 0.5;
      operation();
      double best = std::numeric_limits<double>::max(), spent = 0.;
      for (unsigned int i = 0; i < 3 || spent < least; ++i)
        {
          const double elapsed = time_of(operation);
          best                 = std::min(best, elapsed);
          spent += elapsed;
        }
      return best;
    }

    /** Bytes per second of a = b + s c with arrays beyond all caches. */
    double triad_bandwidth()
    {
      constexpr std::size_t n = 12000000;
      std::vector<double> a(n, 0.), b(n, 1.), c(n, 2.);
      double s          = 0.5;
      const double time = shortest([&] {
        for (std::size_t i = 0; i < n; ++i)
          a[i] = b[i] + s * c[i];
        s = a[n / 2] > 0. ? 0.5 : 0.25; // the result is needed
      });
      return 3. * sizeof(double) * n / time;
    }

    /** Collects lines of the table. */
    class Table
    {
    public:
      explicit Table(const double bandwidth)
        : bandwidth_(bandwidth)
        , root_(dealii::Utilities::MPI::this_mpi_process(MPI_COMM_WORLD) == 0)
        , ranks_(dealii::Utilities::MPI::n_mpi_processes(MPI_COMM_WORLD))
      {
        json_["ranks"]           = ranks_;
        json_["triad_GB_per_s"]  = bandwidth / 1e9;
        json_["lanes_of_double"] = Simd<double>::size();
        json_["lines"]           = nlohmann::json::array();
        if (root_)
          std::printf("ranks %u, lanes %zu, triad %.1f GB/s per rank\n"
                      "%5s %-34s %9s %9s %9s %7s\n",
                      ranks_,
                      Simd<double>::size(),
                      bandwidth / 1e9,
                      "cells",
                      "operation",
                      "us/DoF",
                      "MDoF/s",
                      "B/DoF",
                      "triad");
      }

      /** @param bytes least traffic per unknown, 0 if not known. */
      void add(const unsigned int cells,
               const std::string &operation,
               const double time,
               const double unknowns,
               const double bytes = 0.)
      {
        const double each  = time * ranks_ / unknowns;
        const double share = bytes / each / bandwidth_;
        json_["lines"].push_back({{"cells", cells},
                                  {"operation", operation},
                                  {"us_per_dof", each * 1e6},
                                  {"bytes_per_dof", bytes},
                                  {"share_of_triad", share}});
        if (root_)
          {
            std::printf("%5u %-34s %9.4f %9.1f",
                        cells,
                        operation.c_str(),
                        each * 1e6,
                        1e-6 / each);
            if (bytes > 0.)
              std::printf(" %9.0f %6.0f%%", bytes, 100. * share);
            std::printf("\n");
            std::fflush(stdout);
          }
      }

      void write(const std::string &file) const
      {
        if (root_ && !file.empty())
          std::ofstream(file) << json_.dump(2) << std::endl;
      }

    private:
      double bandwidth_;
      bool root_;
      unsigned int ranks_;
      nlohmann::json json_;
    };

    /**
     * Traffic of one application of the momentum operator per velocity unknown:
     * two passes over cells read the velocity, one writes it (and reads the
     * line first); two passes over density nodes, of which there are half as
     * many as velocity unknowns, with three vectors each for the divergence,
     * its Laplacian and the force; coefficients and indices per cell, which has
     * 8 velocity unknowns of its own.
     */
    template <typename Number>
    double momentum_traffic(const unsigned int coefficients_per_cell)
    {
      constexpr double unknowns_per_cell = 8.;
      const double coefficients =
        coefficients_per_cell * 5. * sizeof(Number) / unknowns_per_cell;
      const double indices =
        (2. * 18. + 4. * 9.) * sizeof(unsigned int) / unknowns_per_cell;
      return 4. * sizeof(Number) + 0.5 * 9. * sizeof(Number) + coefficients +
             indices;
    }

    /** The momentum operator as on the finest level, one set per cell. */
    void time_level_operator(Table &table,
                             const unsigned int cells,
                             const Discretization<dim> &box,
                             const double capillarity)
    {
      MatrixFree<dim, float> data;
      MatrixFree<dim, float>::AdditionalData flags;
      flags.tasks_parallel_scheme =
        MatrixFree<dim, float>::AdditionalData::none;
      data.reinit(
        box.mapping(),
        std::vector<const dealii::DoFHandler<dim> *>{
          &box.dof_handler(velocity_space), &box.dof_handler(density_space)},
        std::vector<const dealii::AffineConstraints<double> *>{
          &box.constraints(velocity_space), &box.constraints(density_space)},
        dealii::QGauss<1>(n_quadrature_points_1d),
        flags);
      MomentumOperator<dim, float> level;
      level.reinit(data, 0, 1, 1);
      for (unsigned int b = 0; b < data.n_cell_batches(); ++b)
        level.coefficients(b, 0).viscosity = 1.f;
      level.nodal_density()   = 1.f;
      level.nodal_stiffness() = 1.f;
      level.set_scalars(0.1, capillarity, 0.);
      FloatVector x, y;
      level.initialize_dof_vector(x);
      y = x;
      x = 1.f;
      table.add(cells,
                "momentum operator, float",
                shortest([&] { level.vmult(y, x); }),
                level.m(),
                momentum_traffic<float>(1));
    }

    void time_step(Table &table,
                   const unsigned int cells,
                   const Parameters &parameters)
    {
      const ReducedRun run(parameters);
      const Discretization<dim> box(run.mesh, MPI_COMM_WORLD);
      const Material material = run.make_material(parameters);
      Integrator<dim> integrator(box, material, parameters.solver);
      auto &flow = integrator.flow();
      State previous, current, next;
      for (State *s : {&previous, &current, &next})
        s->initialize(box);
      const auto field =
        make_density_field<dim>(parameters.structure,
                                parameters.mesh.lengths<dim>());
      flow.density_operator().project(current.density, *field);
      flow.balance_stress(current);

      const double n = box.dof_handler(velocity_space).n_dofs();
      Drive drive;
      drive.shear_rate        = LoadingProgram(run.program).reference_rate();
      const double dt         = parameters.time.strain_step / drive.shear_rate;
      unsigned int steps      = 0;
      unsigned int iterations = 0;
      const auto step         = [&] {
        drive.strain += dt * drive.shear_rate;
        const Bdf bdf =
          steps++ == 0 ? Bdf::backward_euler(dt) : Bdf::second_order(dt, dt);
        iterations = integrator.step(current, previous, bdf, drive, next)
                       .linear_iterations;
        std::swap(previous, current);
        std::swap(current, next);
        measure<dim>(current,
                     box,
                     material,
                     flow.density_operator().lumped_mass());
      };
      step();

      const auto &fine = flow.linearisation();
      Vector x, y;
      fine.initialize_dof_vector(x);
      y = x;
      x = current.velocity;
      table.add(cells,
                "momentum operator, double",
                shortest([&] { fine.vmult(y, x); }),
                n,
                momentum_traffic<double>(n_quadrature_points_1d *
                                         n_quadrature_points_1d));
      time_level_operator(table, cells, box, fine.capillarity());

      MomentumSolver<dim> solver(box, parameters.solver);
      solver.update(fine);
      table.add(cells,
                "V-cycle, float",
                shortest([&] { solver.precondition(y, x); }),
                n);
      table.add(cells,
                "solver update",
                shortest([&] { solver.update(fine); }),
                n);
      const Vector rhs = x;
      unsigned int its = 0;
      const double t   = shortest([&] {
        its = solver.solve(fine, y, rhs, parameters.solver.linear_tolerance);
      });
      table.add(cells, "solve, " + std::to_string(its) + " iterations", t, n);
      Transport<dim> transport(box, flow.density_operator());
      transport.freeze(current.velocity, current.frame);
      Vector carried = current.stress[0];
      table.add(cells,
                "stress carried over a step",
                shortest([&] { transport.carry_stress(carried, dt); }),
                n);
      table.add(cells,
                "measurements",
                shortest([&] {
                  measure<dim>(current,
                               box,
                               material,
                               flow.density_operator().lumped_mass());
                }),
                n);
      double whole = std::numeric_limits<double>::max();
      for (unsigned int i = 0; i < 10; ++i) // all before bands form
        whole = std::min(whole, time_of(step));
      table.add(cells,
                "whole step, " + std::to_string(iterations) + " iterations",
                whole,
                n);
    }

    Parameters parameters_for(const std::string &file, const unsigned int cells)
    {
      Parameters parameters;
      dealii::ParameterHandler prm;
      read_run(parameters, prm, file, {"Mesh/Cells=" + std::to_string(cells)});
      return parameters;
    }

    int run(const std::vector<std::string> &arguments)
    {
      std::string input, json;
      std::vector<unsigned int> sizes;
      for (std::size_t i = 0; i < arguments.size(); ++i)
        if (arguments[i] == "--json" && i + 1 < arguments.size())
          json = arguments[++i];
        else if (input.empty())
          input = arguments[i];
        else
          sizes.push_back(std::stoul(arguments[i]));
      if (input.empty() || sizes.empty())
        {
          std::cerr << "usage: vitriflow-bench FILE.prm [--json FILE] CELLS..."
                    << std::endl;
          return 2;
        }
      Table table(triad_bandwidth());
      for (const unsigned int cells : sizes)
        time_step(table, cells, parameters_for(input, cells));
      table.write(json);
      return 0;
    }
  } // namespace
} // namespace vitriflow

int
main(int argc, char **argv)
{
  dealii::Utilities::MPI::MPI_InitFinalize mpi(argc, argv, 1);
  try
    {
      return vitriflow::run({argv + 1, argv + argc});
    }
  catch (const std::exception &error)
    {
      std::cerr << error.what() << std::endl;
      return 1;
    }
}
