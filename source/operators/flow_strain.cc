#include <vitriflow/material/stress_law.h>
#include <vitriflow/operators/flow_strain.h>

#include <boost/serialization/vector.hpp>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** So that the zone can grow for a while before the next time. */
    constexpr double margin = 0.5;

    /** Locally owned cells that may be halved, with the largest strain. */
    template <int dim>
    std::vector<std::pair<CellId, double>>
    candidates(const State &state,
               const Discretization<dim> &discretization,
               const Material &material)
    {
      const auto &data = discretization.matrix_free();
      FlowStrain<dim> strain(state, discretization, material);
      std::vector<std::pair<CellId, double>> result;
      for (unsigned int batch = 0; batch < data.n_cell_batches(); ++batch)
        {
          strain.reinit(batch);
          Simd<double> largest = 0.;
          for (unsigned int q = 0; q < n_points<dim>; ++q)
            largest = std::max(largest, strain.at(q));
          for (unsigned int l = 0;
               l < data.n_active_entries_per_cell_batch(batch);
               ++l)
            {
              const auto cell = data.get_cell_iterator(batch, l);
              if (cell->level() < int(discretization.finest_level()))
                result.emplace_back(cell->id(), largest[l]);
            }
        }
      return result;
    }
  } // namespace

  template <int dim>
  FlowStrain<dim>::FlowStrain(const State &state,
                              const Discretization<dim> &discretization,
                              const Material &material)
    : state_(state)
    , material_(material)
    , axisymmetry_(discretization.axisymmetry())
    , displacement_(discretization.rows(free_velocity_space))
    , density_(discretization.rows(density_space))
    , mode_(discretization.matrix_free(), stress_space)
    , structure_(discretization.matrix_free(), stress_space)
  {
    Assert(discretization.follows_material(), ExcInternalError());
    state.displacement.update_ghost_values();
    state.density.update_ghost_values();
  }

  template <int dim>
  FlowStrain<dim>::~FlowStrain()
  {
    state_.displacement.zero_out_ghost_values();
    state_.density.zero_out_ghost_values();
  }

  template <int dim>
  void FlowStrain<dim>::reinit(const unsigned int cell_batch)
  {
    displacement_.reinit(cell_batch);
    displacement_.gather_evaluate(state_.displacement,
                                  EvaluationFlags::values |
                                    EvaluationFlags::gradients);
    density_.reinit(cell_batch);
    density_.gather_evaluate(state_.density, EvaluationFlags::values);
    if (!state_.structure.empty())
      {
        structure_.reinit(cell_batch);
        structure_.read_dof_values(state_.structure[0]);
      }
    stress_.fill(Stress<Simd<double>>());
    mode_.reinit(cell_batch);
    for (const Vector &mode : state_.stress)
      {
        mode_.read_dof_values(mode);
        for (unsigned int q = 0; q < n_points<dim>; ++q)
          stress_[q] += nodal_stress<dim>(mode_, q);
      }
  }

  template <int dim>
  Simd<double> FlowStrain<dim>::at(const unsigned int q) const
  {
    Simd<double> modulus =
      material_.shear_modulus().factor(density_.get_value(q));
    if (!state_.structure.empty())
      modulus *= std::max(
        structure_.begin_dof_values()[shear_modulus_factor * n_points<dim> + q],
        Simd<double>(smallest_factor));
    // by the present coordinates: F^-1 = I - grad u
    Tensor<2, 3, Simd<double>> inverse =
      -embed<dim>(displacement_.get_gradient(q));
    for (unsigned int i = 0; i < 3; ++i)
      inverse[i][i] += Simd<double>(1.);
    inverse[2][2] -= axisymmetry_.hoop_rate(displacement_, q);
    const Tensor<2, 3, Simd<double>> F = invert(inverse);
    return equivalent_stress(Stress<Simd<double>>(
      symmetrize(Tensor<2, 3, Simd<double>>(F * transpose(F))) -
      stress_[q] / modulus));
  }

  template <int dim>
  std::vector<CellId>
  cells_that_flowed(const State &state,
                    const Discretization<dim> &discretization,
                    const Material &material,
                    const double strain)
  {
    const auto comm  = discretization.communicator();
    const auto cells = candidates<dim>(state, discretization, material);
    double largest   = 0.;
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

  template class FlowStrain<2>;
  template class FlowStrain<3>;
  template std::vector<CellId> cells_that_flowed(const State &,
                                                 const Discretization<2> &,
                                                 const Material &,
                                                 const double);
  template std::vector<CellId> cells_that_flowed(const State &,
                                                 const Discretization<3> &,
                                                 const Material &,
                                                 const double);
} // namespace vitriflow
