#include <vitriflow/output/event_detector.h>

namespace vitriflow
{
  namespace
  {
    /** "instability_onset", see OnsetWatch; value: the shear stress. */
    class OnsetDetector final : public FirstTimeDetector
    {
      std::optional<Event> look(const Observation &now) override
      {
        if (!now.onset)
          return {};
        return Event{now.onset->begin_time + now.onset->time,
                     now.onset->strain,
                     "instability_onset",
                     now.onset->shear_stress,
                     "Pa"};
      }
    };
  } // namespace

  std::unique_ptr<EventDetector> onset_detector(const Material &)
  {
    return std::make_unique<OnsetDetector>();
  }
} // namespace vitriflow
