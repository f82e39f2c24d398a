#include <vitriflow/base/exceptions.h>
#include <vitriflow/operators/transport.h>

#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /**
     * Cells a substep may pass. Runge-Kutta of three stages is stable with
     * upwind discontinuous quadratic elements up to 0.209 (Cockburn & Shu, J.
     * Sci. Comput. 16, 173 (2001)), with continuous ones, whose eigenvalues
     * are imaginary, up to sqrt(3) over their largest, 0.58.
     */
    constexpr double substep_courant = 0.2;
    constexpr unsigned int n_stages  = 3;
    /** A flow that passes more cells in one step is out of bounds. */
    constexpr double max_courant = 100.;

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

    /** The weak form of the negative rate of stress, not yet divided by the
     * mass; ghost values of the velocity are up to date. */
    template <int dim>
    void integrate_rate(const MatrixFree<dim, double> &matrix_free,
                        Vector &rate,
                        const Vector &stress,
                        const Vector &velocity,
                        const double tilt)
    {
      matrix_free.template loop<Vector, Vector>(
        [&](const auto &data, auto &out, const auto &in, const auto &range) {
          integrate_cells<dim>(data, out, in, velocity, tilt, range);
        },
        [&](const auto &data, auto &out, const auto &in, const auto &range) {
          integrate_faces<dim>(data, out, in, velocity, tilt, range);
        },
        // nothing flows through walls
        [](const auto &, auto &, const auto &, const auto &) {},
        rate,
        stress,
        true,
        MatrixFree<dim, double>::DataAccessOnFaces::values,
        MatrixFree<dim, double>::DataAccessOnFaces::values);
    }

    /** Integrals over the first cell; none where there are no cells. @p stress
     * is overwritten. */
    template <int dim>
    std::vector<double> cell_mass(const Discretization<dim> &discretization,
                                  Vector &stress)
    {
      const auto &data = discretization.matrix_free();
      if (data.n_cell_batches() == 0)
        return {};
      // the nodes of the stress are the quadrature points
      StressEvaluation<dim> s(data, stress_space);
      for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
        {
          s.reinit(cell);
          for (unsigned int c = 0; c < n_stress_components<dim>; ++c)
            for (const unsigned int q : s.quadrature_point_indices())
              s.begin_dof_values()[c * s.n_q_points + q] = s.JxW(q);
          s.set_dof_values(stress);
        }
      return std::vector<double>(stress.begin(),
                                 stress.begin() + s.dofs_per_cell);
    }

    /** result = begin - span rate/mass, cell by cell. */
    void advance_stress(Vector &result,
                        const Vector &begin,
                        const double span,
                        const Vector &rate,
                        const std::vector<double> &mass)
    {
      std::vector<double> factors(mass);
      for (double &factor : factors)
        factor = span / factor;
      const unsigned int per_cell = factors.size();
      for (unsigned int i = 0; i < rate.locally_owned_size(); i += per_cell)
        for (unsigned int k = 0; k < per_cell; ++k)
          result.local_element(i + k) =
            begin.local_element(i + k) - factors[k] * rate.local_element(i + k);
    }
  } // namespace

  template <int dim>
  Transport<dim>::Transport(const Discretization<dim> &discretization,
                            const DensityOperator<dim> &density_operator)
    : discretization_(discretization)
    , density_operator_(density_operator)
  {
    for (Vector *v : {&stress_rate_, &stress_stage_})
      discretization.initialize(*v, stress_space);
    for (Vector *v : {&density_rate_, &density_stage_})
      discretization.initialize(*v, density_space);
    stress_mass_ = cell_mass(discretization, stress_stage_);
  }

  template <int dim>
  void Transport<dim>::freeze(const Vector &velocity, const Frame &frame)
  {
    velocity_        = &velocity;
    frame_           = frame;
    const auto h     = discretization_.cell_size();
    const auto &data = discretization_.matrix_free();
    const Simd<double> tilt(frame.tilt);
    VelocityEvaluation<dim, double> v(data, free_velocity_space);
    double largest = 0.;
    velocity.update_ghost_values();
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        v.reinit(cell);
        v.gather_evaluate(velocity, EvaluationFlags::values);
        for (const unsigned int q : v.quadrature_point_indices())
          {
            const auto along  = to_mesh(v.get_value(q), tilt);
            Simd<double> rate = 0.;
            for (unsigned int d = 0; d < dim; ++d)
              rate += std::abs(along[d]) / h[d];
            for (unsigned int l = 0;
                 l < data.n_active_entries_per_cell_batch(cell);
                 ++l)
              largest = std::max(largest, rate[l]);
          }
      }
    velocity.zero_out_ghost_values();
    courant_rate_ =
      Utilities::MPI::max(largest, discretization_.communicator());
  }

  template <int dim>
  void Transport<dim>::stress_rate(Vector &rate, const Vector &stress) const
  {
    integrate_rate<dim>(
      discretization_.matrix_free(), rate, stress, *velocity_, frame_.tilt);
    for (unsigned int i = 0; i < rate.locally_owned_size(); ++i)
      rate.local_element(i) /= -stress_mass_[i % stress_mass_.size()];
  }

  template <int dim>
  template <typename Rate>
  void Transport<dim>::carry(Vector &field,
                             const double span,
                             Vector &rate,
                             Vector &stage,
                             const Rate &advance) const
  {
    const double courant = span * courant_rate_;
    if (!(courant > 0.))
      return;
    if (!std::isfinite(courant) || courant > max_courant)
      throw StepFailed("the flow passes " + std::to_string(courant) +
                       " cells in a step");
    const unsigned int n_substeps = std::ceil(courant / substep_courant);
    for (unsigned int i = 0; i < n_substeps; ++i)
      {
        // the exponential series by Horner's rule
        for (unsigned int k = n_stages; k > 0; --k)
          advance(stage,
                  field,
                  span / n_substeps / k,
                  k == n_stages ? field : stage,
                  rate);
        field.swap(stage);
      }
  }

  template <int dim>
  void Transport<dim>::carry_stress(Vector &stress, const double span)
  {
    velocity_->update_ghost_values();
    carry(stress,
          span,
          stress_rate_,
          stress_stage_,
          [this](Vector &result,
                 const Vector &begin,
                 const double dt,
                 const Vector &s,
                 Vector &rate) {
            integrate_rate<dim>(
              discretization_.matrix_free(), rate, s, *velocity_, frame_.tilt);
            // stress_rate() in one go through memory
            advance_stress(result, begin, dt, rate, stress_mass_);
          });
    velocity_->zero_out_ghost_values();
  }

  template <int dim>
  void Transport<dim>::carry_density(Vector &density, const double span)
  {
    carry(density,
          span,
          density_rate_,
          density_stage_,
          [this](Vector &result,
                 const Vector &begin,
                 const double dt,
                 const Vector &rho,
                 Vector &rate) {
            density_operator_.flux_rate(rate, rho, *velocity_, frame_);
            for (unsigned int i = 0; i < rate.locally_owned_size(); ++i)
              result.local_element(i) =
                begin.local_element(i) + dt * rate.local_element(i);
          });
  }

  template class Transport<2>;
  template class Transport<3>;
} // namespace vitriflow
