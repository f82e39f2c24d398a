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

  EventLog::EventLog(const std::string &directory,
                     const Material &material,
                     const Scales &scales,
                     const EventSetting &setting)
    : scales_(scales)
    , setting_(setting)
    , writes_(!directory.empty())
    , detectors_(make_event_detectors(material, setting.loading))
    , file_(directory, "events.csv", header())
  {
  }

  std::pair<double, std::string> EventLog::value_of(const Event &event) const
  {
    const double line  = scales_.stress * scales_.length;
    const bool is_line = event.si_unit == "N" && setting_.plane;
    const std::map<std::string, double> units = {
      {"-", 1.},
      {"Pa", scales_.stress},
      {"kg/m^3", scales_.density},
      {"N", setting_.plane ? line : line * scales_.length}};
    return {event.value * units.at(event.si_unit),
            scales_.unit(is_line ? "N/m" : event.si_unit)};
  }

  std::pair<double, std::string> EventLog::strain_of(const Event &event) const
  {
    if (setting_.loading == Loading::indentation)
      return {event.strain * setting_.height * scales_.length,
              scales_.unit("m")};
    return {event.strain, "-"};
  }

  const char *EventLog::strain_name() const
  {
    return setting_.loading == Loading::indentation ? "depth" : "strain";
  }

  std::string EventLog::header() const
  {
    return "time[" + scales_.unit("s") + "]," + strain_name() + "[" +
           strain_of({}).second + "],event,value,unit,position[" +
           scales_.unit("m") + "]";
  }

  std::string EventLog::row(const Event &event) const
  {
    const auto [value, unit] = value_of(event);
    std::ostringstream out;
    out << std::setprecision(std::numeric_limits<double>::max_digits10)
        << event.time * scales_.time << ',' << strain_of(event).first << ','
        << event.kind << ',' << value << ',' << unit << ',';
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
        const auto [value, unit]            = value_of(event);
        const auto [strain, unit_of_strain] = strain_of(event);
        json e                              = quantity(value, unit);
        e["event"]                          = event.kind;
        e["time"] = quantity(event.time * scales_.time, scales_.unit("s"));
        e[strain_name()] = quantity(strain, unit_of_strain);
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
