#include <vitriflow/operators/point_field_ranges.h>

#include <algorithm>
#include <limits>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Calls an action with every field and its value (to be changed) in every
     * lane in use. */
    template <int dim, typename Action>
    void for_each_value(const Vector &fields,
                        const Discretization<dim> &discretization,
                        const Action &action,
                        Vector *changed = nullptr)
    {
      const auto &data = discretization.matrix_free();
      StressEvaluation<dim> points(data, stress_space);
      for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
        {
          points.reinit(cell);
          points.read_dof_values(fields);
          for (unsigned int field = 0; field < n_point_fields; ++field)
            for (const unsigned int q : points.quadrature_point_indices())
              for (unsigned int l = 0;
                   l < data.n_active_entries_per_cell_batch(cell);
                   ++l)
                action(field,
                       point_field<dim>(points, PointField(field), q)[l]);
          if (changed)
            points.set_dof_values(*changed);
        }
    }
  } // namespace

  template <int dim>
  PointFieldRanges point_field_ranges(const Vector &fields,
                                      const Discretization<dim> &discretization)
  {
    PointFieldRanges ranges;
    ranges.fill({std::numeric_limits<double>::max(),
                 std::numeric_limits<double>::lowest()});
    for_each_value<dim>(fields,
                        discretization,
                        [&](const unsigned int field, const double value) {
                          auto &[low, high] = ranges[field];
                          low               = std::min(low, value);
                          high              = std::max(high, value);
                        });
    const auto comm = discretization.communicator();
    for (auto &[low, high] : ranges)
      {
        low  = Utilities::MPI::min(low, comm);
        high = Utilities::MPI::max(high, comm);
      }
    return ranges;
  }

  template <int dim>
  void limit_point_fields(Vector &fields,
                          const Discretization<dim> &discretization,
                          const PointFieldRanges &ranges)
  {
    for_each_value<dim>(
      fields,
      discretization,
      [&](const unsigned int field, double &value) {
        value = std::clamp(value, ranges[field].first, ranges[field].second);
      },
      &fields);
  }

  template PointFieldRanges point_field_ranges(const Vector &,
                                               const Discretization<2> &);
  template PointFieldRanges point_field_ranges(const Vector &,
                                               const Discretization<3> &);
  template void limit_point_fields(Vector &,
                                   const Discretization<2> &,
                                   const PointFieldRanges &);
  template void limit_point_fields(Vector &,
                                   const Discretization<3> &,
                                   const PointFieldRanges &);
} // namespace vitriflow
