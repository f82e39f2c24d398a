#include <vitriflow/output/event_detector.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  namespace
  {
    /** Of the highest stress so far: smaller falls are not reported. */
    constexpr double smallest_drop = 0.01;

    /**
     * "stress_drop": under forward shear at a given rate the stress falls from
     * a maximum by a hundredth of the highest stress so far, and rises again by
     * as much from its minimum, or the run ends; dated at the maximum, value:
     * the size of the fall. "peak_stress": the maximum before such a fall, if
     * higher than all before; value: the stress.
     */
    class StressDropDetector final : public EventDetector
    {
    public:
      void observe(const Observation &now, std::vector<Event> &events) override
      {
        const Point p      = {now.record.time,
                              now.record.strain,
                              now.record.measurements.shear_stress};
        const bool forward = std::abs(p.strain) > std::abs(newest_.strain);
        newest_            = p;
        if (!forward) // unloading and rest are not failure
          {
            high_ = low_ = p;
            is_falling_  = false;
            return;
          }
        const double stress = std::abs(p.stress);
        top_                = std::max(top_, stress);
        if (!is_falling_)
          look_for_fall(p, events);
        else if (stress < std::abs(low_.stress))
          low_ = p;
        else if (stress - std::abs(low_.stress) >= smallest_drop * top_)
          {
            report_drop(events);
            high_ = p;
          }
      }

      void finish(std::vector<Event> &events) override
      {
        if (is_falling_)
          report_drop(events);
      }

      nlohmann::json save() const override
      {
        return {newest_.save(),
                high_.save(),
                low_.save(),
                top_,
                reported_peak_,
                is_falling_};
      }

      void load(const nlohmann::json &saved) override
      {
        newest_        = Point::load(saved.at(0));
        high_          = Point::load(saved.at(1));
        low_           = Point::load(saved.at(2));
        top_           = saved.at(3);
        reported_peak_ = saved.at(4);
        is_falling_    = saved.at(5);
      }

    private:
      struct Point
      {
        double time = 0., strain = 0., stress = 0.;

        nlohmann::json save() const
        {
          return {time, strain, stress};
        }

        static Point load(const nlohmann::json &saved)
        {
          return {saved.at(0), saved.at(1), saved.at(2)};
        }
      };

      void look_for_fall(const Point &p, std::vector<Event> &events)
      {
        if (std::abs(p.stress) >= std::abs(high_.stress))
          high_ = p;
        else if (std::abs(high_.stress) - std::abs(p.stress) >=
                 smallest_drop * top_)
          {
            is_falling_ = true;
            low_        = p;
            if (std::abs(high_.stress) > reported_peak_)
              {
                reported_peak_ = std::abs(high_.stress);
                events.push_back({high_.time,
                                  high_.strain,
                                  "peak_stress",
                                  high_.stress,
                                  "Pa"});
              }
          }
      }

      void report_drop(std::vector<Event> &events)
      {
        events.push_back({high_.time,
                          high_.strain,
                          "stress_drop",
                          std::abs(high_.stress) - std::abs(low_.stress),
                          "Pa"});
        is_falling_ = false;
      }

      Point newest_, high_, low_;
      double top_ = 0., reported_peak_ = 0.;
      bool is_falling_ = false;
    };
  } // namespace

  std::unique_ptr<EventDetector> stress_drop_detector(const Material &)
  {
    return std::make_unique<StressDropDetector>();
  }
} // namespace vitriflow
