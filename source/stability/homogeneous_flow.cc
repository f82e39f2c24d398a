#include <vitriflow/stability/controlled_step.h>
#include <vitriflow/stability/homogeneous_flow.h>

#include <deal.II/lac/lapack_full_matrix.h>
#include <deal.II/lac/vector.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    /** Newton's method doubles the digits of each step; laws that are linear
     * in their variables need one. */
    constexpr unsigned int max_newton_steps = 50;
    constexpr double newton_tolerance       = 1e-13;

    /** Singular values below this share of the largest are none. */
    constexpr double rank_tolerance = 1e-13;

    /** Plastic flow has a threshold, on whose far side the search begins: at
     * this strain. */
    constexpr double developed_strain = 2.;
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
    law.start(x.data());
    if (t <= 0.)
      return x;
    const auto rate = [&](const Variables &y, Variables &dy, double) {
      law.rate(L, 1., y.data(), dy.data());
    };
    odeint::integrate_adaptive(ControlledStep(
                                 ErrorOfGroups{law.n_variables(), 0}),
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
    law.start(x.data());
    if (law.is_plastic())
      x = startup_flow(law, shear_rate, developed_strain / shear_rate);
    FlowJacobian jacobian;
    for (unsigned int step = 0; step < max_newton_steps; ++step)
      {
        law.linearise(L, 1., x.data(), rate.data(), jacobian);
        dealii::LAPACKFullMatrix<double> by_variables(n, n);
        for (unsigned int i = 0; i < n; ++i)
          for (unsigned int j = 0; j < n; ++j)
            by_variables(i, j) = jacobian(i, j);
        dealii::Vector<double> residual(rate.begin(), rate.end()), update(n);
        by_variables.compute_svd();
        // plastic flow of the deviator leaves the isotropic stress as it is,
        // anything else that does not relax grows for ever
        if (!law.is_plastic() &&
            by_variables.singular_value(n - 1) <=
              rank_tolerance * by_variables.singular_value(0))
          return {};
        by_variables.compute_inverse_svd(rank_tolerance);
        by_variables.vmult(update, residual);
        double size = 0.;
        for (unsigned int i = 0; i < n; ++i)
          {
            x[i] -= update(i);
            size += std::abs(x[i]); // also shows what is not a number
          }
        if (!std::isfinite(size))
          return {};
        if (update.linfty_norm() <= newton_tolerance * size)
          return x;
      }
    return {};
  }
} // namespace vitriflow
