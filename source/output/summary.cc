#include <deal.II/base/numbers.h>

#include <vitriflow/output/quantity.h>
#include <vitriflow/output/summary.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  using nlohmann::json;

  namespace
  {
    constexpr double localised = localised_participation;
  } // namespace

  Summary::Summary(const Scales &scales, const LoadingProgram &program)
    : scales_(scales)
    , program_(program)
  {
  }

  void Summary::follow_peak(const Point &newest)
  {
    last_.push_back(newest);
    if (last_.size() > 3)
      last_.erase(last_.begin());
    if (std::abs(newest.stress) > std::abs(peak_stress_))
      {
        peak_stress_ = newest.stress;
        peak_strain_ = newest.strain;
      }
    if (last_.size() < 3)
      return;
    // vertex of the parabola through three points whose middle is the highest
    const Point &a = last_[0], &b = last_[1], &c = last_[2];
    const double x1 = b.strain - a.strain, x2 = c.strain - a.strain;
    if (b.strain != peak_strain_ || x1 == 0. || x2 == x1 ||
        std::abs(c.stress) > std::abs(b.stress))
      return;
    const double y1 = b.stress - a.stress, y2 = c.stress - a.stress;
    const double curvature = (y2 / x2 - y1 / x1) / (x2 - x1);
    if (curvature == 0.)
      return;
    const double slope  = y1 / x1 - curvature * x1;
    const double vertex = -0.5 * slope / curvature;
    if (vertex < 0. || vertex > x2)
      return;
    peak_strain_ = a.strain + vertex;
    peak_stress_ = a.stress + vertex * (slope + curvature * vertex);
  }

  void Summary::add(const Record &record)
  {
    const Measurements &m      = record.measurements;
    const double participation = m.participation_ratio;
    if (!has_localised_ && participation < localised)
      {
        has_localised_       = true;
        localisation_strain_ = record.strain;
        if (newest_ &&
            newest_->measurements.participation_ratio > participation)
          {
            const double before = newest_->measurements.participation_ratio;
            const double share =
              (before - localised) / (before - participation);
            localisation_strain_ =
              newest_->strain + share * (record.strain - newest_->strain);
          }
      }
    follow_peak({record.strain, m.shear_stress, participation});
    smallest_eigenvalue_ =
      newest_ ? std::min(smallest_eigenvalue_, m.min_conformation_eigenvalue)
              : m.min_conformation_eigenvalue;
    largest_mass_error_ =
      std::max(largest_mass_error_, std::abs(record.mass_error));
    smallest_participation_ = std::min(smallest_participation_, participation);

    follow_oscillation(record);
    newest_ = record;
  }

  void Summary::begin_oscillation(const std::size_t segment)
  {
    const Segment &oscillation = program_.segment(segment);
    moduli_.emplace(oscillation.frequency,
                    program_.segment_begin(segment),
                    oscillation.n_cycles);
    moduli_segment_ = segment;
  }

  void Summary::follow_oscillation(const Record &record)
  {
    if (record.step == 0 ||
        program_.segment(record.segment).kind != Segment::Kind::oscillation)
      return;
    const auto add_sample = [&](const Record &r) {
      moduli_->add(r.time, r.strain, r.measurements.shear_stress);
    };
    if (!moduli_ || moduli_segment_ != record.segment)
      {
        begin_oscillation(record.segment);
        if (newest_)
          add_sample(*newest_);
      }
    add_sample(record);
  }

  json Summary::report() const
  {
    const std::string pa = scales_.unit("Pa");
    json r;
    r["peak_stress"] = quantity(peak_stress_ * scales_.stress, pa);
    r["peak_strain"] = quantity(peak_strain_, "-");
    r["localised"]   = has_localised_;
    r["localisation_strain"] =
      has_localised_ ? quantity(localisation_strain_, "-") : json(nullptr);
    r["min_participation_ratio"] = quantity(smallest_participation_, "-");
    r["min_conformation_eigenvalue"] =
      quantity(smallest_eigenvalue_ * scales_.stress, pa);
    r["max_mass_error"] = quantity(largest_mass_error_, "-");
    if (newest_)
      {
        const Measurements &m = newest_->measurements;
        r["final_time"] =
          quantity(newest_->time * scales_.time, scales_.unit("s"));
        r["final_strain"]     = quantity(newest_->strain, "-");
        r["final_stress"]     = quantity(m.shear_stress * scales_.stress, pa);
        r["half_rate_volume"] = quantity(m.half_rate_volume, "-");
        r["density_wave_angle"] =
          quantity(m.density_wave_angle * 180. / dealii::numbers::PI, "deg");
        r["participation_ratio"] = quantity(m.participation_ratio, "-");
      }
    if (moduli_)
      {
        const Moduli moduli = moduli_->result();
        if (moduli.cycle > 0)
          {
            r["storage_modulus"] =
              quantity(moduli.storage_modulus * scales_.stress, pa);
            r["loss_modulus"] =
              quantity(moduli.loss_modulus * scales_.stress, pa);
            r["oscillation_frequency"] =
              quantity(moduli.frequency * scales_.rate(),
                       scales_.unit("rad/s"));
          }
      }
    return r;
  }

  json Summary::save() const
  {
    json points = json::array();
    for (const Point &p : last_)
      points.push_back({p.strain, p.stress, p.participation});
    json oscillation;
    if (moduli_)
      oscillation = {{"segment", moduli_segment_}, {"moduli", moduli_->save()}};
    return {{"points", points},
            {"oscillation", oscillation},
            {"peak_stress", peak_stress_},
            {"peak_strain", peak_strain_},
            {"has_localised", has_localised_},
            {"localisation_strain", localisation_strain_},
            {"smallest_eigenvalue", smallest_eigenvalue_},
            {"largest_mass_error", largest_mass_error_},
            {"smallest_participation", smallest_participation_}};
  }

  void Summary::load(const json &saved, const Record &newest)
  {
    last_.clear();
    for (const json &p : saved.at("points"))
      last_.push_back({p.at(0), p.at(1), p.at(2)});
    peak_stress_            = saved.at("peak_stress");
    peak_strain_            = saved.at("peak_strain");
    has_localised_          = saved.at("has_localised");
    localisation_strain_    = saved.at("localisation_strain");
    smallest_eigenvalue_    = saved.at("smallest_eigenvalue");
    largest_mass_error_     = saved.at("largest_mass_error");
    smallest_participation_ = saved.at("smallest_participation");
    newest_                 = newest;
    moduli_.reset();
    const json oscillation = saved.value("oscillation", json());
    if (!oscillation.is_null())
      {
        begin_oscillation(oscillation.at("segment"));
        moduli_->load(oscillation.at("moduli"));
      }
  }
} // namespace vitriflow
