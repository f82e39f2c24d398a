#include <deal.II/base/polynomial.h>
#include <deal.II/base/quadrature_lib.h>

#include <vitriflow/operators/stress_advection.h>

#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    using Number             = Simd<double>;
    constexpr unsigned int n = n_quadrature_points_1d;

    template <int dim>
    constexpr unsigned int n_values = n_stress_components<dim> *n_points<dim>;

    /** The Lagrange polynomials of the Gauss points of the unit interval. */
    struct LineElement
    {
      /** derivative[k][j]: of polynomial j at point k. */
      std::array<std::array<double, n>, n> derivative;
      /** Values at the ends 0 and 1, and these over the weights. */
      std::array<std::array<double, n>, 2> trace, lift;

      LineElement()
      {
        const QGauss<1> gauss(n);
        const auto polynomials =
          Polynomials::generate_complete_Lagrange_basis(gauss.get_points());
        for (unsigned int j = 0; j < n; ++j)
          {
            const auto slope = polynomials[j].derivative();
            for (unsigned int k = 0; k < n; ++k)
              derivative[k][j] = slope.value(gauss.point(k)[0]);
            for (const unsigned int end : {0u, 1u})
              {
                trace[end][j] = polynomials[j].value(end);
                lift[end][j]  = trace[end][j] / gauss.weight(j);
              }
          }
      }
    };

    const LineElement &line_element()
    {
      static const LineElement element;
      return element;
    }

    /** First node of the lines along direction d, whose nodes are n^d apart. */
    template <int dim, int d>
    constexpr std::array<unsigned int, n_points<dim> / n> line_starts()
    {
      constexpr unsigned int stride = Utilities::pow(n, d);
      std::array<unsigned int, n_points<dim> / n> starts{};
      unsigned int l = 0;
      for (unsigned int q = 0; q < n_points<dim>; ++q)
        if ((q / stride) % n == 0)
          starts[l++] = q;
      return starts;
    }

    /** sum over k of weights[k] values[k stride]. */
    inline Number combine(const std::array<double, n> &weights,
                          const Number *values,
                          const unsigned int stride)
    {
      Number sum = weights[0] * values[0];
      for (unsigned int k = 1; k < n; ++k)
        sum += weights[k] * values[k * stride];
      return sum;
    }

    /**
     * Adds what flows along direction d to the rate of one component. All
     * fields are those of the nodes of a batch of cells; @p lower and @p upper
     * of the neighbours in this direction.
     */
    template <int dim, int d>
    inline void add_direction(const Number *speed,
                              const Number *inside,
                              const Number *lower,
                              const Number *upper,
                              Number *rate)
    {
      constexpr unsigned int stride = Utilities::pow(n, d);
      constexpr auto starts         = line_starts<dim, d>();
      const LineElement &line       = line_element();
      const auto &[first, last]     = line.trace;
      const Number zero(0.);
      for (const unsigned int q : starts)
        {
          const Number from_below =
            std::min(-combine(first, speed + q, stride), zero) *
            (combine(last, lower + q, stride) -
             combine(first, inside + q, stride));
          const Number from_above =
            std::min(combine(last, speed + q, stride), zero) *
            (combine(first, upper + q, stride) -
             combine(last, inside + q, stride));
          for (unsigned int k = 0; k < n; ++k)
            rate[q + k * stride] +=
              speed[q + k * stride] *
                combine(line.derivative[k], inside + q, stride) +
              line.lift[0][k] * from_below + line.lift[1][k] * from_above;
        }
    }

    /** Where the speeds of a batch begin. */
    template <int dim>
    std::size_t first_speed(const std::size_t batch)
    {
      return batch * dim * n_points<dim>;
    }

    template <int dim>
    using Values = std::array<Number, n_values<dim>>;

    /** Batches between asking for neighbours and using them. */
    constexpr unsigned int ahead = 2;

    template <int dim, typename Entries>
    inline void
    read(Values<dim> &values, const Vector &vector, const Entries &entries)
    {
      vectorized_load_and_transpose(n_values<dim>,
                                    vector.begin(),
                                    entries.data(),
                                    values.data());
    }

    template <int dim, int d, typename Batch>
    inline void add_direction(const Batch &batch,
                              const Vector &stress,
                              const Number *speeds,
                              const Values<dim> &inside,
                              Values<dim> &rate)
    {
      Values<dim> lower, upper;
      read<dim>(lower, stress, batch.outside[2 * d]);
      read<dim>(upper, stress, batch.outside[2 * d + 1]);
      for (unsigned int c = 0; c < n_values<dim>; c += n_points<dim>)
        add_direction<dim, d>(speeds + d * n_points<dim>,
                              &inside[c],
                              &lower[c],
                              &upper[c],
                              &rate[c]);
    }
  } // namespace

  template <int dim>
  StressAdvection<dim>::StressAdvection(
    const Discretization<dim> &discretization)
    : discretization_(discretization)
  {
    // a mesh that follows the material carries nothing
    if (!discretization.follows_material())
      find_neighbours();
  }

  template <int dim>
  void StressAdvection<dim>::prefetch(const Batch &batch,
                                      const Vector &stress) const
  {
    constexpr unsigned int per_line = 64 / sizeof(double);
    for (unsigned int side = 1; side < n_sides; side += 2)
      for (const unsigned int first : batch.outside[side])
        for (unsigned int i = 0; i < n_values<dim>; i += per_line)
          __builtin_prefetch(stress.begin() + first + i);
  }

  template <int dim>
  void StressAdvection<dim>::find_neighbours()
  {
    const auto &data  = discretization_.matrix_free();
    const auto &dofs  = discretization_.dof_handler(stress_space);
    const auto &owner = *data.get_vector_partitioner(stress_space);
    std::vector<types::global_dof_index> indices(n_values<dim>);
    const auto first_entry = [&](const auto &cell) {
      const typename DoFHandler<dim>::active_cell_iterator here(
        &cell->get_triangulation(), cell->level(), cell->index(), &dofs);
      here->get_dof_indices(indices);
      for (const auto i : {indices.front(), indices.back()})
        AssertThrow(owner.in_local_range(i) || owner.is_ghost_entry(i),
                    ExcInternalError());
      const unsigned int first = owner.global_to_local(indices.front());
      AssertThrow(owner.global_to_local(indices.back()) ==
                    first + n_values<dim> - 1,
                  ExcInternalError());
      return first;
    };
    batches_.resize(data.n_cell_batches());
    for (unsigned int b = 0; b < batches_.size(); ++b)
      {
        Batch &batch  = batches_[b];
        batch.n_cells = data.n_active_entries_per_cell_batch(b);
        for (unsigned int l = 0; l < lanes; ++l)
          {
            const auto cell =
              data.get_cell_iterator(b, l < batch.n_cells ? l : 0);
            batch.inside[l] = first_entry(cell);
            for (unsigned int side = 0; side < n_sides; ++side)
              // at walls any cell does: w . n is zero there to round-off
              batch.outside[side][l] =
                cell->at_boundary(side) && !cell->has_periodic_neighbor(side)
                  ? batch.inside[l]
                  : first_entry(cell->neighbor_or_periodic_neighbor(side));
          }
      }
    speeds_.resize(batches_.size() * dim * n_points<dim>);
  }

  template <int dim>
  double StressAdvection<dim>::freeze(const Vector &velocity,
                                      const Frame &frame)
  {
    AssertThrow(!discretization_.follows_material(), ExcInternalError());
    const auto h = discretization_.cell_size();
    const Number tilt(frame.tilt);
    VelocityEvaluation<dim, double> v(
      discretization_.rows(free_velocity_space));
    double largest = 0.;
    velocity.update_ghost_values();
    for (unsigned int b = 0; b < batches_.size(); ++b)
      {
        Number *speeds = speeds_.data() + first_speed<dim>(b);
        v.reinit(b);
        v.gather_evaluate(velocity, EvaluationFlags::values);
        for (const unsigned int q : v.quadrature_point_indices())
          {
            const auto along = to_mesh(v.get_value(q), tilt);
            Number rate      = 0.;
            for (unsigned int d = 0; d < dim; ++d)
              {
                speeds[d * n_points<dim> + q] = along[d] / h[d];
                rate += std::abs(along[d]) / h[d];
              }
            for (unsigned int l = 0; l < batches_[b].n_cells; ++l)
              largest = std::max(largest, rate[l]);
          }
      }
    velocity.zero_out_ghost_values();
    return Utilities::MPI::max(largest, discretization_.communicator());
  }

  template <int dim>
  void StressAdvection<dim>::advance(Vector &result,
                                     const Vector &begin,
                                     const double span,
                                     const Vector &stress) const
  {
    for ([[maybe_unused]] const Vector *v :
         std::initializer_list<const Vector *>{&result, &begin, &stress})
      Assert(v->partitioners_are_compatible(
               *discretization_.matrix_free().get_vector_partitioner(
                 stress_space)),
             ExcInternalError());
    stress.update_ghost_values();
    for (unsigned int b = 0; b < batches_.size(); ++b)
      {
        if (b + ahead < batches_.size())
          prefetch(batches_[b + ahead], stress);
        const Batch &batch   = batches_[b];
        const Number *speeds = speeds_.data() + first_speed<dim>(b);
        Values<dim> inside, rate;
        read<dim>(inside, stress, batch.inside);
        rate.fill(Number(0.));
        add_direction<dim, 0>(batch, stress, speeds, inside, rate);
        add_direction<dim, 1>(batch, stress, speeds, inside, rate);
        if constexpr (dim == 3)
          add_direction<dim, 2>(batch, stress, speeds, inside, rate);

        read<dim>(inside, begin, batch.inside);
        for (unsigned int i = 0; i < n_values<dim>; ++i)
          rate[i] = inside[i] - span * rate[i];
        if (batch.n_cells == lanes)
          vectorized_transpose_and_store(false,
                                         n_values<dim>,
                                         rate.data(),
                                         batch.inside.data(),
                                         result.begin());
        else
          for (unsigned int l = 0; l < batch.n_cells; ++l)
            for (unsigned int i = 0; i < n_values<dim>; ++i)
              result.local_element(batch.inside[l] + i) = rate[i][l];
      }
    stress.zero_out_ghost_values();
  }

  template class StressAdvection<2>;
  template class StressAdvection<3>;
} // namespace vitriflow
