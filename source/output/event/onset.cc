#include <vitriflow/output/event_detector.h>

namespace vitriflow
{
  namespace
  {
    /** "instability_onset", see OnsetWatch; value: the shear stress. */
    class OnsetDetector final : public EventDetector
    {
    public:
      void observe(const Observation &now, std::vector<Event> &events) override
      {
        if (is_reported_ || !now.onset)
          return;
        is_reported_ = true;
        events.push_back({now.onset->begin_time + now.onset->time,
                          now.onset->strain,
                          "instability_onset",
                          now.onset->shear_stress,
                          "Pa"});
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

  std::unique_ptr<EventDetector> onset_detector(const Material &)
  {
    return std::make_unique<OnsetDetector>();
  }
} // namespace vitriflow
