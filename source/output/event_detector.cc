#include <vitriflow/output/event_detector.h>

// Every kind of event: a name for checkpoints and the factory of its detector,
// which a file in event/ defines. A new kind adds one line.
// clang-format off
#define VITRIFLOW_EVENT_DETECTORS(detector)        \
  detector("onset", onset_detector)                \
  detector("yield", yield_detector)                \
  detector("stress_drops", stress_drop_detector)   \
  detector("localisation", localisation_detector)  \
  detector("cavitation", cavitation_detector)      \
  detector("bands", band_detector)
// clang-format on

namespace vitriflow
{
#define DECLARE(name, factory) \
  std::unique_ptr<EventDetector> factory(const Material &material);
  VITRIFLOW_EVENT_DETECTORS(DECLARE)
#undef DECLARE

  std::vector<std::pair<std::string, std::unique_ptr<EventDetector>>>
  make_event_detectors(const Material &material)
  {
    std::vector<std::pair<std::string, std::unique_ptr<EventDetector>>> list;
#define ADD(name, factory) list.emplace_back(name, factory(material));
    VITRIFLOW_EVENT_DETECTORS(ADD)
#undef ADD
    return list;
  }
} // namespace vitriflow
