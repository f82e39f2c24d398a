#include <vitriflow/base/exceptions.h>
#include <vitriflow/stability/homogeneous_flow.h>
#include <vitriflow/stability/instability.h>
#include <vitriflow/stability/kelvin_modes.h>

#include <deal.II/base/numbers.h>

#include <boost/math/tools/toms748_solve.hpp>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  using dealii::numbers::PI;

  namespace
  {
    constexpr unsigned int n_records = 120;

    /**
     * When all waves are this small (as logarithms) and the flow has been
     * steady none will come back: waves turn one after the other into the
     * directions of growth, and those that started there have decayed.
     */
    constexpr double negligible = -20.;

    /** Largest rate of a steady flow over its largest variable [1/tau0]. */
    constexpr double steady = 1e-3;

    /** Far beyond linear theory, and far from the largest double. */
    constexpr double hopeless = 300.;

    /** Relative accuracy of t*, that of the integrator's dense output. */
    constexpr double time_tolerance = 1e-9;

    std::vector<double> initial_angles(const unsigned int n)
    {
      std::vector<double> angles(n);
      for (unsigned int j = 0; j < n; ++j)
        angles[j] = 0.5 * PI * (j + 1) / (n + 1);
      return angles;
    }

    /** A wave that is followed, and its initial angle. */
    struct FollowedWave
    {
      KelvinModes::Wave wave;
      double angle;
    };

    std::vector<FollowedWave> initial_waves(const FlowLaw &law,
                                            const GrowthCriterion &criterion)
    {
      // all with the same kx: shear turns each into the others, and k is their
      // length at 45 degrees
      const double k = criterion.wave_number, kx = k / std::sqrt(2.);
      const unsigned int n = criterion.n_angles;
      std::vector<FollowedWave> waves;
      for (const double angle : initial_angles(n))
        waves.push_back({{wave_vector(kx / std::cos(angle), angle)}, angle});
      if (law.structural_variable())
        for (unsigned int j = 0; j < n; ++j)
          {
            const double angle = std::fmod(0.5 * PI + j * PI / n, PI);
            waves.push_back(
              {{wave_vector(k, angle), Disturbance::structure}, angle});
          }
      return waves;
    }

    std::vector<KelvinModes::Wave>
    without_angles(const std::vector<FollowedWave> &waves)
    {
      std::vector<KelvinModes::Wave> result;
      for (const FollowedWave &w : waves)
        result.push_back(w.wave);
      return result;
    }

    double log_amplification(const KelvinModes &modes)
    {
      return modes.log_amplification(modes.largest_mode());
    }

    bool is_steady(const FlowLaw &law,
                   const double shear_rate,
                   const std::vector<double> &x)
    {
      std::vector<double> rate(x.size());
      law.rate(simple_shear(shear_rate), 1., x.data(), rate.data());
      const auto size = [](const std::vector<double> &values) {
        double largest = 0.;
        for (const double value : values)
          largest = std::max(largest, std::abs(value));
        return largest;
      };
      return size(rate) <= steady * size(x);
    }

    /** Whether there is nothing more to learn. */
    bool is_decided(const KelvinModes &modes,
                    const FlowLaw &law,
                    const double shear_rate)
    {
      const double largest = log_amplification(modes);
      return largest > hopeless ||
             (largest < negligible && is_steady(law, shear_rate, modes.flow()));
    }

    /** Time within the last step at which the level is crossed. */
    double crossing_time(KelvinModes &modes, const double level)
    {
      const auto excess = [&](const double t) {
        modes.set_time(t);
        return log_amplification(modes) - level;
      };
      std::uintmax_t max_iterations = 100;
      const auto bracket            = boost::math::tools::toms748_solve(
        excess,
        modes.begin(),
        modes.end(),
        [](const double a, const double b) {
          return b - a <= time_tolerance * b;
        },
        max_iterations);
      return bracket.second;
    }

    GrowthRecord make_record(const KelvinModes &modes,
                             const FlowLaw &law,
                             const double shear_rate,
                             const std::vector<FollowedWave> &waves)
    {
      const unsigned int best     = modes.largest_mode();
      const std::vector<double> x = modes.flow();
      const Stress<double> s      = law.stress(x.data());
      const WaveVector k          = modes.current_wave_vector(best);
      const auto structure        = law.structural_variable();
      return {modes.time(),
              s[0][1],
              s[0][0] - s[1][1],
              modes.log_amplification(best),
              waves[best].angle,
              std::atan2(k[1], k[0]),
              modes.disturbance(best),
              law.plastic_rate(x.data()) / shear_rate,
              structure ? std::exp(x[*structure]) : 0.};
    }

    /** Keeps the largest stress; of the end of the last step. */
    void update(StressPeak &peak, const KelvinModes &modes, const FlowLaw &law)
    {
      const double stress = law.stress(modes.flow().data())[0][1];
      if (stress > peak.shear_stress)
        peak = {modes.end(), stress};
    }

    GrowthHistory follow(const FlowLaw &law,
                         const WaveEquations &equations,
                         const double shear_rate,
                         const GrowthCriterion &criterion,
                         const bool onset_only)
    {
      const auto waves = initial_waves(law, criterion);
      KelvinModes modes(law, equations, shear_rate, without_angles(waves));
      const double onset_end = criterion.onset_strain / shear_rate;
      const double end =
        onset_only ? onset_end : criterion.end_strain / shear_rate;
      const double interval = end / n_records;

      GrowthHistory history;
      history.records.push_back(make_record(modes, law, shear_rate, waves));
      while (modes.end() < end)
        {
          try
            {
              modes.step();
            }
          catch (const ComputationStopped &)
            {
              if (!history.onset)
                throw;
              break; // the amplitude diverged after it had become large
            }
          const double size = log_amplification(modes);
          update(history.stress_peak, modes, law);
          if (!history.onset && modes.begin() < onset_end &&
              size >= criterion.log_amplification)
            {
              const double t =
                crossing_time(modes, criterion.log_amplification);
              modes.set_time(t);
              if (t <= onset_end)
                {
                  const GrowthRecord r =
                    make_record(modes, law, shear_rate, waves);
                  history.onset =
                    Onset{t, r.initial_angle, r.disturbance, r.plastic_share};
                }
            }
          if (onset_only && history.onset)
            break;
          for (double t = interval * history.records.size();
               !onset_only && t <= std::min(modes.end(), end * (1. + 1e-12));
               t = interval * history.records.size())
            {
              modes.set_time(t);
              history.records.push_back(
                make_record(modes, law, shear_rate, waves));
            }
          if (is_decided(modes, law, shear_rate))
            break;
        }
      return history;
    }
  } // namespace

  std::string to_string(const InstabilityType type)
  {
    switch (type)
      {
        case InstabilityType::stable:
          return "stable";
        case InstabilityType::liquid:
          return "liquid";
        case InstabilityType::viscoelastic:
          return "viscoelastic";
        case InstabilityType::plastic:
          return "plastic";
        default:
          return "solid";
      }
  }

  const GrowthRecord &GrowthHistory::peak() const
  {
    return *std::max_element(records.begin(),
                             records.end(),
                             [](const auto &a, const auto &b) {
                               return a.log_amplification < b.log_amplification;
                             });
  }

  GrowthHistory follow_growth(const FlowLaw &law,
                              const WaveEquations &equations,
                              const double shear_rate,
                              const GrowthCriterion &criterion)
  {
    return follow(law, equations, shear_rate, criterion, false);
  }

  std::optional<Onset> find_onset(const FlowLaw &law,
                                  const WaveEquations &equations,
                                  const double shear_rate,
                                  const GrowthCriterion &criterion)
  {
    return follow(law, equations, shear_rate, criterion, true).onset;
  }

  InstabilityType instability_type(const std::optional<Onset> &onset,
                                   const double relaxation_time,
                                   const double crossover_time)
  {
    if (!onset)
      return InstabilityType::stable;
    if (onset->plastic_share > 0.5)
      return InstabilityType::plastic;
    if (onset->time >= relaxation_time)
      return InstabilityType::liquid;
    return onset->time < crossover_time ? InstabilityType::solid
                                        : InstabilityType::viscoelastic;
  }
} // namespace vitriflow
