#include <vitriflow/output/event_detector.h>

#include <optional>

namespace vitriflow
{
  namespace
  {
    /**
     * Density at which the glass loses its stiffness f'' when it dilates, the
     * spinodal; none if it never does. To 1e-3 by steps, then by bisection.
     */
    std::optional<double> spinodal(const EquationOfState &equation_of_state)
    {
      constexpr double step = 1e-3, accuracy = 1e-12;
      const double lowest = equation_of_state.minimum_density();
      double stiff        = 1.;
      while (equation_of_state.stiffness(stiff - step) > 0.)
        if ((stiff -= step) - step <= lowest)
          return {};
      double soft = stiff - step;
      while (stiff - soft > accuracy)
        {
          const double middle = 0.5 * (stiff + soft);
          (equation_of_state.stiffness(middle) > 0. ? stiff : soft) = middle;
        }
      return soft;
    }

    /**
     * "cavitation": somewhere the density has fallen below the spinodal of an
     * equation of state that has one (double well) for the first time, so that
     * the glass there goes on to dilate by itself; value: that density.
     */
    class CavitationDetector final : public FirstTimeDetector
    {
    public:
      explicit CavitationDetector(const std::optional<double> &threshold)
        : threshold_(threshold)
      {
      }

    private:
      std::optional<Event> look(const Observation &now) override
      {
        const Record &r = now.record;
        if (!threshold_ || r.measurements.min_density >= *threshold_)
          return {};
        return Event{r.time,
                     r.strain,
                     "cavitation",
                     r.measurements.min_density,
                     "kg/m^3",
                     now.lowest_density_position()};
      }

      std::optional<double> threshold_;
    };
  } // namespace

  std::unique_ptr<EventDetector> cavitation_detector(const Material &material)
  {
    return std::make_unique<CavitationDetector>(
      spinodal(material.equation_of_state()));
  }
} // namespace vitriflow
