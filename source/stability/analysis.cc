#include <vitriflow/stability/analysis.h>
#include <vitriflow/stability/homogeneous_flow.h>

#include <cmath>
#include <limits>

namespace vitriflow
{
  namespace
  {
    std::vector<SpectrumRow> spectrum(const StabilityCase &sample,
                                      const StabilityParameters &parameters,
                                      const double shear_rate)
    {
      const WaveEquations equations(*sample.material,
                                    *sample.law,
                                    sample.spectrum_inertia());
      std::vector<double> times = parameters.times;
      times.push_back(std::numeric_limits<double>::infinity());
      std::vector<SpectrumRow> rows;
      for (const double t : times)
        {
          const std::optional<std::vector<double>> flow =
            std::isfinite(t) ? startup_flow(*sample.law, shear_rate, t)
                             : steady_flow(*sample.law, shear_rate);
          if (!flow)
            continue;
          for (const double k : parameters.wave_numbers)
            rows.push_back({k,
                            t,
                            fastest_frozen_wave(
                              equations, *sample.law, shear_rate, *flow, k)});
        }
      return rows;
    }
  } // namespace

  StabilityAnalysis analyse_stability(const StabilityCase &sample,
                                      const StabilityParameters &parameters,
                                      const double shear_rate)
  {
    const WaveEquations quasi_static(*sample.material, *sample.law, 0.),
      equations(*sample.material, *sample.law, sample.wave_inertia(shear_rate));
    StabilityAnalysis result;
    result.critical_rate_numerical =
      sample.numerical_critical_rate(parameters.threshold_wave_number);
    if (const auto flow = steady_flow(*sample.law, shear_rate))
      result.steady = fastest_frozen_wave(quasi_static,
                                          *sample.law,
                                          shear_rate,
                                          *flow,
                                          parameters.threshold_wave_number);
    result.history =
      follow_growth(*sample.law, equations, shear_rate, parameters.criterion);
    result.type     = instability_type(result.history.onset,
                                   sample.relaxation_time(),
                                   sample.crossover_time());
    result.spectrum = spectrum(sample, parameters, shear_rate);
    return result;
  }
} // namespace vitriflow
