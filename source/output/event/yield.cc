#include <vitriflow/output/event_detector.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    /** Of the strain, 0.2 %: the usual offset. */
    constexpr double offset = 0.002;

    /**
     * "yield": in the first loading from rest the shear stress falls below the
     * elastic line shifted by 0.2 % strain, G0 (strain - 0.002), with G0 the
     * modulus at the reference density; value: the stress.
     */
    class YieldDetector final : public EventDetector
    {
    public:
      void observe(const Observation &now, std::vector<Event> &events) override
      {
        const double strain = std::abs(now.record.strain);
        const double stress = now.record.measurements.shear_stress;
        if (is_over_ || strain < strain_) // unloading is not yielding
          {
            is_over_ = true;
            return;
          }
        const double excess = strain - offset - std::abs(stress);
        if (excess > 0.)
          {
            const double share = excess_ / (excess_ - excess);
            const auto between = [share](const double a, const double b) {
              return a + share * (b - a);
            };
            const double sign = now.record.strain < 0. ? -1. : 1.;
            events.push_back({between(time_, now.record.time),
                              sign * between(strain_, strain),
                              "yield",
                              between(stress_, stress),
                              "Pa"});
            is_over_ = true;
          }
        time_   = now.record.time;
        strain_ = strain;
        stress_ = stress;
        excess_ = excess;
      }

      nlohmann::json save() const override
      {
        return {is_over_, time_, strain_, stress_, excess_};
      }

      void load(const nlohmann::json &saved) override
      {
        is_over_ = saved.at(0);
        time_    = saved.at(1);
        strain_  = saved.at(2);
        stress_  = saved.at(3);
        excess_  = saved.at(4);
      }

    private:
      bool is_over_ = false;
      double time_ = 0., strain_ = 0., stress_ = 0., excess_ = -offset;
    };
  } // namespace

  std::unique_ptr<EventDetector> yield_detector(const Material &)
  {
    return std::make_unique<YieldDetector>();
  }
} // namespace vitriflow
