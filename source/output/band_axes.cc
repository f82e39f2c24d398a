#include <vitriflow/output/band_axes.h>

#include <deal.II/base/symmetric_tensor.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vitriflow
{
  using dealii::SymmetricTensor;
  using dealii::Tensor;

  namespace
  {
    /** Length of the projection on the plane of flow and gradient. */
    template <int dim>
    double part_in_plane(const Tensor<1, dim> &normal)
    {
      return std::hypot(normal[0], normal[1]);
    }
  } // namespace

  template <int dim>
  BandAxes<dim>::BandAxes(const ShearRateLattice<dim> &lattice,
                          const LatticeRegion<dim> &region,
                          const double threshold)
    : lattice_(lattice)
    , step_(std::numeric_limits<double>::max())
  {
    for (unsigned int d = 0; d < dim; ++d)
      {
        spacing_[d] = lattice.size[d] / lattice.n[d];
        step_       = std::min(step_, spacing_[d]);
      }
    for (const auto &node : region.nodes)
      origin_ += physical(node.position) / double(region.nodes.size());
    volume_ = region.nodes.size() * lattice.cell_volume();
    set_directions(region);
    set_extents(region);
    set_centre(region, threshold);
  }

  template <int dim>
  Tensor<1, dim>
  BandAxes<dim>::physical(const std::array<int, dim> &position) const
  {
    Vector x;
    for (unsigned int d = 0; d < dim; ++d)
      x[d] = (position[d] + 0.5) * spacing_[d];
    x[0] += lattice_.tilt * x[1];
    return x;
  }

  /** Unit vectors along the band but for rounds, which have their length. */
  template <int dim>
  void BandAxes<dim>::set_directions(const LatticeRegion<dim> &region)
  {
    n_closed_          = region.windings.size();
    const bool reaches = lattice_.walls && region.rows[0] == 0 &&
                         region.rows[1] + 1 == int(lattice_.n[1]);
    spans_ = n_closed_ + (reaches ? 1 : 0) >= dim - 1;

    for (std::size_t i = 0; i < n_closed_; ++i)
      {
        for (unsigned int d = 0; d < dim; ++d)
          along_[i][d] = region.windings[i][d] * lattice_.size[d];
        along_[i][0] += lattice_.tilt * along_[i][1];
      }
    if (n_closed_ < dim - 1)
      {
        const Vector round =
          n_closed_ > 0 ? along_[0] / along_[0].norm() : Vector();
        SymmetricTensor<2, dim> extent;
        for (const auto &node : region.nodes)
          {
            Vector r = physical(node.position) - origin_;
            r -= (r * round) * round;
            extent += symmetrize(outer_product(r, r));
          }
        const auto axes = eigenvectors(extent); // the longest first
        for (std::size_t i = n_closed_; i < dim - 1; ++i)
          along_[i] = axes[i - n_closed_].second;
      }
    if constexpr (dim == 2)
      normal_ = -cross_product_2d(along_[0]);
    else
      normal_ = cross_product_3d(along_[0], along_[1]);
    area_ = normal_.norm();
    normal_ /= area_;
    // half of all directions is enough
    if (normal_[1] < 0. || (normal_[1] == 0. && normal_[0] > 0.))
      normal_ *= -1.;
  }

  template <int dim>
  void BandAxes<dim>::set_extents(const LatticeRegion<dim> &region)
  {
    for (std::size_t i = 0; i < dim - 1; ++i)
      dual_[i] = along_[i] / along_[i].norm_square();
    if constexpr (dim == 3)
      for (std::size_t i = 0; i < 2; ++i)
        {
          const Vector v = cross_product_3d(along_[1 - i], normal_);
          dual_[i]       = v / (v * along_[i]);
        }
    for (std::size_t i = n_closed_; i < dim - 1; ++i)
      {
        double first = 0., last = 0.;
        for (const auto &node : region.nodes)
          {
            const double s = dual_[i] * (physical(node.position) - origin_);
            first          = std::min(first, s);
            last           = std::max(last, s);
          }
        // nodes are centres of cells
        const double length = last - first + step_;
        begin_[i]           = (first - 0.5 * step_) / length;
        along_[i] *= length;
        dual_[i] /= length;
        area_ *= length;
      }
  }

  template <int dim>
  typename BandAxes<dim>::Along BandAxes<dim>::along(const Vector &x) const
  {
    Along s;
    for (std::size_t i = 0; i < dim - 1; ++i)
      s[i] = dual_[i] * (x - origin_) - begin_[i];
    return s;
  }

  template <int dim>
  std::size_t BandAxes<dim>::piece(const Along &s) const
  {
    std::size_t index = 0;
    for (int i = dim - 2; i >= 0; --i)
      {
        const bool closed  = static_cast<std::size_t>(i) < n_closed_;
        const double share = closed ? s[i] - std::floor(s[i]) : s[i];
        const double n     = n_pieces_[i];
        index              = index * n_pieces_[i] +
                static_cast<std::size_t>(std::clamp(share * n, 0., n - 1.));
      }
    return index;
  }

  /** Centres of gravity across the band, in pieces two nodes long. */
  template <int dim>
  void BandAxes<dim>::set_centre(const LatticeRegion<dim> &region,
                                 const double threshold)
  {
    std::size_t n = 1;
    for (std::size_t i = 0; i < dim - 1; ++i)
      {
        n_pieces_[i] =
          std::max(1., std::floor(along_[i].norm() / (2. * step_)));
        n *= n_pieces_[i];
      }
    std::vector<double> weight(n, 0.);
    centres_.assign(n, 0.);
    for (const auto &node : region.nodes)
      {
        const Vector x      = physical(node.position);
        const std::size_t i = piece(along(x));
        const double excess = lattice_.values[node.index] - threshold;
        weight[i] += excess;
        centres_[i] += excess * ((x - origin_) * normal_);
      }
    for (std::size_t i = 0; i < n; ++i)
      if (weight[i] > 0.)
        centres_[i] /= weight[i];
  }

  template <int dim>
  double BandAxes<dim>::angle() const
  {
    return std::atan2(-normal_[0], normal_[1]);
  }

  template <int dim>
  double BandAxes<dim>::length() const
  {
    if (dim == 2)
      return area_;
    // the sheet cut by a plane of flow and gradient
    if (n_closed_ == dim - 1)
      return area_ * part_in_plane(normal_) / lattice_.size[dim - 1];
    Vector cut;
    cut[0]         = normal_[1];
    cut[1]         = -normal_[0];
    double longest = 0.;
    for (const Vector &b : along_)
      longest = std::max(longest, std::abs(b * cut));
    return longest / part_in_plane(normal_);
  }

  template <int dim>
  double BandAxes<dim>::shortest() const
  {
    double result = std::numeric_limits<double>::max();
    for (std::size_t i = n_closed_; i < dim - 1; ++i)
      result = std::min(result, along_[i].norm());
    return result;
  }

  template <int dim>
  double BandAxes<dim>::longest() const
  {
    double result = 0.;
    for (const Vector &b : along_)
      result = std::max(result, b.norm());
    return result;
  }

  /** The middle of the centre line, moved into the domain. */
  template <int dim>
  dealii::Point<dim> BandAxes<dim>::position() const
  {
    Along middle;
    middle.fill(0.5);
    Vector x = origin_ + centres_[piece(middle)] * normal_;
    for (std::size_t i = 0; i < dim - 1; ++i)
      x += (begin_[i] + 0.5) * along_[i];
    x[0] -= lattice_.tilt * x[1];
    for (unsigned int d = 0; d < dim; ++d)
      if (d != 1 || !lattice_.walls)
        x[d] -= lattice_.size[d] * std::floor(x[d] / lattice_.size[d]);
    x[0] += lattice_.tilt * x[1];
    return dealii::Point<dim>(x);
  }

  template <int dim>
  double BandAxes<dim>::profile(const double distance) const
  {
    std::array<unsigned int, dim - 1> n;
    unsigned int n_points = 1;
    for (std::size_t i = 0; i < dim - 1; ++i)
      {
        n[i] = std::max(1., along_[i].norm() / step_);
        n_points *= n[i];
      }
    double sum             = 0.;
    unsigned int n_counted = 0;
    for (unsigned int point = 0; point < n_points; ++point)
      {
        Along s;
        Vector x            = origin_;
        unsigned int digits = point;
        for (std::size_t i = 0; i < dim - 1; ++i)
          {
            s[i] = (digits % n[i] + 0.5) / n[i];
            digits /= n[i];
            x += (begin_[i] + s[i]) * along_[i];
          }
        x += (centres_[piece(s)] + distance) * normal_;
        if (lattice_.walls && (x[1] < 0. || x[1] > lattice_.size[1]))
          continue;
        sum += interpolate(x);
        ++n_counted;
      }
    return n_counted > 0 ? sum / n_counted : 0.;
  }

  /** Linear in each direction; constant beyond the last nodes before a wall. */
  template <int dim>
  double BandAxes<dim>::interpolate(const Vector &x) const
  {
    std::array<int, dim> low;
    std::array<double, dim> share;
    for (unsigned int d = 0; d < dim; ++d)
      {
        const double X = d == 0 ? x[0] - lattice_.tilt * x[1] : x[d];
        const double i = X / spacing_[d] - 0.5;
        low[d]         = static_cast<int>(std::floor(i));
        share[d]       = i - low[d];
      }
    double sum = 0.;
    for (unsigned int corner = 0; corner < (1u << dim); ++corner)
      {
        std::array<int, dim> i = low;
        double weight          = 1.;
        for (unsigned int d = 0; d < dim; ++d)
          {
            const bool high = (corner >> d) & 1u;
            i[d] += high;
            weight *= high ? share[d] : 1. - share[d];
          }
        sum += weight * value(i);
      }
    return sum;
  }

  template <int dim>
  double BandAxes<dim>::value(const std::array<int, dim> &i) const
  {
    std::size_t index = 0;
    for (int d = dim - 1; d >= 0; --d)
      {
        const int n = lattice_.n[d];
        index =
          index * n + (d == 1 && lattice_.walls ? std::clamp(i[d], 0, n - 1)
                                                : ((i[d] % n) + n) % n);
      }
    return lattice_.values[index];
  }

  template class BandAxes<2>;
  template class BandAxes<3>;
} // namespace vitriflow
