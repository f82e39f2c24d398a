#include <deal.II/base/quadrature_lib.h>

#include <deal.II/lac/diagonal_matrix.h>
#include <deal.II/lac/solver_cg.h>

#include <vitriflow/discretization/readable_copy.h>
#include <vitriflow/operators/remap.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** The diagonal of the mass matrix in units of the cell volume. */
    template <int dim>
    std::vector<double> diagonal_mass(const FiniteElement<dim> &fe)
    {
      const QGauss<dim> gauss(fe.degree + 1);
      std::vector<double> mass(fe.n_dofs_per_cell(), 0.);
      for (unsigned int q = 0; q < gauss.size(); ++q)
        for (unsigned int i = 0; i < mass.size(); ++i)
          mass[i] +=
            gauss.weight(q) * std::pow(fe.shape_value(i, gauss.point(q)), 2);
      return mass;
    }

    template <int dim>
    double volume_of_cell(const Discretization<dim> &discretization)
    {
      double volume = 1.;
      for (unsigned int d = 0; d < dim; ++d)
        volume *= discretization.cell_size()[d];
      return volume;
    }

    /** Sums of the rows of the velocity mass, one per shape function. */
    template <int dim>
    Vector velocity_row_sums(const Discretization<dim> &discretization)
    {
      Vector sums;
      discretization.initialize(sums, free_velocity_space);
      Tensor<1, dim, Simd<double>> ones;
      for (unsigned int d = 0; d < dim; ++d)
        ones[d] = 1.;
      const unsigned int dummy = 0;
      discretization.matrix_free().template cell_loop<Vector, unsigned int>(
        [&](const auto &, auto &out, const auto &, const auto &range) {
          VelocityEvaluation<dim, double> v(
            discretization.rows(free_velocity_space));
          for (unsigned int cell = range.first; cell < range.second; ++cell)
            {
              v.reinit(cell);
              for (const unsigned int q : v.quadrature_point_indices())
                v.submit_value(ones, q);
              v.integrate_scatter(EvaluationFlags::values, out);
            }
        },
        sums,
        dummy,
        true);
      return sums;
    }

    /** The consistent mass matrix of the velocity space. */
    template <int dim>
    struct VelocityMass
    {
      const RowAccess<dim, double> &rows;

      void vmult(Vector &dst, const Vector &src) const
      {
        rows.matrix_free().template cell_loop<Vector, Vector>(
          [this](const auto &, auto &out, const auto &in, const auto &range) {
            VelocityEvaluation<dim, double> v(rows);
            for (unsigned int cell = range.first; cell < range.second; ++cell)
              {
                v.reinit(cell);
                v.gather_evaluate(in, EvaluationFlags::values);
                for (const unsigned int q : v.quadrature_point_indices())
                  v.submit_value(v.get_value(q), q);
                v.integrate_scatter(EvaluationFlags::values, out);
              }
          },
          dst,
          src,
          true);
      }
    };
  } // namespace

  template <int dim>
  Remap<dim>::Remap(const Discretization<dim> &discretization,
                    const DensityOperator<dim> &density_operator)
    : discretization_(discretization)
    , density_operator_(density_operator)
  {
    const auto &n_cells = discretization.n_cells();
    const auto divisor  = std::gcd(n_cells[0], n_cells[1]);
    box_periods_        = n_cells[1] / divisor;
    cells_per_row_      = n_cells[0] / divisor;
  }

  template <int dim>
  double Remap<dim>::tilt_period() const
  {
    const auto &size = discretization_.size();
    return box_periods_ * size[0] / size[1];
  }

  template <int dim>
  int Remap<dim>::periods(const double tilt) const
  {
    const double period = tilt_period();
    return std::abs(tilt) < std::max(1., 0.5 * period)
             ? 0
             : static_cast<int>(std::floor(tilt / period + 0.5));
  }

  template <int dim>
  const CellShift<dim> &Remap<dim>::shift(const int k) const
  {
    auto &entry = shifts_[k];
    if (!entry)
      entry = std::make_unique<const CellShift<dim>>(
        discretization_, k * static_cast<int>(cells_per_row_));
    return *entry;
  }

  template <int dim>
  void Remap<dim>::apply(State &state, const int k) const
  {
    AssertThrow(discretization_.geometry() == Geometry::periodic_box,
                ExcMessage("Only a periodic box has a tilt to take back; a "
                           "channel uses the laboratory frame."));
    if (k == 0)
      return;
    const CellShift<dim> &by_k = shift(k);
    project_density(state.density, by_k);
    project_velocity(state.velocity, by_k);
    for (Vector &mode : state.stress)
      project_stress(mode, by_k);
    for (Vector &fields : state.structure)
      project_stress(fields, by_k);
    state.frame.tilt -= k * tilt_period();
  }

  /** Right-hand side of the projection of a continuous field. */
  template <int dim>
  Vector Remap<dim>::right_hand_side(const Space space,
                                     const Vector &old,
                                     const CellShift<dim> &shift) const
  {
    const auto &constraints  = discretization_.constraints(space);
    const double cell_volume = volume_of_cell(discretization_);
    Vector result;
    discretization_.initialize(result, space);
    std::vector<types::global_dof_index> indices;
    shift.integrate(space,
                    readable_copy(discretization_, space, old),
                    [&](const auto &cell, dealii::Vector<double> &integrals) {
                      indices.resize(integrals.size());
                      cell->get_dof_indices(indices);
                      integrals *= cell_volume;
                      constraints.distribute_local_to_global(integrals,
                                                             indices,
                                                             result);
                    });
    result.compress(VectorOperation::add);
    return result;
  }

  template <int dim>
  void Remap<dim>::project_density(Vector &density,
                                   const CellShift<dim> &shift) const
  {
    density_operator_.invert_mass(
      density, right_hand_side(density_space, density, shift));
  }

  template <int dim>
  void Remap<dim>::project_velocity(Vector &velocity,
                                    const CellShift<dim> &shift) const
  {
    constexpr unsigned int max_iterations = 500;
    // relative to the right-hand side, just above the round-off of CG
    constexpr double reduction = 1e-14;
    const Vector integrals =
      right_hand_side(free_velocity_space, velocity, shift);
    DiagonalMatrix<Vector> preconditioner(velocity_row_sums(discretization_));
    for (double &sum : preconditioner.get_vector())
      sum = sum > 0. ? 1. / sum : 0.; // zero on periodic partners
    Vector projected = integrals;
    projected.scale(preconditioner.get_vector());

    SolverControl control(max_iterations,
                          std::max(1e-300, reduction * integrals.l2_norm()),
                          false,
                          false);
    SolverCG<Vector> cg(control);
    cg.solve(VelocityMass<dim>{discretization_.rows(free_velocity_space)},
             projected,
             integrals,
             preconditioner);
    velocity.zero_out_ghost_values();
    velocity.copy_locally_owned_data_from(projected);
  }

  template <int dim>
  void Remap<dim>::project_stress(Vector &stress,
                                  const CellShift<dim> &shift) const
  {
    // Nodes are the Gauss points: the mass matrix is diagonal.
    const auto &fe = discretization_.dof_handler(stress_space).get_fe();
    const std::vector<double> mass = diagonal_mass(fe.base_element(0));
    const Vector old = readable_copy(discretization_, stress_space, stress);
    stress.zero_out_ghost_values();
    std::vector<types::global_dof_index> indices(fe.n_dofs_per_cell());
    shift.integrate(stress_space,
                    old,
                    [&](const auto &cell,
                        const dealii::Vector<double> &integrals) {
                      cell->get_dof_indices(indices);
                      for (unsigned int i = 0; i < indices.size(); ++i)
                        stress(indices[i]) =
                          integrals[i] /
                          mass[fe.system_to_component_index(i).second];
                    });
  }

  template class Remap<2>;
  template class Remap<3>;
} // namespace vitriflow
