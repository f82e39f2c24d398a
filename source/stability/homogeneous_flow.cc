#include <vitriflow/stability/homogeneous_flow.h>
#include <vitriflow/stability/ode_tolerance.h>

#include <deal.II/lac/full_matrix.h>
#include <deal.II/lac/vector.h>

#include <boost/numeric/odeint.hpp>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    /** Newton's method doubles the digits of each step; laws that are linear
     * in their variables need one. */
    constexpr unsigned int max_newton_steps = 50;
    constexpr double newton_tolerance       = 1e-13;
  } // namespace

  VelocityGradient<double> simple_shear(const double rate)
  {
    VelocityGradient<double> L;
    L[0][1] = rate;
    return L;
  }

  std::vector<double>
  startup_flow(const FlowLaw &law, const double shear_rate, const double t)
  {
    namespace odeint = boost::numeric::odeint;
    using Variables  = std::vector<double>;
    const auto L     = simple_shear(shear_rate);
    Variables x(law.n_variables());
    law.set_isotropic_stress(0., x.data());
    if (t <= 0.)
      return x;
    const auto rate = [&](const Variables &y, Variables &dy, double) {
      law.rate(L, 1., y.data(), dy.data());
    };
    using Stepper = odeint::runge_kutta_dopri5<Variables>;
    odeint::integrate_adaptive(odeint::make_controlled<Stepper>(ode_tolerance,
                                                                ode_tolerance),
                               rate,
                               x,
                               0.,
                               t,
                               1e-3 * t);
    return x;
  }

  std::optional<std::vector<double>> steady_flow(const FlowLaw &law,
                                                 const double shear_rate)
  {
    const unsigned int n = law.n_variables();
    const auto L         = simple_shear(shear_rate);
    std::vector<double> x(n), rate(n);
    law.set_isotropic_stress(0., x.data());
    FlowJacobian jacobian;
    for (unsigned int step = 0; step < max_newton_steps; ++step)
      {
        law.linearise(L, 1., x.data(), rate.data(), jacobian);
        dealii::FullMatrix<double> by_variables(n, n);
        for (unsigned int i = 0; i < n; ++i)
          for (unsigned int j = 0; j < n; ++j)
            by_variables(i, j) = jacobian(i, j);
        dealii::Vector<double> residual(rate.begin(), rate.end()), update(n);
        by_variables.gauss_jordan();
        by_variables.vmult(update, residual);
        double size = 0.;
        for (unsigned int i = 0; i < n; ++i)
          {
            x[i] -= update(i);
            size += std::abs(x[i]); // also shows what is not a number
          }
        if (!std::isfinite(size))
          return {}; // a singular matrix
        if (update.linfty_norm() <= newton_tolerance * size)
          return x;
      }
    return {};
  }
} // namespace vitriflow
