#pragma once

#include <vitriflow/material/plastic_flow.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vitriflow
{
  namespace internal
  {
    inline constexpr unsigned int n_lanes(const double &)
    {
      return 1;
    }
    inline constexpr unsigned int n_lanes(const Simd<double> &)
    {
      return Simd<double>::size();
    }
    inline double &lane(double &x, const unsigned int)
    {
      return x;
    }
    inline double &lane(Simd<double> &x, const unsigned int l)
    {
      return x[l];
    }

    /** Of |t| below: exp(t) neither overflows nor becomes zero. */
    constexpr double largest_exponent = 690.;

    /** Error of t; that of x is smaller by a factor of four times the
     * distance of trial and threshold. */
    constexpr double return_tolerance = 1e-11;

    /** Newton's method takes 3 to 6 iterations, and bisection, where it has
     * to help, 50 from the whole interval. */
    constexpr unsigned int max_return_iterations = 100;

    /** Below this slope of its function Newton's method is not trusted. */
    constexpr double least_slope = 0.05;
  } // namespace internal

  /**
   * A PlasticFlow from a copyable struct with
   *
   *   static constexpr char structure_name[], structure_symbol[];
   *   N threshold(const N &yield_factor) const;           // d = 0 below it
   *   FlowRate<N> flow(const N &x, const N &w, const N &yield_factor) const;
   *   StructureStep<N> structure(const N &w, double weight,
   *                              const N &d, const N &x) const;
   *
   * as const member templates, for N = double and Simd<double>, and
   *
   *   StructureRate structure_rate(double w, double d, double x) const,
   *
   * of which structure() is an implicit step.
   *
   * The step is solved for t = ln[(x - threshold)/(trial - x)], any real
   * number, from
   *
   *   g(t) = t + ln compliance + log_mobility(x(t), w(t)) = 0.
   *
   * At constant w and for a mobility that grows with stress, g' >= 1 wherever
   * t is, however steep the law: Newton's method converges from far away.
   * Where w softens the glass within a step, bisection helps out.
   */
  template <typename Law>
  class PlasticFlowOf final : public PlasticFlow
  {
  public:
    explicit PlasticFlowOf(Law law)
      : law_(std::move(law))
    {
    }

    PlasticReturn<double>
    advance(const PlasticStep<double> &step) const override
    {
      return solve(step);
    }

    PlasticReturn<Simd<double>>
    advance(const PlasticStep<Simd<double>> &step) const override
    {
      return solve(step);
    }

    double rate(const double stress,
                const double structure,
                const double yield_factor) const override
    {
      return rate_of(stress, structure, yield_factor);
    }

    Simd<double> rate(const Simd<double> &stress,
                      const Simd<double> &structure,
                      const Simd<double> &yield_factor) const override
    {
      return rate_of(stress, structure, yield_factor);
    }

    PlasticRates rates(const double stress,
                       const double structure,
                       const double yield_factor) const override
    {
      const double excess = stress - law_.threshold(yield_factor);
      if (!(excess > least_excess))
        return {0., 0., 0., 0., 0., 0.};
      const FlowRate<double> flow = law_.flow(stress, structure, yield_factor);
      const double mobility       = std::exp(flow.log_mobility);
      const double d              = excess * mobility;
      const double by_stress      = mobility + d * flow.stress_slope;
      const double by_structure   = d * flow.structure_slope;
      const StructureRate change  = law_.structure_rate(structure, d, stress);
      return {d,
              by_stress,
              by_structure,
              change.value,
              change.stress_slope + change.rate_slope * by_stress,
              change.structure_slope + change.rate_slope * by_structure};
    }

    std::string structure_name() const override
    {
      return Law::structure_name;
    }

    std::string structure_symbol() const override
    {
      return Law::structure_symbol;
    }

  private:
    /** Smallest stress above the threshold that counts [G0]. */
    static constexpr double least_excess = 1e-30;

    /** All that follows from t. */
    template <typename N>
    struct Point
    {
      N p, q; // (x - threshold)/span, (trial - x)/span; p + q = 1
      N x, gap, rate;
      StructureStep<N> structure;
      FlowRate<N> flow;
    };

    template <typename N>
    Point<N> at(const N &t,
                const PlasticStep<N> &step,
                const N &threshold,
                const N &span) const
    {
      Point<N> point;
      const N e  = std::exp(t);
      point.q    = 1. / (1. + e);
      point.p    = e * point.q;
      point.x    = threshold + span * point.p;
      point.gap  = span * point.q;
      point.rate = point.gap / step.compliance;
      point.structure =
        law_.structure(step.structure, step.weight, point.rate, point.x);
      point.flow = law_.flow(point.x, point.structure.value, step.yield_factor);
      return point;
    }

    /** dw/dx along x + compliance d = trial. */
    template <typename N>
    static N structure_slope(const Point<N> &point, const N &compliance)
    {
      return point.structure.stress_slope -
             point.structure.rate_slope / compliance;
    }

    template <typename N>
    N first_guess(const PlasticStep<N> &step,
                  const N &threshold,
                  const N &span) const
    {
      constexpr double margin = 1e-6;
      const N p = std::min(std::max((step.guess - threshold) / span, N(margin)),
                           N(1. - margin));
      return std::log(p / (1. - p));
    }

    template <typename N>
    PlasticReturn<N> solve(const PlasticStep<N> &step) const
    {
      using namespace internal;
      const N threshold      = law_.threshold(step.yield_factor);
      N excess               = step.trial - threshold;
      N span                 = std::max(excess, N(least_excess));
      const N log_compliance = std::log(step.compliance);
      N t                    = first_guess(step, threshold, span);
      N low = -largest_exponent, high = largest_exponent;
      Point<N> point = at(t, step, threshold, span);
      for (unsigned int i = 0; i < max_return_iterations; ++i)
        {
          N g     = t + log_compliance + point.flow.log_mobility;
          N slope = 1. + span * point.p * point.q *
                           (point.flow.stress_slope +
                            point.flow.structure_slope *
                              structure_slope(point, step.compliance));
          bool converged = true;
          for (unsigned int l = 0; l < n_lanes(t); ++l)
            {
              double &tl      = lane(t, l);
              const double gl = lane(g, l);
              if (!(lane(excess, l) > least_excess) ||
                  !(std::abs(gl) > return_tolerance) ||
                  lane(high, l) - lane(low, l) < return_tolerance)
                continue;
              converged                                = false;
              (gl < 0. ? lane(low, l) : lane(high, l)) = tl;
              const double next  = tl - gl / lane(slope, l);
              const bool trusted = lane(slope, l) > least_slope;
              // a law so slow that t leaves the interval is elastic here
              if (trusted && next >= largest_exponent &&
                  tl > 0.5 * largest_exponent)
                lane(low, l) = tl = lane(high, l);
              else
                tl = trusted && next > lane(low, l) && next < lane(high, l)
                       ? next
                       : 0.5 * (lane(low, l) + lane(high, l));
            }
          if (converged)
            break;
          point = at(t, step, threshold, span);
        }
      return result(point, step, excess);
    }

    template <typename N>
    PlasticReturn<N>
    result(const Point<N> &point, const PlasticStep<N> &step, N &excess) const
    {
      using namespace internal;
      const N hardening =
        point.gap * point.flow.stress_slope + point.q / point.p;
      const N softening             = point.gap * point.flow.structure_slope;
      const N at_constant_structure = 1. / (1. + hardening);
      const N coupled =
        (1. - softening * point.structure.rate_slope / step.compliance) /
        (1. + hardening + softening * structure_slope(point, step.compliance));
      PlasticReturn<N> end = {point.x,
                              point.rate,
                              point.structure.value,
                              std::max(coupled, 0.5 * at_constant_structure)};
      N elastic =
        law_.structure(step.structure, step.weight, N(0.), step.trial).value;
      N trial = step.trial;
      for (unsigned int l = 0; l < n_lanes(trial); ++l)
        {
          lane(end.tangent, l) = std::min(lane(end.tangent, l), 1.);
          if (lane(excess, l) > least_excess)
            continue;
          lane(end.stress, l)    = lane(trial, l);
          lane(end.rate, l)      = 0.;
          lane(end.structure, l) = lane(elastic, l);
          lane(end.tangent, l)   = 1.;
        }
      return end;
    }

    template <typename N>
    N rate_of(const N &stress, const N &structure, const N &yield_factor) const
    {
      using namespace internal;
      N excess  = stress - law_.threshold(yield_factor);
      const N x = std::max(stress, law_.threshold(yield_factor) + least_excess);
      N rate =
        excess * std::exp(law_.flow(x, structure, yield_factor).log_mobility);
      for (unsigned int l = 0; l < n_lanes(rate); ++l)
        if (!(lane(excess, l) > least_excess))
          lane(rate, l) = 0.;
      return rate;
    }

    Law law_;
  };
} // namespace vitriflow
