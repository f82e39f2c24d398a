#include <vitriflow/output/event_detector.h>

namespace vitriflow
{
  namespace
  {
    /** "pop_in", see IndentationResults: dated at the maximum of the load,
     * value: by how much it falls (in plane strain per length). */
    class PopInDetector final : public EventDetector
    {
    public:
      void observe(const Observation &now, std::vector<Event> &events) override
      {
        for (const PopIn &p : now.pop_ins)
          events.push_back({p.time, p.strain, "pop_in", p.drop, "N"});
      }
    };
  } // namespace

  std::unique_ptr<EventDetector> pop_in_detector(const Material &)
  {
    return std::make_unique<PopInDetector>();
  }
} // namespace vitriflow
