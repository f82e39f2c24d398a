#include <vitriflow/simulation/predicted_type.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/stability/instability.h>
#include <vitriflow/stability/stability_case.h>

namespace vitriflow
{
  namespace
  {
    bool is_steady_shear(const std::vector<Segment> &program)
    {
      return program.size() == 1 &&
             program[0].kind == Segment::Kind::linear_rate &&
             program[0].rate_begin == program[0].rate_end &&
             program[0].rate_begin != 0.;
    }
  } // namespace

  std::string predicted_instability_type(const Parameters &parameters)
  {
    if (!parameters.material.relaxes() &&
        !parameters.material.plastic_flow.is_active())
      return ""; // an elastic solid
    const ReducedRun run(parameters);
    if (!is_steady_shear(run.program))
      return "";
    const StabilityCase sample(parameters.material,
                               parameters.si(),
                               parameters.stability.inertia_threshold);
    const double unit = run.scales.time; // another where nothing relaxes
    const WaveEquations quasi_static(*sample.material, *sample.law, 0.);
    try
      {
        return to_string(instability_type(
          find_onset(*sample.law,
                     quasi_static,
                     run.weissenberg_number() * sample.time_scale / unit,
                     parameters.stability.criterion),
          sample.relaxation_time(),
          sample.crossover_time()));
      }
    catch (const ComputationStopped &)
      {
        return "undetermined";
      }
  }
} // namespace vitriflow
