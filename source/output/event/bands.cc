#include <vitriflow/output/event_detector.h>

namespace vitriflow
{
  namespace
  {
    /**
     * "band_birth"; value: share of the shear that it carries. "band_arrest",
     * it shears no more than its surroundings, and "band_merger", it has become
     * part of another; value: strain since its birth. See BandTracker.
     */
    class BandDetector final : public EventDetector
    {
    public:
      void observe(const Observation &now, std::vector<Event> &events) override
      {
        for (const BandNews &b : now.bands)
          events.push_back(
            {b.time,
             b.strain,
             b.kind,
             b.kind == "band_birth" ? b.strain_rate_share : b.lifetime,
             "-",
             b.position});
      }
    };
  } // namespace

  std::unique_ptr<EventDetector> band_detector(const Material &)
  {
    return std::make_unique<BandDetector>();
  }
} // namespace vitriflow
