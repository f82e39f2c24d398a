#include <vitriflow/output/onset.h>
#include <vitriflow/output/quantity.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vitriflow
{
  using nlohmann::json;

  namespace
  {
    /** Deviations of the density [rho0] that rounding makes. */
    constexpr double rounding = 1e-12;

    /** Waves weaker than that share of the largest are fed by others. */
    constexpr double smallest_share = 0.1;

    /** exp(-5) < 1 %: relaxation times after which a flow is steady. */
    constexpr double steady = 5.;

    constexpr double nothing = -std::numeric_limits<double>::max();

    double structural_deviation(const PlasticMeasurements &m)
    {
      return m.mean_structure > 0. ? m.max_structure / m.mean_structure - 1.
                                   : 0.;
    }

    /** ln(now/initial), for what was there initially. */
    double log_growth(const double now, const double initial)
    {
      return initial > 0. ? std::max(nothing, std::log(now / initial))
                          : nothing;
    }
  } // namespace

  OnsetWatch::OnsetWatch(const GrowthCriterion &criterion,
                         const double relaxation_time,
                         const double crossover_time)
    : criterion_(criterion)
    , relaxation_time_(relaxation_time)
    , crossover_time_(crossover_time)
  {
  }

  void OnsetWatch::begin(const Record &record,
                         const std::vector<std::complex<double>> &waves)
  {
    begin_time_ = record.time;
    initial_waves_.clear();
    for (const std::complex<double> &wave : waves)
      initial_waves_.push_back(std::abs(wave));
    const double largest =
      waves.empty()
        ? 0.
        : *std::max_element(initial_waves_.begin(), initial_waves_.end());
    for (double &wave : initial_waves_)
      if (wave < std::max(rounding, smallest_share * largest))
        wave = 0.;
    const double deviation = record.measurements.density_std;
    initial_deviation_     = deviation > rounding ? deviation : 0.;
    const double structure = structural_deviation(record.measurements.plastic);
    initial_structure_     = structure > rounding ? structure : 0.;
    newest_                = sample(record, waves);
  }

  OnsetWatch::Sample
  OnsetWatch::sample(const Record &record,
                     const std::vector<std::complex<double>> &waves) const
  {
    Sample s;
    s.time          = record.time - begin_time_;
    s.strain        = record.strain;
    s.stress        = record.measurements.shear_stress;
    s.rate          = record.shear_rate;
    s.participation = record.measurements.participation_ratio;
    s.deviation =
      log_growth(record.measurements.density_std, initial_deviation_);
    s.structure = log_growth(structural_deviation(record.measurements.plastic),
                             initial_structure_);
    s.plastic_share =
      record.shear_rate != 0.
        ? record.measurements.plastic.mean_rate / std::abs(record.shear_rate)
        : 0.;
    s.wave = nothing;
    for (std::size_t w = 0; w < initial_waves_.size(); ++w)
      s.wave =
        std::max(s.wave, log_growth(std::abs(waves[w]), initial_waves_[w]));
    return s;
  }

  double OnsetWatch::growth(const Sample &s) const
  {
    return std::max({s.wave, s.deviation, s.structure});
  }

  void OnsetWatch::add(const Record &record,
                       const std::vector<std::complex<double>> &waves)
  {
    if (!has_flowed_ && record.strain == 0.)
      {
        begin(record, waves);
        return;
      }
    has_flowed_      = true;
    const Sample now = sample(record, waves);
    if (!onset_ && std::abs(now.strain) <= criterion_.onset_strain)
      look_for_onset(now);
    smallest_growth_ = std::min(smallest_growth_, growth(now));
    newest_          = now;
  }

  void OnsetWatch::look_for_onset(const Sample &now)
  {
    const Sample &before = newest_;
    // Levels are crossed between the two; the earliest counts.
    double first       = 2.;
    const auto look_at = [&](const std::string &signal,
                             const double excess_before,
                             const double excess_now) {
      if (excess_now < 0.)
        return;
      const double share =
        excess_before < 0. ? excess_before / (excess_before - excess_now) : 0.;
      if (share >= first)
        return;
      first                    = share;
      const auto interpolation = [&](const double a, const double b) {
        return a + share * (b - a);
      };
      onset_ =
        MeasuredOnset{interpolation(before.time, now.time),
                      interpolation(before.strain, now.strain),
                      signal,
                      interpolation(before.stress, now.stress),
                      now.rate,
                      begin_time_,
                      interpolation(before.plastic_share, now.plastic_share)};
    };
    const double level = criterion_.log_amplification;
    look_at("density wave", before.wave - level, now.wave - level);
    look_at("density deviation",
            before.deviation - level,
            now.deviation - level);
    look_at("structural deviation",
            before.structure - level,
            now.structure - level);
    look_at("localisation",
            localised_participation - before.participation,
            localised_participation - now.participation);
  }

  std::string OnsetWatch::type() const
  {
    if (onset_)
      return to_string(instability_type(Onset{onset_->time,
                                              0.,
                                              Disturbance::balanced_density,
                                              onset_->plastic_share},
                                        relaxation_time_,
                                        crossover_time_));
    const bool can_grow = growth(newest_) > nothing;
    const bool far      = std::abs(newest_.strain) >= criterion_.onset_strain;
    const bool decays   = newest_.time >= steady * relaxation_time_ &&
                        growth(newest_) <= smallest_growth_;
    return can_grow && (far || decays) ? to_string(InstabilityType::stable)
                                       : "undetermined";
  }

  json OnsetWatch::report(const Scales &scales) const
  {
    json r;
    r["instability_type"] = type();
    r["onset_time"]       = onset_
                              ? quantity(onset_->time * scales.time, scales.unit("s"))
                              : json(nullptr);
    r["onset_strain"] = onset_ ? quantity(onset_->strain, "-") : json(nullptr);
    r["onset_signal"] = onset_ ? json(onset_->signal) : json(nullptr);

    // of the flow before it, or of the newest
    const double stress = onset_ ? onset_->shear_stress : newest_.stress;
    const double rate   = onset_ ? onset_->shear_rate : newest_.rate;
    r["effective_viscosity"] =
      rate != 0. ? quantity(stress / rate * scales.stress * scales.time,
                            scales.unit("Pa s"))
                 : json(nullptr);
    r["effective_viscosity_stress"] =
      rate != 0. ? quantity(stress * scales.stress, scales.unit("Pa"))
                 : json(nullptr);
    return r;
  }

  json OnsetWatch::save() const
  {
    const Sample &s = newest_;
    json saved      = {{"begin_time", begin_time_},
                       {"initial_waves", initial_waves_},
                       {"initial_deviation", initial_deviation_},
                       {"initial_structure", initial_structure_},
                       {"has_flowed", has_flowed_},
                       {"smallest_growth", smallest_growth_},
                       {"newest",
                        {s.time,
                         s.strain,
                         s.stress,
                         s.rate,
                         s.wave,
                         s.deviation,
                         s.structure,
                         s.participation,
                         s.plastic_share}}};
    if (onset_)
      saved["onset"] = {onset_->time,
                        onset_->strain,
                        onset_->signal,
                        onset_->shear_stress,
                        onset_->shear_rate,
                        onset_->begin_time,
                        onset_->plastic_share};
    return saved;
  }

  void OnsetWatch::load(const json &saved)
  {
    begin_time_        = saved.at("begin_time");
    initial_waves_     = saved.at("initial_waves").get<std::vector<double>>();
    initial_deviation_ = saved.at("initial_deviation");
    initial_structure_ = saved.at("initial_structure");
    has_flowed_        = saved.at("has_flowed");
    smallest_growth_   = saved.at("smallest_growth");
    const json &s      = saved.at("newest");
    newest_            = {s.at(0),
                          s.at(1),
                          s.at(2),
                          s.at(3),
                          s.at(4),
                          s.at(5),
                          s.at(6),
                          s.at(7),
                          s.at(8)};
    onset_.reset();
    if (saved.contains("onset"))
      {
        const json &o = saved.at("onset");
        onset_        = MeasuredOnset{
          o.at(0), o.at(1), o.at(2), o.at(3), o.at(4), o.at(5), o.at(6)};
      }
  }
} // namespace vitriflow
