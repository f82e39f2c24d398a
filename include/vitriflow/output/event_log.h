#pragma once

#include <vitriflow/base/scales.h>
#include <vitriflow/output/event_detector.h>
#include <vitriflow/output/table_file.h>

namespace vitriflow
{
  /** Events of a run as they are found, in events.csv and in summary.json. */
  class EventLog
  {
  public:
    /** @param directory of events.csv, empty writes none. The references must
     * stay. */
    EventLog(const std::string &directory,
             const Material &material,
             const Scales &scales);

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

    const Scales &scales_;
    bool writes_;
    std::vector<std::pair<std::string, std::unique_ptr<EventDetector>>>
      detectors_;
    std::vector<Event> events_;
    TableFile file_;
  };
} // namespace vitriflow
