#include <vitriflow/operators/plastic_measurements.h>

#include <limits>

namespace vitriflow
{
  using namespace dealii;

  template <int dim>
  PlasticMeasurements
  measure_plastic_flow(const State &state,
                       const Discretization<dim> &discretization,
                       const Material &material)
  {
    PlasticMeasurements m;
    const PlasticFlow *flow = material.plastic_flow();
    if (!flow)
      return m;
    const auto &data = discretization.matrix_free();
    StressEvaluation<dim> stress(data, stress_space);
    StressEvaluation<dim> structure(data, stress_space);
    const bool has_fields = !state.structure.empty();
    m.max_structure       = std::numeric_limits<double>::lowest();
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        stress.reinit(cell);
        stress.read_dof_values(state.stress[0]);
        structure.reinit(cell);
        if (has_fields)
          structure.read_dof_values(state.structure[0]);
        for (const unsigned int q : stress.quadrature_point_indices())
          {
            Simd<double> w = 0., yield_factor = 1.;
            if (has_fields)
              {
                w = point_field<dim>(structure, structural_variable, q);
                yield_factor =
                  point_factor<dim>(structure, yield_stress_factor, q);
              }
            const Simd<double> rate =
              2. * flow->rate(equivalent_stress(nodal_stress<dim>(stress, q)),
                              w,
                              yield_factor);
            const Simd<double> dx = discretization.axisymmetry().JxW(stress, q);
            for (unsigned int l = 0;
                 l < data.n_active_entries_per_cell_batch(cell);
                 ++l)
              {
                m.mean_rate += rate[l] * dx[l];
                m.mean_structure += w[l] * dx[l];
                m.max_rate      = std::max(m.max_rate, rate[l]);
                m.max_structure = std::max(m.max_structure, w[l]);
              }
          }
      }
    const auto comm  = discretization.communicator();
    m.mean_rate      = Utilities::MPI::sum(m.mean_rate, comm);
    m.mean_structure = Utilities::MPI::sum(m.mean_structure, comm);
    m.max_rate       = Utilities::MPI::max(m.max_rate, comm);
    m.max_structure  = Utilities::MPI::max(m.max_structure, comm);
    m.mean_rate /= discretization.volume();
    m.mean_structure /= discretization.volume();
    return m;
  }

  template PlasticMeasurements measure_plastic_flow(const State &,
                                                    const Discretization<2> &,
                                                    const Material &);
  template PlasticMeasurements measure_plastic_flow(const State &,
                                                    const Discretization<3> &,
                                                    const Material &);
} // namespace vitriflow
