#include <vitriflow/base/exceptions.h>
#include <vitriflow/operators/advection_series.h>
#include <vitriflow/operators/transport.h>

#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** A flow that passes more cells in one step is out of bounds. */
    constexpr double max_courant = 100.;
  } // namespace

  template <int dim>
  Transport<dim>::Transport(const Discretization<dim> &discretization,
                            const DensityOperator<dim> &density_operator)
    : density_operator_(density_operator)
    , stress_advection_(discretization)
  {
    for (Vector &v : stress_stages_)
      discretization.initialize(v, stress_space);
    for (Vector &v : density_stages_)
      discretization.initialize(v, density_space);
  }

  template <int dim>
  void Transport<dim>::freeze(const Vector &velocity, const Frame &frame)
  {
    velocity_     = &velocity;
    frame_        = frame;
    courant_rate_ = stress_advection_.freeze(velocity, frame);
  }

  template <int dim>
  template <typename Advance>
  void Transport<dim>::carry(Vector &field,
                             const double span,
                             std::array<Vector, 2> &stages,
                             const Advance &advance) const
  {
    const double courant = span * courant_rate_;
    if (!(courant > 0.))
      return;
    if (!std::isfinite(courant) || courant > max_courant)
      throw StepFailed("the flow passes " + std::to_string(courant) +
                       " cells in a step");
    const AdvectionSeries series = advection_series(courant);
    for (unsigned int i = 0; i < series.n_substeps; ++i)
      {
        const Vector *last = &field;
        for (unsigned int k = series.factors.size(); k-- > 0;)
          {
            Vector &next = stages[k % 2];
            advance(next,
                    field,
                    span / series.n_substeps * series.factors[k],
                    *last);
            last = &next;
          }
        field.swap(stages[0]);
      }
  }

  template <int dim>
  void Transport<dim>::carry_stress(Vector &stress, const double span)
  {
    carry(stress,
          span,
          stress_stages_,
          [this](Vector &result,
                 const Vector &begin,
                 const double dt,
                 const Vector &s) {
            stress_advection_.advance(result, begin, dt, s);
          });
  }

  template <int dim>
  void Transport<dim>::carry_density(Vector &density, const double span)
  {
    carry(density,
          span,
          density_stages_,
          [this](Vector &result,
                 const Vector &begin,
                 const double dt,
                 const Vector &rho) {
            density_operator_.flux_rate(result, rho, *velocity_, frame_);
            result.sadd(dt, 1., begin);
          });
  }

  template class Transport<2>;
  template class Transport<3>;
} // namespace vitriflow
