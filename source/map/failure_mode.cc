#include <vitriflow/map/failure_mode.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace vitriflow
{
  namespace
  {
    std::size_t index_of_peak(const std::vector<double> &stress)
    {
      return std::max_element(stress.begin(),
                              stress.end(),
                              [](const double a, const double b) {
                                return std::abs(a) < std::abs(b);
                              }) -
             stress.begin();
    }

    /** A point of the stress-strain curve. */
    struct Point
    {
      double strain, stress;
    };

    /** First point after the peak where |stress| has come down to @p level,
     * between records by linear interpolation. */
    std::optional<Point>
    drop_below(const RunHistory &h, const std::size_t peak, const double level)
    {
      for (std::size_t i = peak + 1; i < h.stress.size(); ++i)
        {
          const double before = std::abs(h.stress[i - 1]);
          const double after  = std::abs(h.stress[i]);
          if (after > level)
            continue;
          const double share = (before - level) / (before - after);
          return Point{h.strain[i - 1] +
                         share * (h.strain[i] - h.strain[i - 1]),
                       level};
        }
      return {};
    }

    /** First record at which a condition holds. */
    template <typename Condition>
    std::optional<Point> first_where(const RunHistory &h,
                                     const Condition &condition)
    {
      for (std::size_t i = 0; i < h.strain.size(); ++i)
        if (condition(i))
          return Point{h.strain[i], std::abs(h.stress[i])};
      return {};
    }

    /** Strains that bands have carried, of those that lived at localisation or
     * later. */
    std::vector<double> strains_in_bands(const RunHistory &history)
    {
      std::vector<double> strains;
      for (const BandLife &band : history.bands)
        if (!history.localisation_strain ||
            std::abs(band.last_strain) >=
              std::abs(*history.localisation_strain))
          strains.push_back(std::abs(band.carried_strain));
      return strains;
    }

    std::optional<Point> earlier(const std::optional<Point> &a,
                                 const std::optional<Point> &b)
    {
      return !b || (a && a->strain <= b->strain) ? a : b;
    }
  } // namespace

  std::string to_string(const FailureMode mode)
  {
    switch (mode)
      {
        case FailureMode::homogeneous:
          return "homogeneous";
        case FailureMode::many_bands:
          return "many bands";
        case FailureMode::one_band:
          return "one band";
        case FailureMode::fracture:
          return "fracture";
        default:
          return "cavitation";
      }
  }

  const std::vector<FailureMode> &failure_modes()
  {
    static const std::vector<FailureMode> modes = {FailureMode::homogeneous,
                                                   FailureMode::many_bands,
                                                   FailureMode::one_band,
                                                   FailureMode::fracture,
                                                   FailureMode::cavitation};
    return modes;
  }

  double effective_number(const std::vector<double> &carried)
  {
    double sum = 0., sum_of_squares = 0.;
    for (const double s : carried)
      {
        sum += s;
        sum_of_squares += s * s;
      }
    return sum_of_squares > 0. ? sum * sum / sum_of_squares : 0.;
  }

  Failure judge(const RunHistory &history, const FailureCriterion &criterion)
  {
    const std::size_t n = history.strain.size();
    if (n == 0 || history.stress.size() != n || history.min_density.size() != n)
      throw std::invalid_argument("a history needs the same number of strains, "
                                  "stresses and densities, at least one");
    const std::size_t peak = index_of_peak(history.stress);
    Failure failure;
    failure.strength    = std::abs(history.stress[peak]);
    failure.peak_strain = history.strain[peak];
    failure.n_bands     = effective_number(strains_in_bands(history));

    const auto cavity  = first_where(history, [&](const std::size_t i) {
      return history.min_density[i] < criterion.cavity_density;
    });
    const auto runaway = first_where(history, [&](const std::size_t i) {
      return history.max_rate_ratio[i] > criterion.runaway_rate_ratio;
    });
    const auto drop =
      drop_below(history,
                 peak,
                 (1. - criterion.stress_drop) * failure.strength);
    const auto failed = earlier(earlier(cavity, runaway), drop);
    const Point last =
      failed ? *failed
             : Point{history.strain.back(), std::abs(history.stress.back())};
    if (failed)
      failure.strain = failed->strain;
    failure.plastic_strain = last.strain - last.stress;
    failure.brittle =
      failed && failure.plastic_strain < criterion.brittle_plastic_strain;

    if (cavity)
      failure.mode = FailureMode::cavitation;
    else if (runaway)
      failure.mode = FailureMode::fracture;
    else if (!history.localisation_strain)
      failure.mode = FailureMode::homogeneous;
    else if (failure.n_bands > 0. &&
             failure.n_bands < criterion.single_band_number)
      failure.mode = FailureMode::one_band;
    else
      failure.mode = FailureMode::many_bands;
    return failure;
  }
} // namespace vitriflow
