#pragma once

#include <vitriflow/structure/gridded_field.h>

#include <vector>

namespace vitriflow
{
  /** One cluster of marked grid points. */
  struct Cluster
  {
    /** Area or volume. */
    double size = 0.;
    /** Radius of the circle or sphere of that size. */
    double equivalent_radius = 0.;
    /** Long axis over the (root mean square) other axes of the ellipse or
     * ellipsoid with the same second moments. */
    double aspect_ratio = 1.;
    /** Of the long axis' projection to the xy plane from x, degrees, from -90
     * to 90. */
    double orientation = 0.;
    /** Whether it goes around the box; then its shape has no meaning. */
    bool spans = false;
  };

  /** Which values are marked. */
  enum class Tail
  {
    high,
    low
  };

  /** The share @p fraction of the points with the highest or lowest values. */
  std::vector<char> marked_points(const std::vector<double> &values,
                                  const double fraction,
                                  const Tail tail);

  /** Clusters of marked nearest neighbours, the largest first. */
  template <int dim>
  std::vector<Cluster> find_clusters(const Grid<dim> &grid,
                                     const std::vector<char> &marked);

  /** Density of sizes s^-exponent. */
  struct PowerLawFit
  {
    double exponent = 0.;
    /** Standard error. */
    double error  = 0.;
    std::size_t n = 0;
  };

  /**
   * Maximum likelihood for sizes from @p smallest on, multiples of @p unit:
   * exponent = 1 + n/sum ln[s/(smallest - unit/2)], error (exponent - 1)/
   * sqrt(n) (A. Clauset, C.R. Shalizi, M.E.J. Newman, SIAM Review 51, 661
   * (2009)). n = 0 if there are fewer than two.
   */
  PowerLawFit fit_power_law(const std::vector<double> &sizes,
                            const double smallest,
                            const double unit);
} // namespace vitriflow
