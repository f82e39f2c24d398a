#include <vitriflow/base/exceptions.h>
#include <vitriflow/stability/stability_parameters.h>

#include <cmath>
#include <sstream>

namespace vitriflow
{
  using namespace dealii::Patterns;

  namespace
  {
    // Not a value but an infinity or a division by zero would follow.
    constexpr double smallest = 1e-12;

    double evenly(const double first,
                  const double last,
                  const unsigned int i,
                  const unsigned int n)
    {
      return n > 1 ? first + (last - first) * i / (n - 1) : first;
    }

    void require_order(const std::string &low_name,
                       const double low,
                       const std::string &high_name,
                       const double high,
                       const unsigned int n)
    {
      if (high > low || (n == 1 && high == low))
        return;
      std::ostringstream message;
      message << "Stability/Phase diagram/" << high_name << " = " << high
              << " must be larger than Stability/Phase diagram/" << low_name
              << " = " << low << "; exchange them or set the number to 1.";
      throw BadInput(message.str());
    }

    void add_criterion(GrowthCriterion &criterion,
                       dealii::ParameterHandler &prm)
    {
      prm.add_parameter("Wave number",
                        criterion.wave_number,
                        "k ell of a wave when it stands at 45 degrees to the "
                        "flow [-]; ell is the gradient length, without one the "
                        "diffusion length; without both the model is "
                        "scale-free.",
                        Double(smallest, 1e6));
      prm.add_parameter("Number of angles",
                        criterion.n_angles,
                        "Initial wave vectors, spread evenly between 0 and 90 "
                        "degrees from the flow; 44 is one every 2 degrees.",
                        Integer(1, 10000));
      prm.add_parameter("Growth",
                        criterion.log_amplification,
                        "ln |rho/rho(0)| at which a wave counts as grown: the "
                        "onset [-].",
                        Double(0.01, 100.));
      prm.add_parameter("Onset strain",
                        criterion.onset_strain,
                        "Flow whose waves have not grown by this shear strain "
                        "is called stable [-].",
                        Double(1e-6, 1e3));
      prm.add_parameter("End strain",
                        criterion.end_strain,
                        "Waves are followed to this shear strain [-], at least "
                        "the onset strain.",
                        Double(1e-6, 1e3));
    }

    void add_phase_diagram(PhaseDiagramParameters &diagram,
                           dealii::ParameterHandler &prm)
    {
      prm.enter_subsection("Phase diagram");
      prm.add_parameter("Number of temperatures",
                        diagram.n_temperatures,
                        "Temperatures of the diagram; 0 computes none.",
                        Integer(0, 10000));
      prm.add_parameter("Lowest temperature",
                        diagram.lowest_temperature,
                        "[K], > 0.",
                        Double(smallest));
      prm.add_parameter("Highest temperature",
                        diagram.highest_temperature,
                        "[K], > 0.",
                        Double(smallest));
      prm.add_parameter("Number of rates",
                        diagram.n_rates,
                        "Shear rates of the diagram, evenly spaced in their "
                        "logarithm.",
                        Integer(1, 10000));
      prm.add_parameter("Lowest rate",
                        diagram.lowest_rate,
                        "[1/s], > 0.",
                        Double(1e-30));
      prm.add_parameter("Highest rate",
                        diagram.highest_rate,
                        "[1/s], > 0.",
                        Double(1e-30));
      prm.leave_subsection();
    }
  } // namespace

  std::vector<double> PhaseDiagramParameters::temperatures() const
  {
    std::vector<double> result(n_temperatures);
    for (unsigned int i = 0; i < n_temperatures; ++i)
      result[i] =
        evenly(lowest_temperature, highest_temperature, i, n_temperatures);
    return result;
  }

  std::vector<double> PhaseDiagramParameters::rates() const
  {
    std::vector<double> result(n_rates);
    for (unsigned int i = 0; i < n_rates; ++i)
      result[i] = std::exp(
        evenly(std::log(lowest_rate), std::log(highest_rate), i, n_rates));
    return result;
  }

  void StabilityParameters::add_to(dealii::ParameterHandler &prm)
  {
    prm.enter_subsection("Stability");
    add_criterion(criterion, prm);
    prm.add_parameter("Threshold wave number",
                      threshold_wave_number,
                      "k ell at which the critical rate and the growth rate of "
                      "the steady flow are computed [-]: the limit of long "
                      "waves, which grow fastest.",
                      Double(smallest, 1e6));
    prm.add_parameter("Wave numbers",
                      wave_numbers,
                      "k ell of the table of frozen-time growth rates [-].",
                      List(Double(smallest, 1e6), 1));
    prm.add_parameter("Times",
                      times,
                      "Times after the start of shear, in relaxation times, of "
                      "that table; the steady flow is added.",
                      List(Double(0., 1e6), 0));
    prm.add_parameter(
      "Inertia threshold",
      inertia_threshold,
      "Waves are followed quasi-statically where M max(Wi, 1/30)^2 is below "
      "this, M the inertia number: sound of frequency k sqrt(K/M) need not be "
      "resolved then, which takes minutes. At 1e-6 it moves t* by some "
      "ten-thousandths.",
      Double(1e-12, 1e6));
    add_phase_diagram(phase_diagram, prm);
    prm.leave_subsection();
  }

  void StabilityParameters::validate() const
  {
    if (criterion.end_strain < criterion.onset_strain)
      {
        std::ostringstream message;
        message << "Stability/End strain = " << criterion.end_strain
                << " must be at least Stability/Onset strain = "
                << criterion.onset_strain << "; raise it.";
        throw BadInput(message.str());
      }
    if (!phase_diagram.requested())
      return;
    require_order("Lowest temperature",
                  phase_diagram.lowest_temperature,
                  "Highest temperature",
                  phase_diagram.highest_temperature,
                  phase_diagram.n_temperatures);
    require_order("Lowest rate",
                  phase_diagram.lowest_rate,
                  "Highest rate",
                  phase_diagram.highest_rate,
                  phase_diagram.n_rates);
  }
} // namespace vitriflow
