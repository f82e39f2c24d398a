#include <vitriflow/base/exceptions.h>

#include <cmath>
#include <sstream>

#include "box.h"
#include "timing.h"

namespace vitriflow
{
  namespace benchmark
  {
    namespace
    {
      /** Below this participation ratio of the shear rate, that of one band
       * over half of the box, the flow has localised. */
      constexpr double localised = 0.5;

      /** Steps of one kind. */
      struct Average
      {
        double seconds          = 0.;
        unsigned int steps      = 0;
        unsigned int iterations = 0;
        double contrast         = 1.;
        double strain           = 0.;

        template <int dim>
        void add(const double time, const Box<dim> &box)
        {
          ++steps;
          seconds += time;
          iterations += box.report().linear_iterations;
          strain          = box.state().strain;
          const auto &law = box.material().relaxation_time();
          const auto &m   = box.measurements();
          const double now =
            law.factor(m.max_density) / law.factor(m.min_density);
          contrast = std::max({contrast, now, 1. / now});
        }

        void write(Table &table,
                   const std::string &name,
                   const std::string &error,
                   nlohmann::json results) const
        {
          if (steps == 0)
            return;
          const double each = static_cast<double>(iterations) / steps;
          std::ostringstream note;
          note.precision(3);
          note << steps << " steps to strain " << strain << ", " << each
               << " iterations, contrast of tau " << contrast << error;
          results.update({{"steps", steps},
                          {"iterations_per_step", each},
                          {"contrast", contrast},
                          {"strain", strain}});
          table.add(name, seconds / steps, 0., note.str(), results);
        }
      };
    } // namespace

    template <int dim>
    void time_steps(Table &table,
                    Box<dim> &box,
                    const double end_strain,
                    const double expected_peak)
    {
      Average before, during;
      double peak   = 0.;
      bool has_peak = false;
      while (box.state().strain < end_strain)
        {
          const double time = time_of([&] { box.step(); });
          const auto &m     = box.measurements();
          has_peak          = m.shear_stress < peak;
          peak              = std::max(peak, m.shear_stress);
          (m.participation_ratio > localised ? before : during).add(time, box);
        }
      std::ostringstream error;
      nlohmann::json results;
      if (has_peak)
        {
          results["peak_stress"] = peak;
          error.precision(5);
          error << ", peak stress " << peak;
          if (expected_peak > 0.)
            {
              const double difference  = peak / expected_peak - 1.;
              results["error_of_peak"] = difference;
              error.precision(2);
              error << " (" << std::showpos << 100. * difference << " %)";
            }
        }
      before.write(table, "whole step, before localisation", "", {});
      during.write(table,
                   "whole step, during localisation",
                   error.str(),
                   results);
    }

    template void time_steps(Table &, Box<2> &, const double, const double);
    template void time_steps(Table &, Box<3> &, const double, const double);
  } // namespace benchmark
} // namespace vitriflow
