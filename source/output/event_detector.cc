#include <vitriflow/output/event_detector.h>

// Every kind of event: a name for checkpoints, the factory of its detector,
// which a file in event/ defines, and whether it is looked for under shear and
// under an indenter. A new kind adds one line.
// clang-format off
#define VITRIFLOW_EVENT_DETECTORS(detector)                     \
  detector("onset", onset_detector, true, false)                \
  detector("yield", yield_detector, true, false)                \
  detector("stress_drops", stress_drop_detector, true, false)   \
  detector("localisation", localisation_detector, true, false)  \
  detector("cavitation", cavitation_detector, true, true)       \
  detector("bands", band_detector, true, false)                 \
  detector("pop_ins", pop_in_detector, false, true)
// clang-format on

namespace vitriflow
{
#define DECLARE(name, factory, in_shear, in_indentation) \
  std::unique_ptr<EventDetector> factory(const Material &material);
  VITRIFLOW_EVENT_DETECTORS(DECLARE)
#undef DECLARE

  std::vector<std::pair<std::string, std::unique_ptr<EventDetector>>>
  make_event_detectors(const Material &material, const Loading loading)
  {
    std::vector<std::pair<std::string, std::unique_ptr<EventDetector>>> list;
#define ADD(name, factory, in_shear, in_indentation)               \
  if (loading == Loading::indentation ? in_indentation : in_shear) \
    list.emplace_back(name, factory(material));
    VITRIFLOW_EVENT_DETECTORS(ADD)
#undef ADD
    return list;
  }
} // namespace vitriflow
