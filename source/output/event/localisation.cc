#include <vitriflow/output/event_detector.h>

namespace vitriflow
{
  namespace
  {
    /** "localisation": the participation ratio of the shear rate has fallen
     * below 1/2 for the first time; value: largest local over applied rate. */
    class LocalisationDetector final : public FirstTimeDetector
    {
      std::optional<Event> look(const Observation &now) override
      {
        const Record &r = now.record;
        if (r.measurements.participation_ratio >= localised_participation)
          return {};
        return Event{r.time, r.strain, "localisation", r.max_rate_ratio()};
      }
    };
  } // namespace

  std::unique_ptr<EventDetector> localisation_detector(const Material &)
  {
    return std::make_unique<LocalisationDetector>();
  }
} // namespace vitriflow
