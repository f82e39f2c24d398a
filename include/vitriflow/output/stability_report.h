#pragma once

#include <vitriflow/base/scales.h>
#include <vitriflow/stability/analysis.h>
#include <vitriflow/stability/phase_diagram.h>

#include <string>

namespace vitriflow
{
  /** What the command `stability` says of one material at one shear rate, in
   * the run's units. */
  class StabilityReport
  {
  public:
    /** @param shear_rate Wi [1/tau0]. */
    StabilityReport(const StabilityCase &sample,
                    const StabilityAnalysis &analysis,
                    double shear_rate,
                    bool si);

    /** Table for the terminal. */
    std::string table() const;

    /** Contents of stability.json: plain numbers, null where there is none;
     * their units under "units". */
    std::string json() const;

    /** Contents of stability.csv: growth against time. */
    std::string growth_csv() const;

    /** Contents of stability_spectrum.csv: frozen-time growth rates. */
    std::string spectrum_csv() const;

  private:
    struct Result;
    std::vector<Result> results() const;

    /** "density" or "structure": what the first wave to grow disturbed. */
    std::optional<std::string> onset_wave() const;

    const StabilityCase &sample_;
    const StabilityAnalysis &analysis_;
    double shear_rate_;
    Scales scales_;
  };

  /** Contents of phase_diagram.csv: one row per temperature and rate. */
  std::string phase_diagram_csv(const PhaseDiagram &diagram);

  /** Contents of phase_curves.csv: one row per temperature. */
  std::string phase_curves_csv(const PhaseDiagram &diagram);
} // namespace vitriflow
