#pragma once

#include <functional>
#include <optional>
#include <vector>

namespace vitriflow
{
  /** A point of a load-depth curve, any consistent units. */
  struct LoadPoint
  {
    double depth, load;
  };

  /** What the unloading of an indentation tells. */
  struct OliverPharrResult
  {
    /** P = factor (h - residual_depth)^exponent along the unloading. */
    double factor, residual_depth, exponent;
    /** dP/dh at the largest load. */
    double stiffness;
    /** h_c = h_max - epsilon P_max/S, and the area of contact there. */
    double contact_depth, area;
    /** P_max/A. */
    double hardness;
    /** sqrt(pi)/2 S/sqrt(A). */
    double reduced_modulus;
  };

  /**
   * Hardness and reduced modulus from an unloading curve, W. C. Oliver and
   * G. M. Pharr, J. Mater. Res. 7, 1564 (1992): a power law is fitted to loads
   * between 30 % and 98 % of the largest.
   *
   * @param unloading points in the order of time, the largest load first.
   * @param area_at   cross section of the indenter at a height above its tip.
   * @param epsilon   0.75 for paraboloids of revolution and Berkovich
   *                  pyramids, 1 for flat punches.
   *
   * Empty if there are fewer than four such points or they do not fall.
   */
  std::optional<OliverPharrResult>
  oliver_pharr(const std::vector<LoadPoint> &unloading,
               const std::function<double(double)> &area_at,
               const double epsilon);
} // namespace vitriflow
