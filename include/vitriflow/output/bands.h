#pragma once

#include <deal.II/base/point.h>
#include <deal.II/base/tensor.h>

#include <array>
#include <vector>

namespace vitriflow
{
  /**
   * Local shear rates of a plane flow, at the centres of the cells of a
   * regular lattice in mesh coordinates X. Physical points are
   * x = X + tilt Y e_x (see Frame). Any units.
   */
  struct ShearRateLattice
  {
    std::array<unsigned int, 2> n = {{0, 0}};
    /** Of the whole domain. */
    std::array<double, 2> size = {{0., 0.}};
    double tilt                = 0.;
    /** Ends at Y = 0 and at Y = size[1]; periodic otherwise, and along x. */
    bool walls = false;
    /** n[0] n[1] values, x fastest. */
    std::vector<double> values;
  };

  /** A region where shear gathers; lengths and rates in the lattice's units. */
  struct Band
  {
    /** On the centre line, within the domain. */
    dealii::Point<2> position;
    /** Of the centre line to the flow [rad], in (-pi/2, pi/2]. */
    double angle = 0.;
    /** Full width at half maximum of the profile across the band. */
    double width = 0.;
    /** Along the band; of one that closes on itself the length of one round. */
    double length = 0.;
    /** Mean of the local shear rate along the centre line. */
    double rate = 0.;
    /** Shear carried by the region over that of the whole domain. */
    double strain_rate_share = 0.;
    /** Whether it closes on itself or reaches from wall to wall. */
    bool spans = false;
  };

  /**
   * Shear bands of a flow, the one that carries most shear first.
   *
   * Bands are connected regions (corners included, periodic sides joined)
   * where the local shear rate g is above the mean of <g> and of the rate g_p
   * above which 5 % of the shear is carried: g_p stands for the maximum, but
   * not for the one of a hot spot. Regions count if they span the domain, or
   * if they are three times as long as wide and longer than a quarter of the
   * shorter side; and if their centre line is above the threshold as well,
   * which ragged regions of noise are not. A region that closes on itself in
   * two directions is a network: the threshold within it is raised towards g_p
   * until it falls apart. If g_p is less than 1.5 <g>, the flow is uniform and
   * has no bands.
   *
   * The direction is that of one round if the band closes on itself, and the
   * principal axis of the region otherwise. The centre line is the centre of
   * gravity of g, less the threshold, across the band; the profile is the mean
   * of g along lines parallel to it, up to half of the shorter side away.
   * Half maximum is half way between the profile at the centre line and the
   * mean of its minima on both sides. Parallel bands that touch above the
   * threshold count as one.
   */
  std::vector<Band> find_bands(const ShearRateLattice &lattice);

  /**
   * Mean distance between bands: area of the domain over their total length.
   * For parallel bands across a periodic box this is the mean distance of
   * neighbours. Zero without bands.
   */
  double band_spacing(const ShearRateLattice &lattice,
                      const std::vector<Band> &bands);
} // namespace vitriflow
