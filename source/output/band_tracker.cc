#include <vitriflow/output/band_tracker.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vitriflow
{
  using dealii::Point;
  using dealii::Tensor;
  using nlohmann::json;

  namespace
  {
    /** cos(20 degrees): bands turn by their strain, which is small between two
     * measurements. */
    const double smallest_cosine = std::cos(dealii::numbers::PI / 9.);

    /** Measurements before a birth counts, and missed before an end. */
    constexpr unsigned int patience = 2;

    /** Periodic images of a displacement that are looked at, each way: enough
     * for steep bands of long boxes. */
    constexpr int n_images = 2;

    constexpr double no_match = std::numeric_limits<double>::max();

    /** The mean shear moves points along x and turns planes. */
    template <int dim>
    Band<dim> sheared(Band<dim> band, const double strain)
    {
      band.position[0] += strain * band.position[1];
      band.normal[1] -= strain * band.normal[0];
      band.normal /= band.normal.norm();
      return band;
    }

    /** Distance over half the sum of the widths, or no_match. */
    template <int dim>
    double distance(const Band<dim> &a,
                    const Band<dim> &b,
                    const ShearRateLattice<dim> &lattice)
    {
      if (std::abs(a.normal * b.normal) < smallest_cosine)
        return no_match;
      const double reach   = 0.5 * (a.width + b.width);
      const double overlap = 0.5 * (a.length + b.length);
      const int n_y        = lattice.walls ? 0 : n_images;
      const int n_z        = dim == 3 ? 1 : 0;
      double nearest       = no_match;
      for (int i = -n_images; i <= n_images; ++i)
        for (int j = -n_y; j <= n_y; ++j)
          for (int k = -n_z; k <= n_z; ++k)
            {
              Tensor<1, dim> r = b.position - a.position;
              r[0] += i * lattice.size[0] + j * lattice.tilt * lattice.size[1];
              r[1] += j * lattice.size[1];
              if (dim == 3)
                r[dim - 1] += k * lattice.size[dim - 1];
              const double across = std::abs(r * a.normal);
              const double along =
                std::sqrt(std::max(r.norm_square() - across * across, 0.));
              if (across < reach && ((a.spans && b.spans) || along < overlap))
                nearest = std::min(nearest, across / reach);
            }
      return nearest;
    }

    struct Pair
    {
      double distance;
      std::size_t track, band;
    };

    template <int dim>
    json to_json(const TrackedBand<dim> &t)
    {
      const Band<dim> &b = t.band;
      json position = json::array(), normal = json::array();
      for (unsigned int d = 0; d < dim; ++d)
        {
          position.push_back(b.position[d]);
          normal.push_back(b.normal[d]);
        }
      return {position,
              normal,
              {b.angle,
               b.width,
               b.length,
               b.area,
               b.rate,
               b.strain_rate_share,
               b.density,
               b.relaxation_time,
               b.spans},
              {t.id, t.n_sightings, t.n_missed, t.is_over},
              {t.birth_time,
               t.birth_strain,
               t.last_time,
               t.last_strain,
               t.strain_share},
              t.merged_into ? json(*t.merged_into) : json()};
    }

    template <int dim>
    TrackedBand<dim> from_json(const json &j)
    {
      TrackedBand<dim> t;
      Band<dim> &b = t.band;
      for (unsigned int d = 0; d < dim; ++d)
        {
          b.position[d] = j.at(0).at(d);
          b.normal[d]   = j.at(1).at(d);
        }
      const json &numbers = j.at(2), &counts = j.at(3), &times = j.at(4);
      b.angle             = numbers.at(0);
      b.width             = numbers.at(1);
      b.length            = numbers.at(2);
      b.area              = numbers.at(3);
      b.rate              = numbers.at(4);
      b.strain_rate_share = numbers.at(5);
      b.density           = numbers.at(6);
      b.relaxation_time   = numbers.at(7);
      b.spans             = numbers.at(8);
      t.id                = counts.at(0);
      t.n_sightings       = counts.at(1);
      t.n_missed          = counts.at(2);
      t.is_over           = counts.at(3);
      t.birth_time        = times.at(0);
      t.birth_strain      = times.at(1);
      t.last_time         = times.at(2);
      t.last_strain       = times.at(3);
      t.strain_share      = times.at(4);
      if (!j.at(5).is_null())
        t.merged_into = j.at(5).get<unsigned int>();
      return t;
    }

    template <int dim>
    json to_json(const std::vector<TrackedBand<dim>> &list)
    {
      json result = json::array();
      for (const TrackedBand<dim> &t : list)
        result.push_back(to_json(t));
      return result;
    }

    template <int dim>
    std::vector<TrackedBand<dim>> list_from_json(const json &list)
    {
      std::vector<TrackedBand<dim>> result;
      for (const json &t : list)
        result.push_back(from_json<dim>(t));
      return result;
    }

    /** The band was seen once more. */
    template <int dim>
    void continue_with(TrackedBand<dim> &t,
                       const Band<dim> &band,
                       const double time,
                       const double strain)
    {
      // trapezoidal rule for what is carried from the last sighting on
      const double mean =
        0.5 * (t.band.strain_rate_share + band.strain_rate_share);
      const double before = std::abs(t.last_strain - t.birth_strain);
      const double now    = std::abs(strain - t.birth_strain);
      t.strain_share =
        now > before ? (t.strain_share * before + mean * (now - before)) / now
                     : t.strain_share;
      t.band        = band;
      t.last_time   = time;
      t.last_strain = strain;
      t.n_missed    = 0;
      ++t.n_sightings;
    }
  } // namespace

  template <int dim>
  std::vector<BandChange<dim>>
  BandTracker<dim>::update(const double time,
                           const double strain,
                           const ShearRateLattice<dim> &lattice,
                           const std::vector<Band<dim>> &bands)
  {
    using Kind                           = typename BandChange<dim>::Kind;
    std::vector<TrackedBand<dim>> tracks = std::move(present_);
    tracks.insert(tracks.end(), missing_.begin(), missing_.end());
    present_.clear();
    missing_.clear();

    std::vector<Pair> pairs;
    for (std::size_t t = 0; t < tracks.size(); ++t)
      {
        const Band<dim> carried =
          sheared(tracks[t].band, strain - tracks[t].last_strain);
        for (std::size_t b = 0; b < bands.size(); ++b)
          {
            const double d = distance(carried, bands[b], lattice);
            if (d < no_match)
              pairs.push_back({d, t, b});
          }
      }
    std::stable_sort(pairs.begin(), pairs.end(), [](auto &a, auto &b) {
      return a.distance < b.distance;
    });
    constexpr std::size_t none = -1;
    std::vector<std::size_t> band_of(tracks.size(), none),
      track_of(bands.size(), none);
    for (const Pair &p : pairs)
      if (band_of[p.track] == none && track_of[p.band] == none)
        {
          band_of[p.track] = p.band;
          track_of[p.band] = p.track;
        }

    std::vector<BandChange<dim>> changes;
    for (std::size_t b = 0; b < bands.size(); ++b)
      {
        TrackedBand<dim> t;
        if (track_of[b] != none)
          {
            t = tracks[track_of[b]];
            continue_with(t, bands[b], time, strain);
            if (t.n_sightings == patience)
              changes.push_back({Kind::birth, t});
          }
        else
          {
            t.id         = ++n_ids_;
            t.band       = bands[b];
            t.birth_time = t.last_time = time;
            t.birth_strain = t.last_strain = strain;
            t.strain_share                 = bands[b].strain_rate_share;
            t.n_sightings                  = 1;
          }
        present_.push_back(t);
      }
    for (std::size_t i = 0; i < tracks.size(); ++i)
      {
        TrackedBand<dim> &t = tracks[i];
        if (band_of[i] != none || t.n_sightings < patience)
          continue;
        for (const Pair &p : pairs)
          if (p.track == i && !t.merged_into)
            t.merged_into = present_[p.band].id;
        ++t.n_missed;
        t.is_over = t.merged_into || t.n_missed >= patience;
        if (!t.is_over)
          {
            missing_.push_back(t);
            continue;
          }
        past_.push_back(t);
        changes.push_back({t.merged_into ? Kind::merger : Kind::arrest, t});
      }
    return changes;
  }

  template <int dim>
  std::vector<TrackedBand<dim>> BandTracker<dim>::history() const
  {
    std::vector<TrackedBand<dim>> all = past_;
    all.insert(all.end(), missing_.begin(), missing_.end());
    for (const TrackedBand<dim> &t : present_)
      if (t.n_sightings >= patience)
        all.push_back(t);
    std::sort(all.begin(), all.end(), [](const auto &a, const auto &b) {
      return a.id < b.id;
    });
    return all;
  }

  template <int dim>
  json BandTracker<dim>::save() const
  {
    return {{"n_ids", n_ids_},
            {"present", to_json(present_)},
            {"missing", to_json(missing_)},
            {"past", to_json(past_)}};
  }

  template <int dim>
  void BandTracker<dim>::load(const json &saved)
  {
    n_ids_   = saved.at("n_ids");
    present_ = list_from_json<dim>(saved.at("present"));
    missing_ = list_from_json<dim>(saved.at("missing"));
    past_    = list_from_json<dim>(saved.at("past"));
  }

  template class BandTracker<2>;
  template class BandTracker<3>;
} // namespace vitriflow
