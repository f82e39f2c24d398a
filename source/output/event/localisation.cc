#include <vitriflow/output/event_detector.h>

namespace vitriflow
{
  namespace
  {
    /** "localisation": the participation ratio of the shear rate has fallen
     * below 1/2 for the first time; value: largest local over applied rate. */
    class LocalisationDetector final : public EventDetector
    {
    public:
      void observe(const Observation &now, std::vector<Event> &events) override
      {
        const Record &r = now.record;
        if (is_reported_ ||
            r.measurements.participation_ratio >= localised_participation)
          return;
        is_reported_ = true;
        events.push_back(
          {r.time, r.strain, "localisation", r.max_rate_ratio()});
      }

      nlohmann::json save() const override
      {
        return is_reported_;
      }

      void load(const nlohmann::json &saved) override
      {
        is_reported_ = saved;
      }

    private:
      bool is_reported_ = false;
    };
  } // namespace

  std::unique_ptr<EventDetector> localisation_detector(const Material &)
  {
    return std::make_unique<LocalisationDetector>();
  }
} // namespace vitriflow
