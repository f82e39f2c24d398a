#pragma once

#include <boost/numeric/odeint.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace vitriflow
{
  /**
   * Local error of a step of the ordinary differential equations, relative and
   * absolute (unknowns start with size one). Errors add up over about a
   * thousand steps: amplitudes are good to 1e-7.
   */
  constexpr double ode_tolerance = 1e-10;

  using OdeUnknowns = std::vector<double>;

  /**
   * Error of a step over the tolerance, for unknowns in groups: first those of
   * the flow, then those of one wave after the other. That of an unknown is
   * compared with the largest of its group: once a wave has grown and decayed
   * again, some of its unknowns are but rounding of the others.
   */
  struct ErrorOfGroups
  {
    unsigned int n_flow;
    unsigned int n_wave;

    template <typename Algebra, typename Derivatives>
    double error(Algebra &,
                 const OdeUnknowns &y,
                 const Derivatives &,
                 const OdeUnknowns &error,
                 const double) const
    {
      double worst = 0.;
      for (std::size_t first = 0, n = n_flow; first < y.size();
           first += n, n            = n_wave)
        {
                     double size = 1., largest = 0.;
                     for (std::size_t i = first; i < first + n; ++i)
            {
                         // a step that jumps far beyond yield: shorten it
              if (!std::isfinite(error[i]))
                return std::numeric_limits<double>::max();
              size    = std::max(size, std::abs(y[i]));
              largest = std::max(largest, std::abs(error[i]));
            }
          worst = std::max(worst, largest / (ode_tolerance * size));
        }
      return worst;
    }
  };

  /** Dormand and Prince's step of order five with this error. */
  using ControlledStep = boost::numeric::odeint::controlled_runge_kutta<
    boost::numeric::odeint::runge_kutta_dopri5<OdeUnknowns>,
    ErrorOfGroups,
    boost::numeric::odeint::default_step_adjuster<double, double>>;
} // namespace vitriflow
