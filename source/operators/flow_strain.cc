#include <vitriflow/discretization/point_fields.h>
#include <vitriflow/material/stress_law.h>
#include <vitriflow/operators/flow_strain.h>

#include <boost/serialization/vector.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** So that the zone can grow for a while before the next time. */
    constexpr double margin = 0.5;

    /** The strain of flow: from the displacement's gradient by the present
     * coordinates, its part along the hoops, and sigma/G. */
    template <int dim>
    Simd<double> flow_strain(const Tensor<2, dim, Simd<double>> &gradient,
                             const Simd<double> &hoop,
                             const Stress<Simd<double>> &elastic)
    {
      // F^-1 = I - grad u
      Tensor<2, 3, Simd<double>> inverse = -embed<dim>(gradient);
      for (unsigned int i = 0; i < 3; ++i)
        inverse[i][i] += Simd<double>(1.);
      inverse[2][2] -= hoop;
      const Tensor<2, 3, Simd<double>> F = invert(inverse);
      return equivalent_stress(Stress<Simd<double>>(
        symmetrize(Tensor<2, 3, Simd<double>>(F * transpose(F))) - elastic));
    }

    /** Of every locally owned cell its largest, in the order of matrix-free
     * loops. */
    template <int dim>
    std::vector<std::pair<CellId, double>>
    candidates(const State &state,
               const Discretization<dim> &discretization,
               const Material &material)
    {
      const auto &data = discretization.matrix_free();
      VelocityEvaluation<dim, double> u(data, free_velocity_space);
      DensityEvaluation<dim, double> rho(data, density_space);
      StressEvaluation<dim> stress(data, stress_space);
      StressEvaluation<dim> structure(data, stress_space);
      const bool has_structure = !state.structure.empty();
      std::vector<std::pair<CellId, double>> result;
      std::array<Stress<Simd<double>>, n_points<dim>> sums;
      for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
        {
          u.reinit(cell);
          u.gather_evaluate(state.displacement,
                            EvaluationFlags::values |
                              EvaluationFlags::gradients);
          rho.reinit(cell);
          rho.gather_evaluate(state.density, EvaluationFlags::values);
          structure.reinit(cell);
          if (has_structure)
            structure.read_dof_values(state.structure[0]);
          sums.fill(Stress<Simd<double>>());
          stress.reinit(cell);
          for (const Vector &mode : state.stress)
            {
              stress.read_dof_values(mode);
              for (const unsigned int q : stress.quadrature_point_indices())
                sums[q] += nodal_stress<dim>(stress, q);
            }
          Simd<double> largest = 0.;
          for (const unsigned int q : u.quadrature_point_indices())
            {
              Simd<double> modulus =
                material.shear_modulus().factor(rho.get_value(q));
              if (has_structure)
                modulus *=
                  point_factor<dim>(structure, shear_modulus_factor, q);
              largest = std::max(
                largest,
                flow_strain<dim>(u.get_gradient(q),
                                 discretization.axisymmetry().hoop_rate(u, q),
                                 sums[q] / modulus));
            }
          for (unsigned int l = 0;
               l < data.n_active_entries_per_cell_batch(cell);
               ++l)
            {
              const auto it = data.get_cell_iterator(cell, l);
              if (it->level() < int(discretization.finest_level()))
                result.emplace_back(it->id(), largest[l]);
            }
        }
      return result;
    }
  } // namespace

  template <int dim>
  std::vector<CellId>
  cells_that_flowed(const State &state,
                    const Discretization<dim> &discretization,
                    const Material &material,
                    const double strain)
  {
    const auto comm = discretization.communicator();
    state.displacement.update_ghost_values();
    state.density.update_ghost_values();
    const auto cells = candidates<dim>(state, discretization, material);
    state.displacement.zero_out_ghost_values();
    state.density.zero_out_ghost_values();
    double largest = 0.;
    for (const auto &cell : cells)
      largest = std::max(largest, cell.second);
    if (!(Utilities::MPI::max(largest, comm) > strain))
      return {};
    std::vector<CellId> chosen;
    for (const auto &cell : cells)
      if (cell.second > margin * strain)
        chosen.push_back(cell.first);
    std::vector<CellId> result;
    for (const auto &part : Utilities::MPI::all_gather(comm, chosen))
      result.insert(result.end(), part.begin(), part.end());
    std::sort(result.begin(), result.end());
    return result;
  }

  template std::vector<CellId> cells_that_flowed(const State &,
                                                 const Discretization<2> &,
                                                 const Material &,
                                                 const double);
  template std::vector<CellId> cells_that_flowed(const State &,
                                                 const Discretization<3> &,
                                                 const Material &,
                                                 const double);
} // namespace vitriflow
