#pragma once

#include <nlohmann/json.hpp>
#include <vitriflow/base/scales.h>
#include <vitriflow/loading/program.h>
#include <vitriflow/output/oscillation_moduli.h>
#include <vitriflow/output/record.h>

#include <optional>
#include <vector>

namespace vitriflow
{
  /**
   * The results of a run: peak stress, localisation, moduli. Fed with every
   * step; reduced units inside, the run's units in the report.
   */
  class Summary
  {
  public:
    Summary(const Scales &scales, const LoadingProgram &program);

    void add(const Record &record);

    /** Contents of summary.json: each result as {value, unit}. */
    nlohmann::json report() const;

    /** Everything needed to continue after a restart. */
    nlohmann::json save() const;

    /** @p newest is the record of the state to continue from. */
    void load(const nlohmann::json &saved, const Record &newest);

  private:
    struct Point
    {
      double strain, stress, participation;
    };

    void follow_peak(const Point &newest);
    void follow_oscillation(const Record &record);
    void begin_oscillation(std::size_t segment);

    Scales scales_;
    const LoadingProgram &program_;
    std::vector<Point> last_; // up to three newest, for interpolation
    double peak_stress_            = 0.;
    double peak_strain_            = 0.;
    bool has_localised_            = false;
    double localisation_strain_    = 0.;
    double smallest_eigenvalue_    = 0.;
    double largest_mass_error_     = 0.;
    double smallest_participation_ = 1.;
    std::optional<OscillationModuli> moduli_;
    std::size_t moduli_segment_ = 0;
    std::optional<Record> newest_;
  };
} // namespace vitriflow
