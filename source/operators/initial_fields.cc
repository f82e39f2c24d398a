#include <vitriflow/operators/initial_fields.h>
#include <vitriflow/operators/point_values.h>

namespace vitriflow
{
  using namespace dealii;

  template <int dim>
  void set_point_field(Vector &structure,
                       const Discretization<dim> &discretization,
                       const PointField which,
                       const Function<dim> &function)
  {
    const auto &data = discretization.matrix_free();
    StressEvaluation<dim> fields(data, stress_space);
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        fields.reinit(cell);
        fields.read_dof_values(structure);
        for (const unsigned int q : fields.quadrature_point_indices())
          point_field<dim>(fields, which, q) =
            evaluate_lanes<double>(fields.quadrature_point(q),
                                   data.n_active_entries_per_cell_batch(cell),
                                   [&](const Point<dim> &x) {
                                     return function.value(x);
                                   });
        fields.set_dof_values(structure);
      }
  }

  template void set_point_field(Vector &,
                                const Discretization<2> &,
                                const PointField,
                                const Function<2> &);
  template void set_point_field(Vector &,
                                const Discretization<3> &,
                                const PointField,
                                const Function<3> &);
} // namespace vitriflow
