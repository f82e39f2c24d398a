#pragma once

#include <vitriflow/base/scales.h>
#include <vitriflow/output/band_tracker.h>
#include <vitriflow/output/event_detector.h>
#include <vitriflow/output/record.h>
#include <vitriflow/output/shear_rate_lattice.h>
#include <vitriflow/output/table_file.h>

namespace vitriflow
{
  /**
   * Bands of a run: found every so many steps, followed, and written to
   * bands.csv, a row per band and measurement.
   */
  template <int dim>
  class BandWatch
  {
  public:
    /** @param interval steps between measurements, 0 is never;
     * @param directory of bands.csv, empty writes none. All references must
     * stay. */
    BandWatch(const std::string &directory,
              const Discretization<dim> &discretization,
              const Material &material,
              const Scales &scales,
              unsigned int interval);

    /** Starts bands.csv anew, or continues that of an earlier run which had got
     * to that time. On rank 0. Throws ComputationStopped. */
    void begin();
    void resume(double time);

    /** After every step; measures in those whose turn it is, and in the last
     * one of the loading program. Collective. */
    std::vector<BandNews>
    observe(const Record &record, const State &state, bool is_end);

    /** Entries of summary.json: the bands of a state, and those there were.
     * Collective. */
    nlohmann::json report(const State &state) const;

    nlohmann::json save() const
    {
      return tracker_.save();
    }
    void load(const nlohmann::json &saved)
    {
      tracker_.load(saved);
    }

  private:
    std::string rows(const Record &record, double spacing) const;

    const Discretization<dim> &discretization_;
    const Material &material_;
    const Scales &scales_;
    unsigned int interval_;
    bool writes_;
    TableFile file_;
    BandTracker<dim> tracker_;
  };
} // namespace vitriflow
