#include <vitriflow/output/event_log.h>
#include <vitriflow/output/quantity.h>
#include <vitriflow/output/write_file.h>

#include <iomanip>
#include <limits>
#include <map>
#include <sstream>

namespace vitriflow
{
  using nlohmann::json;

  namespace
  {
    /** A reduced value in the run's unit. */
    double in_unit(const Event &event, const Scales &scales)
    {
      const std::map<std::string, double> units = {{"-", 1.},
                                                   {"Pa", scales.stress},
                                                   {"kg/m^3", scales.density}};
      return event.value * units.at(event.si_unit);
    }

    std::string header(const Scales &scales)
    {
      return "time[" + scales.unit("s") +
             "],strain[-],event,value,unit,position[" + scales.unit("m") + "]";
    }
  } // namespace

  EventLog::EventLog(const std::string &directory,
                     const Material &material,
                     const Scales &scales)
    : scales_(scales)
    , writes_(!directory.empty())
    , detectors_(make_event_detectors(material))
    , file_(directory, "events.csv", header(scales))
  {
  }

  std::string EventLog::row(const Event &event) const
  {
    std::ostringstream out;
    out << std::setprecision(std::numeric_limits<double>::max_digits10)
        << event.time * scales_.time << ',' << event.strain << ',' << event.kind
        << ',' << in_unit(event, scales_) << ',' << scales_.unit(event.si_unit)
        << ',';
    for (std::size_t d = 0; d < event.position.size(); ++d)
      out << (d > 0 ? " " : "") << event.position[d] * scales_.length;
    out << '\n';
    return out.str();
  }

  void EventLog::begin()
  {
    if (!writes_)
      return;
    std::string rows;
    for (const Event &event : events_)
      rows += row(event);
    file_.create(rows);
  }

  void EventLog::append(const std::size_t first, const MPI_Comm &comm)
  {
    // the same on all ranks
    if (!writes_ || first == events_.size())
      return;
    on_root(comm, [&]() {
      std::string rows;
      for (std::size_t i = first; i < events_.size(); ++i)
        rows += row(events_[i]);
      file_.append(rows);
    });
  }

  void EventLog::observe(const Observation &now, const MPI_Comm &comm)
  {
    const std::size_t n = events_.size();
    for (const auto &[name, detector] : detectors_)
      detector->observe(now, events_);
    append(n, comm);
  }

  void EventLog::finish(const MPI_Comm &comm)
  {
    const std::size_t n = events_.size();
    for (const auto &[name, detector] : detectors_)
      detector->finish(events_);
    append(n, comm);
  }

  json EventLog::report() const
  {
    json list = json::array();
    for (const Event &event : events_)
      {
        json e = quantity(in_unit(event, scales_), scales_.unit(event.si_unit));
        e["event"]  = event.kind;
        e["time"]   = quantity(event.time * scales_.time, scales_.unit("s"));
        e["strain"] = quantity(event.strain, "-");
        if (!event.position.empty())
          {
            e["position"] = {{"value", json::array()},
                             {"unit", scales_.unit("m")}};
            for (const double x : event.position)
              e["position"]["value"].push_back(x * scales_.length);
          }
        list.push_back(e);
      }
    return {{"events", list}};
  }

  json EventLog::save() const
  {
    json events = json::array(), detectors;
    for (const Event &e : events_)
      events.push_back(
        {e.time, e.strain, e.kind, e.value, e.si_unit, e.position});
    for (const auto &[name, detector] : detectors_)
      detectors[name] = detector->save();
    return {{"events", events}, {"detectors", detectors}};
  }

  void EventLog::load(const json &saved)
  {
    events_.clear();
    for (const json &e : saved.at("events"))
      events_.push_back({e.at(0), e.at(1), e.at(2), e.at(3), e.at(4), e.at(5)});
    for (const auto &[name, detector] : detectors_)
      detector->load(saved.at("detectors").at(name));
  }
} // namespace vitriflow
