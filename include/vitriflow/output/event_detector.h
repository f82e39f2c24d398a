#pragma once

#include <nlohmann/json.hpp>
#include <vitriflow/material/material.h>
#include <vitriflow/output/onset.h>
#include <vitriflow/output/pop_in.h>
#include <vitriflow/output/record.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vitriflow
{
  /** Something that happened in a run; reduced units. */
  struct Event
  {
    double time;
    double strain; // of a block: depth over its height
    std::string kind;
    /** A number that belongs to it, and its SI unit. */
    double value;
    std::string si_unit = "-";
    /** Where, in the box; empty if everywhere. */
    std::vector<double> position = {};
  };

  /** What became of a band, see BandChange. */
  struct BandNews
  {
    /** "band_birth", "band_arrest" or "band_merger". */
    std::string kind;
    double time, strain;
    /** Share of the shear that it carried, and strain since its birth. */
    double strain_rate_share, lifetime;
    std::vector<double> position;
  };

  /** What detectors are told after every step. */
  struct Observation
  {
    const Record &record;
    const std::optional<MeasuredOnset> &onset;
    const std::vector<BandNews> &bands;
    const std::vector<PopIn> &pop_ins; // that are over
    /** Where the density is lowest. Collective, so that all ranks have to ask,
     * and not cheap. */
    std::function<std::vector<double>()> lowest_density_position;
  };

  /**
   * Finds events of one kind (or of some that belong together).
   *
   * A kind of one's own is one file in source/output/event/ with a class like
   * those there and a factory, plus its line in the table of
   * event_detector.cc. Detectors decide alike on all ranks.
   */
  class EventDetector
  {
  public:
    virtual ~EventDetector() = default;

    /** The records of a run in their order; adds what it finds to @p events. */
    virtual void observe(const Observation &now,
                         std::vector<Event> &events) = 0;

    /** The run is over: what was still going on has ended. */
    virtual void finish(std::vector<Event> &)
    {
    }

    /** Everything needed to continue after a restart. */
    virtual nlohmann::json save() const
    {
      return nullptr;
    }

    virtual void load(const nlohmann::json &)
    {
    }
  };

  /** Finds what counts the first time only. */
  class FirstTimeDetector : public EventDetector
  {
  public:
    void observe(const Observation &now, std::vector<Event> &events) final
    {
      if (is_found_)
        return;
      const std::optional<Event> event = look(now);
      is_found_                        = event.has_value();
      if (event)
        events.push_back(*event);
    }

    nlohmann::json save() const final
    {
      return is_found_;
    }

    void load(const nlohmann::json &saved) final
    {
      is_found_ = saved;
    }

  private:
    /** The event, if it happens now. */
    virtual std::optional<Event> look(const Observation &now) = 0;

    bool is_found_ = false;
  };

  /** What is done to the glass. */
  enum class Loading
  {
    shear,
    indentation
  };

  /** Name and detector, of every kind that there is under a loading; the
   * material must stay. */
  std::vector<std::pair<std::string, std::unique_ptr<EventDetector>>>
  make_event_detectors(const Material &material, Loading loading);
} // namespace vitriflow
