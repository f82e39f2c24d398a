#include <deal.II/base/mpi_noncontiguous_partitioner.h>
#include <deal.II/base/mpi_noncontiguous_partitioner.templates.h>
#include <deal.II/base/quadrature_lib.h>

#include <deal.II/dofs/dof_tools.h>

#include <deal.II/lac/diagonal_matrix.h>
#include <deal.II/lac/full_matrix.h>
#include <deal.II/lac/solver_cg.h>

#include <vitriflow/operators/remap.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    using Lattice = std::vector<types::global_dof_index>;

    /** Overlap integrals with each of the old cells of a new one. */
    using Overlaps = std::vector<FullMatrix<double>>;

    /**
     * Adds weight phi_i psi_j over one pair of matching points to the matrix.
     */
    template <int dim>
    void add_products(const FiniteElement<dim> &fe,
                      const Point<dim> &new_point,
                      const Point<dim> &old_point,
                      const double weight,
                      FullMatrix<double> &matrix)
    {
      for (unsigned int i = 0; i < fe.n_dofs_per_cell(); ++i)
        {
          const double test = weight * fe.shape_value(i, new_point);
          for (unsigned int j = 0; j < fe.n_dofs_per_cell(); ++j)
            matrix(i, j) += test * fe.shape_value(j, old_point);
        }
    }

    /** Positions along z with weights: a single one in two dimensions. */
    template <int dim>
    std::vector<std::pair<double, double>> depth_rule(const unsigned int degree)
    {
      if (dim == 2)
        return {{0., 1.}};
      const QGauss<1> gauss(degree + 1);
      std::vector<std::pair<double, double>> rule;
      for (unsigned int q = 0; q < gauss.size(); ++q)
        rule.emplace_back(gauss.point(q)[0], gauss.weight(q));
      return rule;
    }

    template <int dim>
    Point<dim> unit_point(const double xi, const double eta, const double zeta)
    {
      Point<dim> p;
      p[0] = xi;
      p[1] = eta;
      if constexpr (dim == 3)
        p[2] = zeta;
      return p;
    }

    /**
     * Matrices of the integrals of new times old shape functions of the scalar
     * element @p fe, in units of the cell volume; entry c belongs to the old
     * cell that is @p cells * row + sign(cells) c columns to the left.
     *
     * In unit coordinates a point of the new cell lies at xi - cells eta in the
     * old row, so old cells change where that is an integer. The rule is split
     * along these lines: eta into |cells| strips, and there each line crosses
     * the cell once, so that xi is split in two. On a piece the integrand is of
     * degree 2 d in xi and, with the limits of xi, of degree 4 d + 1 in eta.
     */
    template <int dim>
    Overlaps overlap_integrals(const FiniteElement<dim> &fe, const int cells)
    {
      const unsigned int n_strips = std::abs(cells);
      const QGauss<1> along_x(fe.degree + 1);
      const QGauss<1> along_y(2 * fe.degree + 1);
      const auto along_z = depth_rule<dim>(fe.degree);

      Overlaps overlaps(n_strips + 1, FullMatrix<double>(fe.n_dofs_per_cell()));
      for (unsigned int strip = 0; strip < n_strips; ++strip)
        for (unsigned int q = 0; q < along_y.size(); ++q)
          {
            const double g     = along_y.point(q)[0];
            const double eta   = (strip + g) / n_strips;
            const double split = cells > 0 ? g : 1. - g;
            for (const bool left : {true, false})
              {
                const double start   = left ? 0. : split;
                const double length  = left ? split : 1. - split;
                const unsigned int c = left == (cells > 0) ? strip + 1 : strip;
                // exact counterpart of xi - cells eta in the old cell
                const double offset =
                  cells > 0 ? c - (strip + g) : (strip + g) - c;
                for (unsigned int r = 0; r < along_x.size(); ++r)
                  for (const auto &[zeta, depth] : along_z)
                    {
                      const double xi = start + length * along_x.point(r)[0];
                      add_products(fe,
                                   unit_point<dim>(xi, eta, zeta),
                                   unit_point<dim>(xi + offset, eta, zeta),
                                   along_y.weight(q) / n_strips * length *
                                     along_x.weight(r) * depth,
                                   overlaps[c]);
                    }
              }
          }
      return overlaps;
    }

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

    /** Column, row (and layer) of the cell around a point. */
    template <int dim>
    std::array<types::global_dof_index, dim>
    lattice_position(const Point<dim> &center, const Tensor<1, dim> &cell_size)
    {
      std::array<types::global_dof_index, dim> position;
      for (unsigned int d = 0; d < dim; ++d)
        position[d] = static_cast<types::global_dof_index>(
          std::floor(center[d] / cell_size[d]));
      return position;
    }

    template <int dim>
    types::global_dof_index
    lattice_index(const std::array<types::global_dof_index, dim> &position,
                  const std::array<unsigned int, dim> &n_cells)
    {
      types::global_dof_index index = 0;
      for (unsigned int d = dim; d-- > 0;)
        index = index * n_cells[d] + position[d];
      return index;
    }

    /**
     * The old field with all entries of the locally owned cells, those of
     * periodic partners included.
     */
    template <int dim>
    Vector readable_copy(const Discretization<dim> &discretization,
                         const Space space,
                         const Vector &vector)
    {
      const auto &dof_handler = discretization.dof_handler(space);
      IndexSet relevant;
      DoFTools::extract_locally_relevant_dofs(dof_handler, relevant);
      Vector copy(dof_handler.locally_owned_dofs(),
                  relevant,
                  discretization.communicator());
      copy.copy_locally_owned_data_from(vector);
      discretization.constraints(space).distribute(copy);
      copy.update_ghost_values();
      return copy;
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
        [&](const auto &data, auto &out, const auto &, const auto &range) {
          VelocityEvaluation<dim, double> v(data, free_velocity_space);
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
      const MatrixFree<dim, double> &matrix_free;

      void vmult(Vector &dst, const Vector &src) const
      {
        matrix_free.template cell_loop<Vector, Vector>(
          [](const auto &data, auto &out, const auto &in, const auto &range) {
            VelocityEvaluation<dim, double> v(data, free_velocity_space);
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

  /**
   * One displacement by @p cells whole cells per row: who needs the values of
   * which cells, and how fields are integrated against new shape functions.
   */
  template <int dim>
  class Remap<dim>::Shift
  {
  public:
    Shift(const Discretization<dim> &discretization, const int cells);

    /**
     * Integrals of the field @p old of @p space against all new shape
     * functions of the locally owned cells. Calls @p consume(cell, integrals)
     * per cell, integrals in units of the cell volume and in the order of the
     * cell's degrees of freedom. Collective.
     */
    template <typename Consumer>
    void integrate(const Space space,
                   const Vector &old,
                   const Consumer &consume) const;

  private:
    std::vector<double> cell_values(const DoFHandler<dim> &dof_handler,
                                    const Vector &field) const;

    const Discretization<dim> &discretization_;
    const int cells_;
    unsigned int n_local_cells_ = 0;
    /** Brings the values of the c-th overlapped old cell to its new cell. */
    std::vector<Utilities::MPI::NoncontiguousPartitioner> donors_;
  };

  template <int dim>
  Remap<dim>::Shift::Shift(const Discretization<dim> &discretization,
                           const int cells)
    : discretization_(discretization)
    , cells_(cells)
  {
    const auto &n_cells = discretization.n_cells();
    const auto n_x      = static_cast<std::int64_t>(n_cells[0]);
    const int sign      = cells > 0 ? 1 : -1;
    Lattice owned;
    std::vector<Lattice> wanted(std::abs(cells) + 1);
    for (const auto &cell :
         discretization.triangulation().active_cell_iterators())
      if (cell->is_locally_owned())
        {
          auto position =
            lattice_position<dim>(cell->center(), discretization.cell_size());
          owned.push_back(lattice_index<dim>(position, n_cells));
          const auto column = static_cast<std::int64_t>(position[0]);
          const auto row    = static_cast<std::int64_t>(position[1]);
          for (std::size_t c = 0; c < wanted.size(); ++c)
            {
              const std::int64_t old =
                column - cells * row - sign * static_cast<std::int64_t>(c);
              position[0] = (old % n_x + n_x) % n_x;
              wanted[c].push_back(lattice_index<dim>(position, n_cells));
            }
        }
    n_local_cells_ = owned.size();
    for (const Lattice &w : wanted)
      donors_.emplace_back(owned, w, discretization.communicator());
  }

  /** Values of a field, those of all local cells for one shape function
   * behind each other. */
  template <int dim>
  std::vector<double>
  Remap<dim>::Shift::cell_values(const DoFHandler<dim> &dof_handler,
                                 const Vector &field) const
  {
    const unsigned int n_dofs = dof_handler.get_fe().n_dofs_per_cell();
    std::vector<double> values(n_dofs * std::size_t(n_local_cells_));
    std::vector<types::global_dof_index> indices(n_dofs);
    std::size_t n = 0;
    for (const auto &cell : dof_handler.active_cell_iterators())
      if (cell->is_locally_owned())
        {
          cell->get_dof_indices(indices);
          for (unsigned int i = 0; i < n_dofs; ++i)
            values[i * std::size_t(n_local_cells_) + n] = field(indices[i]);
          ++n;
        }
    return values;
  }

  template <int dim>
  template <typename Consumer>
  void Remap<dim>::Shift::integrate(const Space space,
                                    const Vector &old,
                                    const Consumer &consume) const
  {
    const auto &dof_handler      = discretization_.dof_handler(space);
    const FiniteElement<dim> &fe = dof_handler.get_fe();
    const unsigned int n_dofs    = fe.n_dofs_per_cell();
    const Overlaps overlaps = overlap_integrals(fe.base_element(0), cells_);
    const std::size_t n     = n_local_cells_;
    const std::vector<double> own = cell_values(dof_handler, old);
    std::vector<double> integrals(own.size(), 0.);
    std::vector<double> values(n);
    for (std::size_t c = 0; c < donors_.size(); ++c)
      for (unsigned int j = 0; j < n_dofs; ++j)
        {
          donors_[c].template export_to_ghosted_array<double>(
            ArrayView<const double>(own.data() + j * n, n),
            ArrayView<double>(values.data(), n));
          const auto [component, base_j] = fe.system_to_component_index(j);
          for (unsigned int i = 0; i < n_dofs; ++i)
            if (fe.system_to_component_index(i).first == component)
              {
                const double factor =
                  overlaps[c](fe.system_to_component_index(i).second, base_j);
                for (std::size_t e = 0; e < n; ++e)
                  integrals[i * n + e] += factor * values[e];
              }
        }

    dealii::Vector<double> of_cell(n_dofs);
    std::size_t e = 0;
    for (const auto &cell : dof_handler.active_cell_iterators())
      if (cell->is_locally_owned())
        {
          for (unsigned int i = 0; i < n_dofs; ++i)
            of_cell[i] = integrals[i * n + e];
          consume(cell, of_cell);
          ++e;
        }
  }

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
  Remap<dim>::~Remap() = default;

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
  const typename Remap<dim>::Shift &Remap<dim>::shift(const int k) const
  {
    auto &entry = shifts_[k];
    if (!entry)
      entry =
        std::make_unique<const Shift>(discretization_,
                                      k * static_cast<int>(cells_per_row_));
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
    const Shift &by_k = shift(k);
    project_density(state.density, by_k);
    project_velocity(state.velocity, by_k);
    project_stress(state.stress, by_k);
    state.frame.tilt -= k * tilt_period();
  }

  /** Right-hand side of the projection of a continuous field. */
  template <int dim>
  Vector Remap<dim>::right_hand_side(const Space space,
                                     const Vector &old,
                                     const Shift &shift) const
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
  void Remap<dim>::project_density(Vector &density, const Shift &shift) const
  {
    density_operator_.invert_mass(
      density, right_hand_side(density_space, density, shift));
  }

  template <int dim>
  void Remap<dim>::project_velocity(Vector &velocity, const Shift &shift) const
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
    cg.solve(VelocityMass<dim>{discretization_.matrix_free()},
             projected,
             integrals,
             preconditioner);
    velocity.zero_out_ghost_values();
    velocity.copy_locally_owned_data_from(projected);
  }

  template <int dim>
  void Remap<dim>::project_stress(Vector &stress, const Shift &shift) const
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
