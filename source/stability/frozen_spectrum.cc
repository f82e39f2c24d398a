#include <vitriflow/stability/frozen_spectrum.h>
#include <vitriflow/stability/homogeneous_flow.h>

#include <deal.II/base/numbers.h>

#include <boost/math/tools/minima.hpp>
#include <boost/math/tools/toms748_solve.hpp>

#include <cmath>

namespace vitriflow
{
  using dealii::numbers::PI;

  namespace
  {
    /** Directions tried first; growth varies over tens of degrees, and 45
     * degrees is one of them. */
    constexpr unsigned int n_directions = 120;

    /** Half the digits of a double: all a smooth maximum can be located to. */
    constexpr int angle_bits = 26;

    /** Ratio of successive rates in the search of a sign change. */
    constexpr double rate_ratio   = 1.25;
    constexpr double search_range = 50.;

    /** Relative width of the bracket at which the root is accepted. */
    constexpr double rate_tolerance = 1e-12;
  } // namespace

  FastestWave fastest_frozen_wave(const WaveEquations &equations,
                                  const FlowLaw &law,
                                  const double shear_rate,
                                  const std::vector<double> &x,
                                  const double k)
  {
    FlowJacobian jacobian;
    std::vector<double> rate(x.size());
    law.linearise(
      simple_shear(shear_rate), 1., x.data(), rate.data(), jacobian);
    const auto growth = [&](const double angle) {
      return equations.growth_rate(jacobian, shear_rate, wave_vector(k, angle));
    };

    const double spacing = PI / n_directions;
    FastestWave best     = {growth(0.), 0.};
    for (unsigned int i = 1; i < n_directions; ++i)
      if (const double s = growth(i * spacing); s > best.growth_rate)
        best = {s, i * spacing};
    const auto minimum = boost::math::tools::brent_find_minima(
      [&](const double angle) { return -growth(angle); },
      best.angle - spacing,
      best.angle + spacing,
      angle_bits);
    if (-minimum.second > best.growth_rate)
      best = {-minimum.second, minimum.first};
    best.angle = std::fmod(best.angle + PI, PI);
    return best;
  }

  std::optional<double> critical_rate_of_spectrum(const Material &material,
                                                  const FlowLaw &law,
                                                  const double k,
                                                  const double guess)
  {
    const WaveEquations equations(material, law, 0.);
    // without steady flow there are no waves on it
    const auto excess = [&](const double rate) {
      const auto flow = steady_flow(law, rate);
      return flow
               ? fastest_frozen_wave(equations, law, rate, *flow, k).growth_rate
               : -1.;
    };
    if (!steady_flow(law, guess))
      return {};
    double below = guess / search_range, excess_below = excess(below);
    while (below < search_range * guess)
      {
        const double above        = rate_ratio * below;
        const double excess_above = excess(above);
        if (excess_below <= 0. && excess_above > 0.)
          {
            std::uintmax_t max_iterations = 100;
            const auto bracket            = boost::math::tools::toms748_solve(
              excess,
              below,
              above,
              excess_below,
              excess_above,
              [](const double a, const double b) {
                return std::abs(b - a) <= rate_tolerance * std::abs(a + b);
              },
              max_iterations);
            return 0.5 * (bracket.first + bracket.second);
          }
        below        = above;
        excess_below = excess_above;
      }
    return {};
  }
} // namespace vitriflow
