#include <deal.II/fe/fe_dgq.h>
#include <deal.II/fe/fe_q.h>

#include <vitriflow/discretization/box.h>
#include <vitriflow/solvers/momentum_levels.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Stored per cell on the levels: viscosity, inertia, stretch. */
    template <int dim>
    constexpr unsigned int n_coefficients =
      2 + SymmetricTensor<2, dim>::n_independent_components;

    /** Inertia added on the levels, in units of viscosity over the square of
     * the box: keeps them definite at M = 0, and is 1/4000 of the softest
     * elastic mode. */
    constexpr double inertia_floor = 1e-2;

    /** First locally owned entry of each cell of each batch. */
    template <int dim, typename Number>
    std::vector<unsigned int>
    cell_entries(const MatrixFree<dim, Number> &matrix_free,
                 const DoFHandler<dim> &dofs)
    {
      constexpr unsigned int lanes = Simd<Number>::size();
      std::vector<unsigned int> entries(matrix_free.n_cell_batches() * lanes,
                                        numbers::invalid_unsigned_int);
      const IndexSet &owned = dofs.locally_owned_dofs();
      std::vector<types::global_dof_index> indices(
        dofs.get_fe().n_dofs_per_cell());
      for (unsigned int b = 0; b < matrix_free.n_cell_batches(); ++b)
        for (unsigned int v = 0;
             v < matrix_free.n_active_entries_per_cell_batch(b);
             ++v)
          {
            const auto it = matrix_free.get_cell_iterator(b, v);
            const typename DoFHandler<dim>::active_cell_iterator cell(
              &it->get_triangulation(), it->level(), it->index(), &dofs);
            cell->get_dof_indices(indices);
            entries[b * lanes + v] = owned.index_within_set(indices[0]);
          }
      return entries;
    }

  } // namespace

  template <int dim>
  void MomentumLevels<dim>::Level::reinit(
    std::shared_ptr<const Triangulation<dim>> tria,
    const Geometry geometry,
    const Axisymmetry &axisymmetry,
    const unsigned int density_degree,
    const std::optional<CellLattice<dim>> &lattice)
  {
    triangulation = tria;
    velocity.reinit(*tria);
    velocity.distribute_dofs(FESystem<dim>(FE_Q<dim>(velocity_degree), dim));
    density.reinit(*tria);
    density.distribute_dofs(FE_Q<dim>(density_degree));
    coefficient.reinit(*tria);
    coefficient.distribute_dofs(
      FESystem<dim>(FE_DGQ<dim>(0), n_coefficients<dim>));
    if (lattice)
      {
        number_along_rows(velocity, *lattice);
        number_along_rows(density, *lattice);
      }
    make_constraints(velocity, geometry, true, velocity_constraints);
    make_constraints(
      density, geometry, false, density_constraints, axisymmetry);
    velocity_float.copy_from(velocity_constraints);
    density_float.copy_from(density_constraints);
    none.close();

    spaces.reinit(mapping,
                  velocity,
                  density,
                  velocity_constraints,
                  density_constraints,
                  lattice,
                  axisymmetry ? update_quadrature_points : update_default);
    entries = cell_entries<dim, float>(spaces.matrix_free, coefficient);
    coefficients.reinit(coefficient.locally_owned_dofs(),
                        tria->get_communicator());
  }

  template <int dim>
  MomentumLevels<dim>::MomentumLevels(const Discretization<dim> &discretization)
  {
    for (const double s : discretization.size())
      largest_side_ = std::max(largest_side_, s);
    has_contact_           = discretization.geometry() == Geometry::indentation;
    const auto meshes      = multigrid_meshes(discretization);
    const unsigned int top = meshes.size() - 1;
    levels_.resize(0, top);
    operators_.resize(0, top);
    velocity_transfers_.resize(0, top);
    density_transfers_.resize(0, top);
    coefficient_transfers_.resize(0, top);
    for (unsigned int l = 0; l <= top; ++l)
      {
        std::optional<CellLattice<dim>> lattice;
        if (!discretization.follows_material())
          lattice = discretization.lattice().coarsened(top - l);
        levels_[l].reinit(meshes[l],
                          discretization.geometry(),
                          discretization.axisymmetry(),
                          discretization.density_degree(),
                          lattice);
        operators_[l].reinit(levels_[l].spaces.velocity,
                             levels_[l].spaces.density,
                             1,
                             discretization.axisymmetry());
        if (has_contact_)
          contact_.set_level(l, levels_[l].velocity);
        levels_[l].weights = operators_[l].lumped_mass();
      }
    for (unsigned int l = top; l > 0; --l)
      {
        Level &fine   = levels_[l];
        Level &coarse = levels_[l - 1];
        velocity_transfers_[l].reinit_geometric_transfer(fine.velocity,
                                                         coarse.velocity,
                                                         fine.velocity_float,
                                                         coarse.velocity_float);
        density_transfers_[l].reinit_geometric_transfer(fine.density,
                                                        coarse.density,
                                                        fine.density_float,
                                                        coarse.density_float);
        coefficient_transfers_[l].reinit_geometric_transfer(fine.coefficient,
                                                            coarse.coefficient,
                                                            fine.none,
                                                            coarse.none);
        // a cell that was not refined has itself as its only child
        FloatVector ones(fine.coefficients);
        ones                = 1.f;
        coarse.child_shares = coarse.coefficients;
        coarse.child_shares = 0.f;
        coefficient_transfers_[l].restrict_and_add(coarse.child_shares, ones);
        for (float &n : coarse.child_shares)
          n = 1.f / n;
        coarse.weights = 0.f;
        density_transfers_[l].restrict_and_add(coarse.weights, fine.weights);
      }
    transfer_ =
      std::make_unique<Transfer>(velocity_transfers_,
                                 [this](const unsigned int l, FloatVector &v) {
                                   operators_[l].initialize_dof_vector(v);
                                 });
    fine_entries_ = cell_entries<dim, double>(discretization.matrix_free(),
                                              levels_[top].coefficient);
  }

  template <int dim>
  void MomentumLevels<dim>::update(const MomentumOperator<dim, double> &fine)
  {
    take_coefficients(fine);
    for (unsigned int l = finest(); l > 0; --l)
      {
        restrict_coefficients(l);
        restrict_nodal(l,
                       operators_[l].nodal_density(),
                       operators_[l - 1].nodal_density());
        restrict_nodal(l,
                       operators_[l].nodal_stiffness(),
                       operators_[l - 1].nodal_stiffness());
      }
    for (unsigned int l = 0; l <= finest(); ++l)
      {
        operators_[l].set_scalars(fine.tilt(),
                                  fine.capillarity(),
                                  fine.deviatoric());
        write_coefficients(l);
      }
    if (has_contact_)
      contact_.restrict(fine.contact(), velocity_transfers_, operators_);
  }

  template <int dim>
  void MomentumLevels<dim>::take_coefficients(
    const MomentumOperator<dim, double> &fine)
  {
    constexpr unsigned int lanes = Simd<double>::size();
    const unsigned int n_q       = Utilities::pow(n_quadrature_points_1d, dim);
    FloatVector &top             = levels_[finest()].coefficients;
    const auto &data             = fine.matrix_free();
    for (unsigned int b = 0; b < data.n_cell_batches(); ++b)
      {
        MomentumCoefficients<dim, double> mean{};
        for (unsigned int q = 0; q < n_q; ++q)
          {
            const auto &k = fine.coefficients(b, q);
            mean.viscosity += fine.isotropic_viscosity(b, q) / double(n_q);
            mean.inertia += k.inertia / double(n_q);
            mean.stretch += k.stretch / double(n_q);
          }
        for (unsigned int v = 0; v < data.n_active_entries_per_cell_batch(b);
             ++v)
          {
            const unsigned int i     = fine_entries_[b * lanes + v];
            top.local_element(i)     = mean.viscosity[v];
            top.local_element(i + 1) = mean.inertia[v];
            for (unsigned int s = 2; s < n_coefficients<dim>; ++s)
              top.local_element(i + s) =
                mean.stretch.access_raw_entry(s - 2)[v];
          }
      }
    operators_[finest()].nodal_density().copy_locally_owned_data_from(
      fine.nodal_density());
    operators_[finest()].nodal_stiffness().copy_locally_owned_data_from(
      fine.nodal_stiffness());
  }

  template <int dim>
  void MomentumLevels<dim>::restrict_coefficients(const unsigned int from)
  {
    FloatVector &coarse = levels_[from - 1].coefficients;
    coarse              = 0.f;
    coefficient_transfers_[from].restrict_and_add(coarse,
                                                  levels_[from].coefficients);
    coarse.scale(levels_[from - 1].child_shares);
  }

  template <int dim>
  void MomentumLevels<dim>::restrict_nodal(const unsigned int from,
                                           const FloatVector &fine,
                                           FloatVector &coarse)
  {
    weighted_ = fine;
    weighted_.scale(levels_[from].weights);
    coarse = 0.f;
    density_transfers_[from].restrict_and_add(coarse, weighted_);
    for (unsigned int i = 0; i < coarse.locally_owned_size(); ++i)
      {
        const float w = levels_[from - 1].weights.local_element(i);
        coarse.local_element(i) =
          w > 0.f ? std::max(coarse.local_element(i) / w, 0.f) : 0.f;
      }
  }

  template <int dim>
  void MomentumLevels<dim>::write_coefficients(const unsigned int level)
  {
    constexpr unsigned int lanes = Simd<float>::size();
    const Level &l               = levels_[level];
    const float floor = inertia_floor / (largest_side_ * largest_side_);
    for (unsigned int b = 0; b < l.spaces.matrix_free.n_cell_batches(); ++b)
      {
        auto &k = operators_[level].coefficients(b, 0);
        k       = {};
        for (unsigned int v = 0;
             v < l.spaces.matrix_free.n_active_entries_per_cell_batch(b);
             ++v)
          {
            const unsigned int i = l.entries[b * lanes + v];
            k.viscosity[v]       = l.coefficients.local_element(i);
            k.inertia[v] =
              l.coefficients.local_element(i + 1) + floor * k.viscosity[v];
            for (unsigned int s = 2; s < n_coefficients<dim>; ++s)
              k.stretch.access_raw_entry(s - 2)[v] =
                l.coefficients.local_element(i + s);
          }
      }
  }

  template <int dim>
  MomentumAverages MomentumLevels<dim>::averages() const
  {
    // the coarsest level holds averages over the whole box
    const Level &coarsest = levels_[0];
    const auto comm       = coarsest.triangulation->get_communicator();
    std::vector<double> sums(6, 0.);
    for (unsigned int i = 0; i < coarsest.coefficients.locally_owned_size();
         i += n_coefficients<dim>)
      {
        sums[0] += 1.;
        for (unsigned int k = 0; k < 2; ++k)
          sums[1 + k] += coarsest.coefficients.local_element(i + k);
      }
    for (unsigned int i = 0; i < coarsest.weights.locally_owned_size(); ++i)
      {
        const double r   = operators_[0].nodal_density().local_element(i);
        const double r_r = coarsest.weights.local_element(i) * r * r;
        sums[3] += coarsest.weights.local_element(i);
        sums[4] += r_r;
        sums[5] += r_r * operators_[0].nodal_stiffness().local_element(i);
      }
    Utilities::MPI::sum(sums, comm, sums);
    MomentumAverages result;
    result.viscosity = sums[1] / sums[0];
    result.inertia   = sums[2] / sums[0] + inertia_floor * result.viscosity /
                                           (largest_side_ * largest_side_);
    result.density_squared = sums[4] / sums[3];
    result.stiffness       = sums[5] / sums[3];
    return result;
  }

  template class MomentumLevels<2>;
  template class MomentumLevels<3>;
} // namespace vitriflow
