#include <deal.II/dofs/dof_tools.h>

#include <deal.II/fe/fe_dgq.h>
#include <deal.II/fe/fe_q.h>

#include <deal.II/lac/diagonal_matrix.h>
#include <deal.II/lac/precondition.h>

#include <deal.II/multigrid/mg_matrix.h>
#include <deal.II/multigrid/mg_smoother.h>
#include <deal.II/multigrid/mg_transfer_global_coarsening.h>
#include <deal.II/multigrid/multigrid.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/solvers/coarse_solver.h>
#include <vitriflow/solvers/conjugate_gradients.h>
#include <vitriflow/solvers/contact_levels.h>
#include <vitriflow/solvers/momentum_solver.h>

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

    /** The estimate of the largest eigenvalues is renewed after so many
     * updates; scaled by the diagonal they hardly change. */
    constexpr unsigned int estimate_lifetime = 30;
    /** They do change where viscosity takes over from inertia: a new estimate
     * when the ratio of the two has changed by this factor. */
    constexpr double ratio_change = 1.2;
    /** ... or when the tilt of the frame has: the margin of the estimate, 20 %,
     * covers what such a change does to the largest eigenvalue. Beyond the
     * margin the smoother amplifies and the V-cycle becomes indefinite. */
    constexpr double tilt_change = 0.1;
    /** ... or when a solve takes this many times the iterations of the first
     * one after the last estimate. */
    constexpr double slow_solve = 1.5;

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

    template <int dim>
    struct Level
    {
      std::shared_ptr<const Triangulation<dim>> triangulation;
      MappingQ1<dim> mapping;
      DoFHandler<dim> velocity, density, coefficient;
      AffineConstraints<double> velocity_constraints, density_constraints;
      AffineConstraints<float> velocity_float, density_float, none;
      MatrixFree<dim, float> matrix_free;
      std::vector<unsigned int> entries;
      FloatVector coefficients;
      FloatVector child_shares; // of a cell's children in its averages
      FloatVector weights;      // restricted lumped mass
      unsigned int degree = 0;

      void reinit(std::shared_ptr<const Triangulation<dim>> tria,
                  const Geometry geometry,
                  const Axisymmetry &axisymmetry,
                  const unsigned int density_degree)
      {
        triangulation = tria;
        velocity.reinit(*tria);
        velocity.distribute_dofs(
          FESystem<dim>(FE_Q<dim>(velocity_degree), dim));
        density.reinit(*tria);
        density.distribute_dofs(FE_Q<dim>(density_degree));
        coefficient.reinit(*tria);
        coefficient.distribute_dofs(
          FESystem<dim>(FE_DGQ<dim>(0), n_coefficients<dim>));
        make_constraints(velocity, geometry, true, velocity_constraints);
        make_constraints(
          density, geometry, false, density_constraints, axisymmetry);
        velocity_float.copy_from(velocity_constraints);
        density_float.copy_from(density_constraints);
        none.close();

        typename MatrixFree<dim, float>::AdditionalData data;
        data.tasks_parallel_scheme =
          MatrixFree<dim, float>::AdditionalData::none;
        data.mapping_update_flags = update_gradients | update_JxW_values;
        if (axisymmetry)
          data.mapping_update_flags |= update_quadrature_points;
        matrix_free.reinit(
          mapping,
          std::vector<const DoFHandler<dim> *>{&velocity, &density},
          std::vector<const AffineConstraints<double> *>{&velocity_constraints,
                                                         &density_constraints},
          QGauss<1>(n_quadrature_points_1d),
          data);
        entries = cell_entries<dim, float>(matrix_free, coefficient);
        coefficients.reinit(coefficient.locally_owned_dofs(),
                            tria->get_communicator());
      }
    };
  } // namespace

  template <int dim>
  struct MomentumSolver<dim>::Levels
  {
    using Operator  = MomentumOperator<dim, float>;
    using Diagonal  = DiagonalMatrix<FloatVector>;
    using Smoother  = PreconditionChebyshev<Operator, FloatVector, Diagonal>;
    using Transfer  = MGTransferGlobalCoarsening<dim, FloatVector>;
    using TwoLevels = MGTwoLevelTransfer<dim, FloatVector>;

    double largest_side = 1.;
    bool has_contact    = false;
    ContactLevels<dim> contact;
    std::vector<unsigned int> fine_entries;
    MGLevelObject<Level<dim>> levels;
    MGLevelObject<Operator> operators;
    MGLevelObject<TwoLevels> velocity_transfers;
    MGLevelObject<TwoLevels> density_transfers;
    MGLevelObject<TwoLevels> coefficient_transfers;
    std::unique_ptr<Transfer> transfer;
    MGLevelObject<typename Smoother::AdditionalData> smoother_data;
    MGSmootherRelaxation<Operator, Smoother, FloatVector> smoother;
    CoarseSolver<dim> coarse;
    mg::Matrix<FloatVector> matrix;
    std::unique_ptr<Multigrid<FloatVector>> multigrid;
    std::unique_ptr<PreconditionMG<dim, FloatVector, Transfer>> preconditioner;
    ConjugateGradients cg;
    unsigned int updates_since_estimate = estimate_lifetime;
    double ratio_at_estimate            = 0.;
    double tilt_at_estimate             = 0.;
    unsigned int iterations_at_estimate = 0;

    unsigned int finest() const
    {
      return levels.max_level();
    }

    void setup(const Discretization<dim> &discretization);
    void restrict_coefficients(const MomentumOperator<dim, double> &fine);
    void write_coefficients(const unsigned int level);
    void update_smoothers(const SolverParameters &parameters);
    double viscosity_over_inertia() const;
  };

  template <int dim>
  void
  MomentumSolver<dim>::Levels::setup(const Discretization<dim> &discretization)
  {
    for (const double s : discretization.size())
      largest_side = std::max(largest_side, s);
    has_contact = discretization.geometry() == Geometry::indentation;
    const auto triangulations =
      MGTransferGlobalCoarseningTools::create_geometric_coarsening_sequence(
        static_cast<const Triangulation<dim> &>(
          discretization.triangulation()));
    const unsigned int top = triangulations.size() - 1;
    levels.resize(0, top);
    operators.resize(0, top);
    velocity_transfers.resize(0, top);
    density_transfers.resize(0, top);
    coefficient_transfers.resize(0, top);
    smoother_data.resize(0, top);
    for (unsigned int l = 0; l <= top; ++l)
      {
        levels[l].reinit(triangulations[l],
                         discretization.geometry(),
                         discretization.axisymmetry(),
                         discretization.density_degree());
        operators[l].reinit(
          levels[l].matrix_free, 0, 1, 1, discretization.axisymmetry());
        if (has_contact)
          contact.set_level(l, levels[l].velocity);
        levels[l].weights = operators[l].lumped_mass();
      }
    for (unsigned int l = top; l > 0; --l)
      {
        Level<dim> &fine   = levels[l];
        Level<dim> &coarse = levels[l - 1];
        velocity_transfers[l].reinit_geometric_transfer(fine.velocity,
                                                        coarse.velocity,
                                                        fine.velocity_float,
                                                        coarse.velocity_float);
        density_transfers[l].reinit_geometric_transfer(fine.density,
                                                       coarse.density,
                                                       fine.density_float,
                                                       coarse.density_float);
        coefficient_transfers[l].reinit_geometric_transfer(fine.coefficient,
                                                           coarse.coefficient,
                                                           fine.none,
                                                           coarse.none);
        // a cell that was not refined has itself as its only child
        FloatVector ones(fine.coefficients);
        ones                = 1.f;
        coarse.child_shares = coarse.coefficients;
        coarse.child_shares = 0.f;
        coefficient_transfers[l].restrict_and_add(coarse.child_shares, ones);
        for (float &n : coarse.child_shares)
          n = 1.f / n;
        coarse.weights = 0.f;
        density_transfers[l].restrict_and_add(coarse.weights, fine.weights);
      }
    transfer =
      std::make_unique<Transfer>(velocity_transfers,
                                 [this](const unsigned int l, FloatVector &v) {
                                   operators[l].initialize_dof_vector(v);
                                 });
    fine_entries = cell_entries<dim, double>(discretization.matrix_free(),
                                             levels[top].coefficient);
  }

  template <int dim>
  void MomentumSolver<dim>::Levels::restrict_coefficients(
    const MomentumOperator<dim, double> &fine)
  {
    constexpr unsigned int lanes = Simd<double>::size();
    constexpr unsigned int n     = n_coefficients<dim>;
    const unsigned int n_q       = Utilities::pow(n_quadrature_points_1d, dim);
    FloatVector &top             = levels[finest()].coefficients;
    const auto &data             = fine.matrix_free();
    for (unsigned int b = 0; b < data.n_cell_batches(); ++b)
      {
        MomentumCoefficients<dim, double> mean{};
        for (unsigned int q = 0; q < n_q; ++q)
          {
            const auto &k = fine.coefficients(b, q);
            mean.viscosity += k.viscosity / double(n_q);
            mean.inertia += k.inertia / double(n_q);
            mean.stretch += k.stretch / double(n_q);
          }
        for (unsigned int v = 0; v < data.n_active_entries_per_cell_batch(b);
             ++v)
          {
            const unsigned int i     = fine_entries[b * lanes + v];
            top.local_element(i)     = mean.viscosity[v];
            top.local_element(i + 1) = mean.inertia[v];
            for (unsigned int s = 2; s < n; ++s)
              top.local_element(i + s) =
                mean.stretch.access_raw_entry(s - 2)[v];
          }
      }
    operators[finest()].nodal_density().copy_locally_owned_data_from(
      fine.nodal_density());
    operators[finest()].nodal_stiffness().copy_locally_owned_data_from(
      fine.nodal_stiffness());

    FloatVector weighted;
    for (unsigned int l = finest(); l > 0; --l)
      {
        levels[l - 1].coefficients = 0.f;
        coefficient_transfers[l].restrict_and_add(levels[l - 1].coefficients,
                                                  levels[l].coefficients);
        levels[l - 1].coefficients.scale(levels[l - 1].child_shares);
        const auto restrict_nodal = [&](const FloatVector &from,
                                        FloatVector &to) {
          weighted = from;
          weighted.scale(levels[l].weights);
          to = 0.f;
          density_transfers[l].restrict_and_add(to, weighted);
          for (unsigned int i = 0; i < to.locally_owned_size(); ++i)
            {
              const float w = levels[l - 1].weights.local_element(i);
              to.local_element(i) =
                w > 0.f ? std::max(to.local_element(i) / w, 0.f) : 0.f;
            }
        };
        restrict_nodal(operators[l].nodal_density(),
                       operators[l - 1].nodal_density());
        restrict_nodal(operators[l].nodal_stiffness(),
                       operators[l - 1].nodal_stiffness());
      }
    for (unsigned int l = 0; l <= finest(); ++l)
      {
        operators[l].set_scalars(fine.tilt(),
                                 fine.capillarity(),
                                 fine.deviatoric());
        write_coefficients(l);
      }
    if (has_contact)
      contact.restrict(fine.contact(), velocity_transfers, operators);
  }

  template <int dim>
  void MomentumSolver<dim>::Levels::write_coefficients(const unsigned int level)
  {
    constexpr unsigned int lanes = Simd<float>::size();
    const Level<dim> &l          = levels[level];
    const float floor = inertia_floor / (largest_side * largest_side);
    for (unsigned int b = 0; b < l.matrix_free.n_cell_batches(); ++b)
      {
        auto &k = operators[level].coefficients(b, 0);
        k       = {};
        for (unsigned int v = 0;
             v < l.matrix_free.n_active_entries_per_cell_batch(b);
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
  double MomentumSolver<dim>::Levels::viscosity_over_inertia() const
  {
    // the coarsest level holds averages over the whole box
    const Level<dim> &coarsest = levels[0];
    std::array<double, 2> sums{};
    for (unsigned int i = 0; i < coarsest.coefficients.locally_owned_size();
         i += n_coefficients<dim>)
      for (unsigned int k = 0; k < 2; ++k)
        sums[k] += coarsest.coefficients.local_element(i + k);
    const auto comm        = coarsest.triangulation->get_communicator();
    const double viscosity = Utilities::MPI::sum(sums[0], comm);
    const double inertia   = Utilities::MPI::sum(sums[1], comm);
    return viscosity / (inertia + inertia_floor * viscosity /
                                    (largest_side * largest_side));
  }

  template <int dim>
  void MomentumSolver<dim>::Levels::update_smoothers(
    const SolverParameters &parameters)
  {
    const double ratio  = viscosity_over_inertia();
    const double tilt   = operators[finest()].tilt();
    const bool estimate = updates_since_estimate >= estimate_lifetime ||
                          ratio > ratio_change * ratio_at_estimate ||
                          ratio < ratio_at_estimate / ratio_change ||
                          std::abs(tilt - tilt_at_estimate) > tilt_change;
    if (estimate)
      {
        ratio_at_estimate = ratio;
        tilt_at_estimate  = tilt;
      }
    updates_since_estimate = estimate ? 0 : updates_since_estimate + 1;
    for (unsigned int l = 0; l <= finest(); ++l)
      {
        auto &data = smoother_data[l];
        if (!data.preconditioner)
          data.preconditioner = std::make_shared<Diagonal>();
        operators[l].compute_inverse_diagonal(
          data.preconditioner->get_vector());
        data.degree          = parameters.smoother_degree;
        data.smoothing_range = parameters.smoothing_range;
        if (estimate && l > 0)
          {
            data.eig_cg_n_iterations = 12;
            Smoother chebyshev;
            chebyshev.initialize(operators[l], data);
            FloatVector v;
            operators[l].initialize_dof_vector(v);
            data.max_eigenvalue =
              chebyshev.estimate_eigenvalues(v).max_eigenvalue_estimate;
          }
        data.eig_cg_n_iterations = 0;
      }
    smoother.initialize(operators, smoother_data);
    coarse.update(operators[0],
                  levels[0].velocity_constraints,
                  smoother_data[0].preconditioner,
                  estimate);
    if (!multigrid)
      {
        matrix.initialize(operators);
        multigrid = std::make_unique<Multigrid<FloatVector>>(
          matrix, coarse, *transfer, smoother, smoother);
        preconditioner =
          std::make_unique<PreconditionMG<dim, FloatVector, Transfer>>(
            levels[finest()].velocity, *multigrid, *transfer);
      }
  }

  template <int dim>
  MomentumSolver<dim>::MomentumSolver(const Discretization<dim> &discretization,
                                      const SolverParameters &parameters)
    : parameters_(parameters)
    , levels_(std::make_unique<Levels>())
  {
    levels_->setup(discretization);
  }

  template <int dim>
  MomentumSolver<dim>::~MomentumSolver() = default;

  template <int dim>
  void MomentumSolver<dim>::update(const MomentumOperator<dim, double> &fine)
  {
    levels_->restrict_coefficients(fine);
    try
      {
        levels_->update_smoothers(parameters_);
      }
    catch (const SolverControl::NoConvergence &)
      {
        throw StepFailed("the coefficients of the momentum operator are not "
                         "finite");
      }
  }

  template <int dim>
  void MomentumSolver<dim>::refresh()
  {
    levels_->updates_since_estimate = estimate_lifetime;
  }

  template <int dim>
  void MomentumSolver<dim>::precondition(Vector &dst, const Vector &src) const
  {
    levels_->preconditioner->vmult(dst, src);
  }

  template <int dim>
  unsigned int
  MomentumSolver<dim>::solve(const MomentumOperator<dim, double> &fine,
                             Vector &x,
                             const Vector &rhs,
                             const double tolerance) const
  {
    const auto attempt = [&]() {
      return levels_->cg.solve(
        [&fine](Vector &dst, const Vector &src) { fine.vmult(dst, src); },
        [this](Vector &dst, const Vector &src) { precondition(dst, src); },
        x,
        rhs,
        tolerance,
        parameters_.max_linear_iterations);
    };
    unsigned int iterations = 0;
    try
      {
        iterations = attempt();
      }
    catch (const StepFailed &)
      {
        if (levels_->updates_since_estimate == 0)
          throw;
        // the usual reason: eigenvalues have left the range of the smoother
        levels_->updates_since_estimate = estimate_lifetime;
        levels_->update_smoothers(parameters_);
        iterations = attempt();
      }
    if (levels_->updates_since_estimate == 0)
      levels_->iterations_at_estimate = iterations;
    else if (iterations > slow_solve * levels_->iterations_at_estimate)
      levels_->updates_since_estimate = estimate_lifetime;
    return iterations;
  }

  template <int dim>
  unsigned int MomentumSolver<dim>::n_levels() const
  {
    return levels_->finest() + 1;
  }

  template class MomentumSolver<2>;
  template class MomentumSolver<3>;
} // namespace vitriflow
