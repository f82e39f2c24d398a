#pragma once

#include <vitriflow/output/bands.h>
#include <vitriflow/output/lattice_regions.h>

namespace vitriflow
{
  /**
   * A band with its own coordinates: position = origin + sum_i s_i b_i +
   * (centre(s) + distance) n, with vectors b_i along the band, dim - 1 of them,
   * its normal n, and s_i from 0 to 1 from one end to the other (or once
   * round).
   */
  template <int dim>
  class BandAxes
  {
  public:
    /** @param threshold that the region is above. The lattice must stay. */
    BandAxes(const ShearRateLattice<dim> &lattice,
             const LatticeRegion<dim> &region,
             double threshold);

    /** See Band. */
    const dealii::Tensor<1, dim> &normal() const
    {
      return normal_;
    }
    bool spans() const
    {
      return spans_;
    }
    double area() const
    {
      return area_;
    }
    double angle() const;
    double length() const;
    dealii::Point<dim> position() const;

    /** Shortest extent along the band of those that end, longest of all. */
    double shortest() const;
    double longest() const;

    /** Volume of the region over its area. */
    double mean_width() const
    {
      return volume_ / area_;
    }

    /** Mean of the shear rate on a line (surface) parallel to the centre. */
    double profile(double distance) const;

    /** Distance of lattice nodes where they are closest. */
    double step() const
    {
      return step_;
    }

  private:
    using Vector = dealii::Tensor<1, dim>;
    /** Coordinates along the band. */
    using Along = std::array<double, dim - 1>;

    Vector physical(const std::array<int, dim> &position) const;
    void set_directions(const LatticeRegion<dim> &region);
    void set_extents(const LatticeRegion<dim> &region);
    void set_centre(const LatticeRegion<dim> &region, double threshold);
    Along along(const Vector &x) const;
    std::size_t piece(const Along &s) const;
    double interpolate(const Vector &x) const;
    double value(const std::array<int, dim> &i) const;

    const ShearRateLattice<dim> &lattice_;
    std::array<double, dim> spacing_;
    double step_;
    Vector origin_, normal_;
    std::array<Vector, dim - 1> along_;
    /** dual_[i] . along_[j] = delta_ij, dual_[i] . normal = 0. */
    std::array<Vector, dim - 1> dual_;
    std::size_t n_closed_ = 0; // those come first
    bool spans_           = false;
    Along begin_{};
    double volume_ = 0., area_ = 0.;
    std::array<std::size_t, dim - 1> n_pieces_;
    std::vector<double> centres_;
  };
} // namespace vitriflow
