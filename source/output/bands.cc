#include <deal.II/base/exceptions.h>
#include <deal.II/base/numbers.h>

#include <vitriflow/output/band_axes.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vitriflow
{
  namespace
  {
    /** What is above this share of all shear makes the peak rate. */
    constexpr double peak_share = 0.05;

    /** Peak over mean rate below which a flow is uniform. */
    constexpr double smallest_contrast = 1.5;

    /** Thresholds between mean and peak rate; the later ones for networks. */
    constexpr std::array<double, 5> threshold_levels = {
      {0.5, 0.6, 0.7, 0.8, 0.9}};

    /** Of a band that does not span the domain: least extent over width, and
     * length over the shorter side of the plane of flow and gradient. */
    constexpr double smallest_aspect_ratio = 3.;
    constexpr double smallest_length_share = 0.25;

    double mean(const std::vector<double> &values)
    {
      return std::accumulate(values.begin(), values.end(), 0.) / values.size();
    }

    /** The rate above which peak_share of the shear is carried. */
    double peak_rate(const std::vector<double> &values, const double mean_rate)
    {
      // those below the mean carry no peak unless the flow is uniform
      std::vector<double> high;
      for (const double value : values)
        if (value >= mean_rate)
          high.push_back(value);
      std::sort(high.begin(), high.end(), std::greater<double>());
      double missing = peak_share * mean_rate * values.size();
      for (const double value : high)
        if ((missing -= value) <= 0.)
          return value;
      return mean_rate;
    }

    /** A region with the threshold that it is above. */
    template <int dim>
    struct Candidate
    {
      LatticeRegion<dim> region;
      double threshold;
    };

    /** Regions above the first threshold, networks taken apart. */
    template <int dim>
    std::vector<Candidate<dim>> candidates(const ShearRateLattice<dim> &lattice,
                                           const double mean_rate,
                                           const double peak)
    {
      std::vector<Candidate<dim>> found;
      std::vector<bool> eligible(lattice.values.size(), true);
      bool has_network = true;
      for (const double level : threshold_levels)
        {
          if (!has_network)
            break;
          has_network            = false;
          const double threshold = mean_rate + level * (peak - mean_rate);
          std::vector<bool> above(lattice.values.size());
          for (std::size_t i = 0; i < above.size(); ++i)
            above[i] = eligible[i] && lattice.values[i] > threshold;
          eligible.assign(above.size(), false);
          for (auto &region :
               connected_regions<dim>(lattice.n, !lattice.walls, above))
            if (region.is_network())
              {
                has_network = true;
                for (const auto &node : region.nodes)
                  eligible[node.index] = true;
              }
            else
              found.push_back({std::move(region), threshold});
        }
      return found;
    }

    /** The profile of a band on one side of the centre line. */
    class Flank
    {
    public:
      template <int dim>
      Flank(const BandAxes<dim> &band,
            const double direction,
            const double reach)
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

    template <int dim>
    void
    set_profile(Band<dim> &band, const BandAxes<dim> &axes, const double reach)
    {
      band.rate = axes.profile(0.);
      const Flank right(axes, 1., reach), left(axes, -1., reach);
      const double base = 0.5 * (right.smallest() + left.smallest());
      const double half = 0.5 * (base + band.rate);
      band.width        = right.distance(half) + left.distance(half);
    }

    /** What the region carries and is made of. */
    template <int dim>
    void set_contents(Band<dim> &band,
                      const ShearRateLattice<dim> &lattice,
                      const LatticeRegion<dim> &region,
                      const double average)
    {
      const double n = region.nodes.size();
      for (const auto &node : region.nodes)
        band.strain_rate_share +=
          lattice.values[node.index] / (average * lattice.values.size());
      if (lattice.density.empty())
        return;
      double log_time = 0.;
      for (const auto &node : region.nodes)
        {
          band.density += lattice.density[node.index] / n;
          log_time += std::log(lattice.relaxation_time[node.index]) / n;
        }
      band.relaxation_time = std::exp(log_time);
    }

    /** Whether a region that ends within the domain is long enough. */
    template <int dim>
    bool is_long(const BandAxes<dim> &axes, const double side)
    {
      return axes.shortest() >= smallest_aspect_ratio * axes.mean_width() &&
             axes.longest() >= smallest_length_share * side;
    }
  } // namespace

  template <int dim>
  std::vector<Band<dim>> find_bands(const ShearRateLattice<dim> &lattice)
  {
    std::size_t n_nodes = 1;
    for (const unsigned int n : lattice.n)
      n_nodes *= n;
    AssertThrow(lattice.values.size() == n_nodes && n_nodes > 0,
                dealii::ExcMessage("The lattice needs a value at each node."));
    const double average = mean(lattice.values);
    if (!(average > 0.)) // at rest, or not a number
      return {};
    const double peak = peak_rate(lattice.values, average);
    if (peak < smallest_contrast * average)
      return {};
    // boxes may be thin in the third direction
    const double side = std::min(lattice.size[0], lattice.size[1]);
    std::vector<Band<dim>> bands;
    for (const auto &candidate : candidates(lattice, average, peak))
      {
        const BandAxes<dim> axes(lattice,
                                 candidate.region,
                                 candidate.threshold);
        if (!axes.spans() && !is_long(axes, side))
          continue;
        Band<dim> band;
        band.position = axes.position();
        band.normal   = axes.normal();
        band.angle    = axes.angle();
        band.length   = axes.length();
        band.area     = axes.area();
        band.spans    = axes.spans();
        set_contents(band, lattice, candidate.region, average);
        set_profile(band, axes, 0.5 * side);
        if (band.rate > candidate.threshold)
          bands.push_back(band);
      }
    std::sort(bands.begin(), bands.end(), [](const auto &a, const auto &b) {
      return a.strain_rate_share > b.strain_rate_share;
    });
    return bands;
  }

  template <int dim>
  double band_spacing(const ShearRateLattice<dim> &lattice,
                      const std::vector<Band<dim>> &bands)
  {
    double area = 0.;
    for (const Band<dim> &band : bands)
      area += band.area;
    return area > 0. ? lattice.volume() / area : 0.;
  }

  template std::vector<Band<2>> find_bands(const ShearRateLattice<2> &);
  template std::vector<Band<3>> find_bands(const ShearRateLattice<3> &);
  template double band_spacing(const ShearRateLattice<2> &,
                               const std::vector<Band<2>> &);
  template double band_spacing(const ShearRateLattice<3> &,
                               const std::vector<Band<3>> &);
} // namespace vitriflow
