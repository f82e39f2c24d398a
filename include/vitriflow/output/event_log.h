#pragma once

#include <vitriflow/base/scales.h>
#include <vitriflow/output/event_detector.h>
#include <vitriflow/output/table_file.h>

namespace vitriflow
{
  /** What is done to the glass; of a block also its height, by which an event's
   * strain is a depth, and whether its forces are per length. */
  struct EventSetting
  {
    Loading loading = Loading::shear;
    double height   = 0.;
    bool plane      = false;
  };

  /** Events of a run as they are found, in events.csv and in summary.json. */
  class EventLog
  {
  public:
    /** @param directory of events.csv, empty writes none. The references must
     * stay. */
    EventLog(const std::string &directory,
             const Material &material,
             const Scales &scales,
             const EventSetting &setting = EventSetting());

    /** Writes events.csv with the events so far. On rank 0. Throws
     * ComputationStopped. */
    void begin();

    /** After every step. Collective. Throws ComputationStopped. */
    void observe(const Observation &now, const MPI_Comm &comm);

    /** The run is over. Collective. Throws ComputationStopped. */
    void finish(const MPI_Comm &comm);

    /** Entry of summary.json. */
    nlohmann::json report() const;

    nlohmann::json save() const;
    void load(const nlohmann::json &saved);

  private:
    std::string row(const Event &event) const;
    /** Of the newest events. */
    void append(std::size_t first, const MPI_Comm &comm);

    /** In the run's units, with the symbol of the unit. */
    std::pair<double, std::string> value_of(const Event &event) const;
    std::pair<double, std::string> strain_of(const Event &event) const;
    const char *strain_name() const;
    std::string header() const;

    const Scales &scales_;
    EventSetting setting_;
    bool writes_;
    std::vector<std::pair<std::string, std::unique_ptr<EventDetector>>>
      detectors_;
    std::vector<Event> events_;
    TableFile file_;
  };
} // namespace vitriflow
