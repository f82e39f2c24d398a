#include <deal.II/base/exceptions.h>
#include <deal.II/base/numbers.h>

#include <vitriflow/output/bands.h>
#include <vitriflow/output/lattice_regions.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vitriflow
{
  using dealii::Point;
  using dealii::Tensor;

  namespace
  {
    /** What is above this share of all shear makes the peak rate. */
    constexpr double peak_share = 0.05;

    /** Peak over mean rate below which a flow is uniform. */
    constexpr double smallest_contrast = 1.5;

    /** Thresholds between mean and peak rate; the later ones for networks. */
    constexpr std::array<double, 5> threshold_levels = {
      {0.5, 0.6, 0.7, 0.8, 0.9}};

    /** Of a band that does not span the domain: length over width, and length
     * over the shorter side of the domain. */
    constexpr double smallest_aspect_ratio = 3.;
    constexpr double smallest_length_share = 0.25;

    double mean(const std::vector<double> &values)
    {
      return std::accumulate(values.begin(), values.end(), 0.) / values.size();
    }

    /** The rate above which peak_share of the shear is carried. */
    double peak_rate(std::vector<double> values)
    {
      std::sort(values.begin(), values.end(), std::greater<double>());
      double missing =
        peak_share * std::accumulate(values.begin(), values.end(), 0.);
      for (const double value : values)
        if ((missing -= value) <= 0.)
          return value;
      return values.back();
    }

    /** A region with the threshold that it is above. */
    struct Candidate
    {
      LatticeRegion region;
      double threshold;
    };

    /** Regions above the first threshold, networks taken apart. */
    std::vector<Candidate> candidates(const ShearRateLattice &lattice,
                                      const double mean_rate,
                                      const double peak)
    {
      std::vector<Candidate> found;
      std::vector<bool> eligible(lattice.values.size(), true);
      for (const double level : threshold_levels)
        {
          const double threshold = mean_rate + level * (peak - mean_rate);
          std::vector<bool> above(lattice.values.size());
          for (std::size_t i = 0; i < above.size(); ++i)
            above[i] = eligible[i] && lattice.values[i] > threshold;
          eligible.assign(above.size(), false);
          for (LatticeRegion &region :
               connected_regions(lattice.n, !lattice.walls, above))
            if (region.is_network)
              for (const auto &node : region.nodes)
                eligible[node.index] = true;
            else
              found.push_back({std::move(region), threshold});
        }
      return found;
    }

    /** A band with its own axes: position = origin + along t + across n. */
    class BandFrame
    {
    public:
      BandFrame(const ShearRateLattice &lattice, const Candidate &candidate)
        : lattice_(lattice)
        , spacing_(
            {{lattice.size[0] / lattice.n[0], lattice.size[1] / lattice.n[1]}})
        , step_(std::min(spacing_[0], spacing_[1]))
      {
        set_axes(candidate.region);
        set_extent(candidate);
        set_centre_line(candidate);
      }

      double length() const
      {
        return length_;
      }

      bool spans() const
      {
        return spans_;
      }

      /** Volume of the region over its length. */
      double mean_width() const
      {
        return volume_ / length_;
      }

      double angle() const
      {
        return std::atan2(tangent_[1], tangent_[0]);
      }

      /** The middle of the centre line, moved into the domain. */
      Point<2> position() const
      {
        const double along = 0.5 * (begin_ + end_);
        const Point<2> x = origin_ + along * tangent_ + centre(along) * normal_;
        Tensor<1, 2> mesh = x;
        mesh[0] -= lattice_.tilt * x[1];
        for (unsigned int d = 0; d < 2; ++d)
          if (d == 0 || !lattice_.walls)
            mesh[d] -=
              lattice_.size[d] * std::floor(mesh[d] / lattice_.size[d]);
        return Point<2>(mesh[0] + lattice_.tilt * mesh[1], mesh[1]);
      }

      /** Mean of the shear rate on a line parallel to the centre line. */
      double profile(const double distance) const
      {
        double sum        = 0.;
        unsigned int n    = 0;
        const int n_steps = std::max(1, int(length_ / step_));
        for (int i = 0; i < n_steps; ++i)
          {
            const double along = begin_ + (i + 0.5) * length_ / n_steps;
            const Point<2> x =
              origin_ + along * tangent_ + (centre(along) + distance) * normal_;
            if (lattice_.walls && (x[1] < 0. || x[1] > lattice_.size[1]))
              continue;
            sum += interpolate(x);
            ++n;
          }
        return n > 0 ? sum / n : 0.;
      }

      double step() const
      {
        return step_;
      }

    private:
      Point<2> physical(const LatticeRegion::Node &node) const
      {
        const double y = (node.position[1] + 0.5) * spacing_[1];
        return {(node.position[0] + 0.5) * spacing_[0] + lattice_.tilt * y, y};
      }

      void set_axes(const LatticeRegion &region)
      {
        const double n = region.nodes.size();
        for (const auto &node : region.nodes)
          origin_ += physical(node) / n;
        closed_ = region.is_periodic();
        spans_  = closed_ || (lattice_.walls && region.rows[0] == 0 &&
                             region.rows[1] + 1 == int(lattice_.n[1]));
        if (closed_)
          {
            tangent_[0] = region.winding[0] * lattice_.size[0] +
                          region.winding[1] * lattice_.tilt * lattice_.size[1];
            tangent_[1] = region.winding[1] * lattice_.size[1];
            round_      = tangent_.norm();
            tangent_ /= round_;
          }
        else
          {
            double xx = 0., xy = 0., yy = 0.;
            for (const auto &node : region.nodes)
              {
                const Tensor<1, 2> r = physical(node) - origin_;
                xx += r[0] * r[0];
                xy += r[0] * r[1];
                yy += r[1] * r[1];
              }
            const double angle = 0.5 * std::atan2(2. * xy, xx - yy);
            tangent_[0]        = std::cos(angle);
            tangent_[1]        = std::sin(angle);
          }
        // half of all directions is enough
        if (tangent_[0] < 0. || (tangent_[0] == 0. && tangent_[1] < 0.))
          tangent_ *= -1.;
        normal_[0] = -tangent_[1];
        normal_[1] = tangent_[0];
      }

      void set_extent(const Candidate &candidate)
      {
        volume_ = candidate.region.nodes.size() * spacing_[0] * spacing_[1];
        if (closed_)
          {
            begin_ = 0.;
            end_   = round_;
          }
        else
          {
            for (const auto &node : candidate.region.nodes)
              {
                const double along = (physical(node) - origin_) * tangent_;
                begin_             = std::min(begin_, along);
                end_               = std::max(end_, along);
              }
            // nodes are centres of cells
            begin_ -= 0.5 * step_;
            end_ += 0.5 * step_;
          }
        length_ = end_ - begin_;
      }

      /** Centres of gravity across the band, in pieces two nodes long. */
      void set_centre_line(const Candidate &candidate)
      {
        const std::size_t n = std::max(1., std::floor(length_ / (2. * step_)));
        std::vector<double> weight(n, 0.);
        centres_.assign(n, 0.);
        for (const auto &node : candidate.region.nodes)
          {
            const Tensor<1, 2> r = physical(node) - origin_;
            const std::size_t i  = piece(r * tangent_);
            const double excess =
              lattice_.values[node.index] - candidate.threshold;
            weight[i] += excess;
            centres_[i] += excess * (r * normal_);
          }
        for (std::size_t i = 0; i < n; ++i)
          if (weight[i] > 0.)
            centres_[i] /= weight[i];
      }

      std::size_t piece(const double along) const
      {
        double share   = (along - begin_) / length_;
        share          = closed_ ? share - std::floor(share) : share;
        const double n = centres_.size();
        return std::clamp(share * n, 0., n - 1.);
      }

      double centre(const double along) const
      {
        return centres_[piece(along)];
      }

      /** Bilinear; constant beyond the last nodes before a wall. */
      double interpolate(const Point<2> &x) const
      {
        const double X[2] = {x[0] - lattice_.tilt * x[1], x[1]};
        std::array<int, 2> low;
        std::array<double, 2> share;
        for (unsigned int d = 0; d < 2; ++d)
          {
            const double i = X[d] / spacing_[d] - 0.5;
            low[d]         = static_cast<int>(std::floor(i));
            share[d]       = i - low[d];
          }
        double sum = 0.;
        for (int j = 0; j < 2; ++j)
          for (int i = 0; i < 2; ++i)
            sum += (i == 0 ? 1. - share[0] : share[0]) *
                   (j == 0 ? 1. - share[1] : share[1]) *
                   value(low[0] + i, low[1] + j);
        return sum;
      }

      double value(int i, int j) const
      {
        const int nx = lattice_.n[0], ny = lattice_.n[1];
        i = ((i % nx) + nx) % nx;
        j = lattice_.walls ? std::clamp(j, 0, ny - 1) : ((j % ny) + ny) % ny;
        return lattice_.values[j * nx + i];
      }

      const ShearRateLattice &lattice_;
      std::array<double, 2> spacing_;
      double step_;
      Point<2> origin_;
      Tensor<1, 2> tangent_, normal_;
      bool closed_  = false;
      bool spans_   = false;
      double round_ = 0.;
      double begin_ = 0., end_ = 0., length_ = 0.;
      double volume_ = 0.;
      std::vector<double> centres_;
    };

    /** The profile of a band on one side of the centre line. */
    class Flank
    {
    public:
      Flank(const BandFrame &band, const double direction, const double reach)
        : step_(band.step())
      {
        for (double s = 0.; s < reach; s += step_)
          rates_.push_back(band.profile(direction * s));
      }

      double smallest() const
      {
        return *std::min_element(rates_.begin(), rates_.end());
      }

      /** Distance at which the profile first falls below a rate; linear. */
      double distance(const double rate) const
      {
        for (std::size_t i = 1; i < rates_.size(); ++i)
          if (rates_[i] < rate)
            return step_ *
                   (i - (rate - rates_[i]) / (rates_[i - 1] - rates_[i]));
        return step_ * rates_.size();
      }

    private:
      double step_;
      std::vector<double> rates_;
    };

    void set_profile(Band &band, const BandFrame &frame, const double reach)
    {
      band.rate = frame.profile(0.);
      const Flank right(frame, 1., reach), left(frame, -1., reach);
      const double base = 0.5 * (right.smallest() + left.smallest());
      const double half = 0.5 * (base + band.rate);
      band.width        = right.distance(half) + left.distance(half);
    }
  } // namespace

  std::vector<Band> find_bands(const ShearRateLattice &lattice)
  {
    AssertThrow(lattice.values.size() == lattice.n[0] * lattice.n[1] &&
                  !lattice.values.empty(),
                dealii::ExcMessage("The lattice needs a value at each node."));
    const double average = mean(lattice.values);
    if (!(average > 0.)) // at rest, or not a number
      return {};
    const double peak = peak_rate(lattice.values);
    if (peak < smallest_contrast * average)
      return {};
    const double side = std::min(lattice.size[0], lattice.size[1]);
    std::vector<Band> bands;
    for (const Candidate &candidate : candidates(lattice, average, peak))
      {
        const BandFrame frame(lattice, candidate);
        if (!frame.spans() &&
            (frame.length() < smallest_aspect_ratio * frame.mean_width() ||
             frame.length() < smallest_length_share * side))
          continue;
        Band band;
        band.position = frame.position();
        band.angle    = frame.angle();
        band.length   = frame.length();
        band.spans    = frame.spans();
        for (const auto &node : candidate.region.nodes)
          band.strain_rate_share += lattice.values[node.index];
        band.strain_rate_share /= average * lattice.values.size();
        set_profile(band, frame, 0.5 * side);
        if (band.rate > candidate.threshold)
          bands.push_back(band);
      }
    std::sort(bands.begin(), bands.end(), [](const Band &a, const Band &b) {
      return a.strain_rate_share > b.strain_rate_share;
    });
    return bands;
  }

  double band_spacing(const ShearRateLattice &lattice,
                      const std::vector<Band> &bands)
  {
    double length = 0.;
    for (const Band &band : bands)
      length += band.length;
    return length > 0. ? lattice.size[0] * lattice.size[1] / length : 0.;
  }
} // namespace vitriflow
