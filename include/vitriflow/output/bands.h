#pragma once

#include <deal.II/base/point.h>
#include <deal.II/base/tensor.h>

#include <array>
#include <vector>

namespace vitriflow
{
  /**
   * Local shear rates, and what else belongs to bands, at the centres of the
   * cells of a regular lattice in mesh coordinates X. Physical points are
   * x = X + tilt Y e_x (see Frame). Any units.
   */
  template <int dim>
  struct ShearRateLattice
  {
    std::array<unsigned int, dim> n{};
    /** Of the whole domain. */
    std::array<double, dim> size{};
    double tilt = 0.;
    /** Ends at Y = 0 and at Y = size[1]; periodic otherwise, and in all other
     * directions. */
    bool walls = false;
    /** One value per node, x fastest. */
    std::vector<double> values;
    /** Density and relaxation time, likewise, or empty. */
    std::vector<double> density, relaxation_time;

    /** Volume, area or length of a cell of the lattice. */
    double cell_volume() const
    {
      double volume = 1.;
      for (unsigned int d = 0; d < dim; ++d)
        volume *= size[d] / n[d];
      return volume;
    }

    double volume() const
    {
      return cell_volume() * values.size();
    }
  };

  /** A region where shear gathers, a strip or in three dimensions a sheet;
   * lengths, rates, ... in the lattice's units. */
  template <int dim>
  struct Band
  {
    /** On the centre line, within the domain. */
    dealii::Point<dim> position;
    /** Unit vector across it. */
    dealii::Tensor<1, dim> normal;
    /** Of the centre line to the flow [rad], in (-pi/2, pi/2]; in three
     * dimensions of the band's line in the plane of flow and gradient. */
    double angle = 0.;
    /** Full width at half maximum of the profile across the band. */
    double width = 0.;
    /** Along the band in the plane of flow and gradient; of one that closes on
     * itself the length of one round (in three dimensions the mean one). */
    double length = 0.;
    /** Of the sheet; of a strip its length. */
    double area = 0.;
    /** Mean of the local shear rate along the centre line. */
    double rate = 0.;
    /** Shear carried by the region over that of the whole domain. */
    double strain_rate_share = 0.;
    /** Mean density of the region and geometric mean of its relaxation time;
     * zero if the lattice has none. */
    double density = 0., relaxation_time = 0.;
    /** Whether it closes on itself or reaches from wall to wall; in three
     * dimensions in both directions. */
    bool spans = false;
  };

  /**
   * Shear bands of a flow, the one that carries most shear first.
   *
   * Bands are connected regions (corners included, periodic sides joined)
   * where the local shear rate g is above the mean of <g> and of the rate g_p
   * above which 5 % of the shear is carried: g_p stands for the maximum, but
   * not for the one of a hot spot. Regions count if they span the domain, or
   * if they are three times as long as wide (in three dimensions in all
   * directions in which they end) and longer than a quarter of the shorter side
   * of the plane of flow and gradient; and if their centre line is above the
   * threshold as well, which ragged regions of noise are not. A region that
   * closes on itself
   * in all directions is a network: the threshold within it is raised towards
   * g_p until it falls apart. If g_p is less than 1.5 <g>, the flow is uniform
   * and has no bands.
   *
   * The directions along a band are those of one round if it closes on itself,
   * and the principal axes of the region otherwise. The centre line (a surface
   * in three dimensions) is the centre of gravity of g, less the threshold,
   * across the band; the profile is the mean of g along lines parallel to it,
   * up to half of that side away. Half maximum is half way between the
   * profile at the centre line and the mean of its minima on both sides.
   * Parallel bands that touch above the threshold count as one.
   */
  template <int dim>
  std::vector<Band<dim>> find_bands(const ShearRateLattice<dim> &lattice);

  /**
   * Mean distance between bands: volume of the domain over their total area
   * (in two dimensions area over length). For parallel bands across a periodic
   * box this is the mean distance of neighbours. Zero without bands.
   */
  template <int dim>
  double band_spacing(const ShearRateLattice<dim> &lattice,
                      const std::vector<Band<dim>> &bands);
} // namespace vitriflow
