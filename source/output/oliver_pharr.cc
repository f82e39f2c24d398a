#include <deal.II/base/numbers.h>

#include <vitriflow/output/oliver_pharr.h>

#include <boost/math/tools/minima.hpp>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    constexpr double smallest_share  = 0.3;
    constexpr double largest_share   = 0.98;
    constexpr std::size_t min_points = 4;

    /** ln P = intercept + exponent ln(h - residual), least squares. */
    struct LogarithmicFit
    {
      double intercept, exponent, residual_depth, squares;
    };

    LogarithmicFit fit(const std::vector<LoadPoint> &points,
                       const double residual_depth)
    {
      double n = points.size(), x = 0., y = 0., xx = 0., xy = 0., yy = 0.;
      for (const LoadPoint &p : points)
        {
          const double a = std::log(p.depth - residual_depth);
          const double b = std::log(p.load);
          x += a / n;
          y += b / n;
          xx += a * a / n;
          xy += a * b / n;
          yy += b * b / n;
        }
      const double slope = (xy - x * y) / (xx - x * x);
      return {y - slope * x,
              slope,
              residual_depth,
              yy - y * y - slope * (xy - x * y)};
    }
  } // namespace

  std::optional<OliverPharrResult>
  oliver_pharr(const std::vector<LoadPoint> &unloading,
               const std::function<double(double)> &area_at,
               const double epsilon)
  {
    if (unloading.empty())
      return {};
    const LoadPoint &top = unloading.front();
    std::vector<LoadPoint> points;
    double shallowest = top.depth;
    for (const LoadPoint &p : unloading)
      if (p.load > smallest_share * top.load &&
          p.load < largest_share * top.load && p.depth < shallowest)
        {
          points.push_back(p);
          shallowest = p.depth;
        }
    if (points.size() < min_points || !(top.load > 0.))
      return {};

    // the residual depth lies below all points; far below them the power law
    // becomes an exponential
    constexpr int digits = 30; // bits
    const double span    = points.front().depth - shallowest;
    const auto best      = boost::math::tools::brent_find_minima(
      [&](const double log_distance) {
        return fit(points, shallowest - span * std::exp(log_distance)).squares;
      },
      std::log(1e-4),
      std::log(1e2),
      digits);
    const LogarithmicFit law =
      fit(points, shallowest - span * std::exp(best.first));

    OliverPharrResult r;
    r.factor         = std::exp(law.intercept);
    r.residual_depth = law.residual_depth;
    r.exponent       = law.exponent;
    r.stiffness      = r.factor * r.exponent *
                  std::pow(top.depth - r.residual_depth, r.exponent - 1.);
    r.contact_depth = top.depth - epsilon * top.load / r.stiffness;
    r.area          = area_at(r.contact_depth);
    r.hardness      = top.load / r.area;
    r.reduced_modulus =
      0.5 * std::sqrt(dealii::numbers::PI / r.area) * r.stiffness;
    if (!(r.area > 0.) || !std::isfinite(r.reduced_modulus))
      return {};
    return r;
  }
} // namespace vitriflow
