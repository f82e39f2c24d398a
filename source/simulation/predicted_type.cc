#include <vitriflow/simulation/predicted_type.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/stability/instability.h>
#include <vitriflow/stability/stability_case.h>

#include <algorithm>

namespace vitriflow
{
  namespace
  {
    /** Sound of smaller inertia numbers M takes many steps to follow; leaving
     * it out changes ln A by about the share sqrt(M)/k < 1 % at k = 0.2. */
    constexpr double smallest_inertia = 1e-6;

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
    const ReducedRun run(parameters);
    if (!is_steady_shear(run.program))
      return "";
    const StabilityCase sample(
      parameters.material,
      parameters.si(),
      std::max(smallest_inertia, parameters.stability.inertia_threshold));
    const WaveEquations equations(*sample.material,
                                  *sample.law,
                                  sample.inertia_number);
    try
      {
        return to_string(
          instability_type(find_onset(*sample.law,
                                      equations,
                                      run.weissenberg_number(),
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
