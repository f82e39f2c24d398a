#pragma once

#include <vitriflow/output/band_watch.h>
#include <vitriflow/output/density_waves.h>
#include <vitriflow/output/event_log.h>
#include <vitriflow/output/onset.h>

#include <optional>

namespace vitriflow
{
  /**
   * What a run means, told from its states: how homogeneous flow was lost, the
   * bands and the events. Looks at states and changes nothing. Writes bands.csv
   * and events.csv.
   */
  template <int dim>
  class Diagnosis
  {
  public:
    /** @param directory of the files, empty writes none;
     * @param band_interval steps between measurements of bands. References
     * must stay but for the last. */
    Diagnosis(const std::string &directory,
              const Discretization<dim> &discretization,
              const Material &material,
              const Vector &lumped_mass,
              const Scales &scales,
              unsigned int band_interval,
              const OnsetWatch &onset);

    /** Starts the files anew. On rank 0. Throws ComputationStopped. */
    void begin();

    /** Continues them after load(), from that time. On rank 0. Throws
     * ComputationStopped. */
    void resume(double time);

    /**
     * After every step, and of the initial state. Collective. Throws
     * ComputationStopped if a file cannot be written.
     *
     * @param is_end whether the loading program ends here.
     */
    void observe(const Record &record, const State &state, bool is_end);

    /** The run is over; nothing can be saved after. Collective. Throws
     * ComputationStopped. */
    void finish();

    /** Its entries of summary.json, in the run's units. Collective. */
    nlohmann::json report(const State &state) const;

    /** Everything needed to continue after a restart. */
    nlohmann::json save() const;
    void load(const nlohmann::json &saved);

  private:
    std::vector<double> lowest_density_position(const State &state) const;

    const Discretization<dim> &discretization_;
    const Vector &lumped_mass_;
    const Scales &scales_;
    /** In a periodic box. */
    std::optional<DensityWaves<dim>> waves_;
    OnsetWatch onset_;
    BandWatch<dim> bands_;
    EventLog events_;
  };
} // namespace vitriflow
