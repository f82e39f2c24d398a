#include <vitriflow/operators/stress_transport.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    template <int dim>
    void integrate_cells(const MatrixFree<dim, double> &data,
                         Vector &out,
                         const Vector &stress,
                         const Vector &velocity,
                         const double shift,
                         const std::pair<unsigned int, unsigned int> &range)
    {
      const Simd<double> tilt(shift);
      StressEvaluation<dim> s(data, stress_space);
      VelocityEvaluation<dim, double> v(data, free_velocity_space);
      for (unsigned int cell = range.first; cell < range.second; ++cell)
        {
          s.reinit(cell);
          v.reinit(cell);
          s.gather_evaluate(stress, EvaluationFlags::gradients);
          v.gather_evaluate(velocity, EvaluationFlags::values);
          for (const unsigned int q : s.quadrature_point_indices())
            {
              const auto along    = to_mesh(v.get_value(q), tilt);
              const auto gradient = s.get_gradient(q);
              Tensor<1, n_stress_components<dim>, Simd<double>> derivative;
              for (unsigned int c = 0; c < n_stress_components<dim>; ++c)
                derivative[c] = gradient[c] * along;
              s.submit_value(derivative, q);
            }
          s.integrate_scatter(EvaluationFlags::values, out);
        }
    }

    template <int dim>
    void integrate_faces(const MatrixFree<dim, double> &data,
                         Vector &out,
                         const Vector &stress,
                         const Vector &velocity,
                         const double shift,
                         const std::pair<unsigned int, unsigned int> &range)
    {
      const Simd<double> tilt(shift), zero(0.);
      StressFaceEvaluation<dim> inner(data, true, stress_space);
      StressFaceEvaluation<dim> outer(data, false, stress_space);
      VelocityFaceEvaluation<dim, double> v(data, true, free_velocity_space);
      for (unsigned int face = range.first; face < range.second; ++face)
        {
          inner.reinit(face);
          outer.reinit(face);
          v.reinit(face);
          inner.gather_evaluate(stress, EvaluationFlags::values);
          outer.gather_evaluate(stress, EvaluationFlags::values);
          v.gather_evaluate(velocity, EvaluationFlags::values);
          for (const unsigned int q : inner.quadrature_point_indices())
            {
              const Simd<double> flux =
                to_mesh(v.get_value(q), tilt) * inner.get_normal_vector(q);
              const auto jump = outer.get_value(q) - inner.get_value(q);
              inner.submit_value(jump * std::min(flux, zero), q);
              outer.submit_value(jump * std::max(flux, zero), q);
            }
          inner.integrate_scatter(EvaluationFlags::values, out);
          outer.integrate_scatter(EvaluationFlags::values, out);
        }
    }
  } // namespace

  template <int dim>
  void integrate_stress_advection(Vector &integrals,
                                  const Vector &stress,
                                  const Vector &velocity,
                                  const Frame &frame,
                                  const Discretization<dim> &discretization)
  {
    velocity.update_ghost_values();
    discretization.matrix_free().template loop<Vector, Vector>(
      [&](const auto &data, auto &out, const auto &in, const auto &range) {
        integrate_cells<dim>(data, out, in, velocity, frame.tilt, range);
      },
      [&](const auto &data, auto &out, const auto &in, const auto &range) {
        integrate_faces<dim>(data, out, in, velocity, frame.tilt, range);
      },
      // nothing flows through walls
      [](const auto &, auto &, const auto &, const auto &) {},
      integrals,
      stress,
      true,
      MatrixFree<dim, double>::DataAccessOnFaces::values,
      MatrixFree<dim, double>::DataAccessOnFaces::values);
    velocity.zero_out_ghost_values();
  }

  template void integrate_stress_advection(Vector &,
                                           const Vector &,
                                           const Vector &,
                                           const Frame &,
                                           const Discretization<2> &);
  template void integrate_stress_advection(Vector &,
                                           const Vector &,
                                           const Vector &,
                                           const Frame &,
                                           const Discretization<3> &);
} // namespace vitriflow
