#include <vitriflow/base/exceptions.h>
#include <vitriflow/structure/preparation.h>

#include <cmath>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    // Dynamic atomic force microscopy of a glass as cast and annealed: phase
    // contrast and correlation length in m.
    constexpr double as_cast_contrast  = 0.12;
    constexpr double annealed_contrast = 0.08;
    constexpr double as_cast_length    = 2.5e-9;
    constexpr double annealed_length   = 4.2e-9;

    /** E_beta/(R Tg) of the slow beta relaxation. */
    constexpr double beta_energy = 26.;

    /** The interpolation is not extended further than this. */
    constexpr double max_flow_units = 4.;

    [[noreturn]] void reject(const std::string &name,
                             const double value,
                             const std::string &allowed)
    {
      std::ostringstream message;
      message << "Structure/Preparation/" << name << " = " << value << ": "
              << allowed;
      throw BadInput(message.str());
    }

    void check_positive(const std::string &name, const double value)
    {
      if (!(value > 0.) || !std::isfinite(value))
        reject(name, value, "must be positive and finite.");
    }

    void check_not_negative(const std::string &name, const double value)
    {
      if (!(value >= 0.) || !std::isfinite(value))
        reject(name, value, "must be finite and not negative.");
    }
  } // namespace

  double unrelaxed_share(const double t,
                         const double a,
                         const double b,
                         const double beta)
  {
    const auto deficit = [&](const double time) {
      const double c = std::pow(a / (b + time), beta);
      return c / (1. + c);
    };
    return deficit(t) / deficit(0.);
  }

  double annealing_shift(const double temperature, const double tg)
  {
    return std::exp(beta_energy * (tg / temperature - 1.));
  }

  double fictive_temperature(const double relative_rate,
                             const double tg,
                             const double fragility)
  {
    const double activation_temperature = fragility * std::log(10.) * tg;
    return 1. / (1. / tg - std::log(relative_rate) / activation_temperature);
  }

  void PreparationParameters::add_to(dealii::ParameterHandler &prm)
  {
    prm.enter_subsection("Preparation");
    prm.add_parameter("Glass transition temperature",
                      glass_transition_temperature,
                      "Tg of the glass, and the fictive temperature of the "
                      "as-cast reference [K].");
    prm.add_parameter("Annealing time", annealing_time, "0: not annealed [s].");
    prm.add_parameter("Annealing temperature",
                      annealing_temperature,
                      "Temperature at which the glass is annealed [K].");
    prm.add_parameter("Annealing a",
                      annealing_a,
                      "a of the review's eq. (4-1), M = Minf/(1 + "
                      "[a/(b + t)]^beta), at Tg; both times grow on cooling "
                      "like the slow beta relaxation (our assumption) [s].");
    prm.add_parameter("Annealing b", annealing_b, "b of eq. (4-1), at Tg [s].");
    prm.add_parameter("Annealing exponent",
                      annealing_exponent,
                      "beta of eq. (4-1), from 0 to 1.");
    prm.add_parameter("Relative cooling rate",
                      relative_cooling_rate,
                      "Cooling rate over that of the as-cast reference [-].");
    prm.add_parameter("Fragility",
                      fragility,
                      "Kinetic fragility m: the fictive temperature follows "
                      "d ln q/d(1/Tf) = -m ln(10) Tg [-].");
    prm.add_parameter("Formation temperature",
                      formation_temperature,
                      "Energy of a flow unit over Boltzmann's constant; their "
                      "concentration is taken to go as exp(-e/Tf), our "
                      "assumption [K].");
    prm.add_parameter("Cryogenic cycles",
                      cryogenic_cycles,
                      "Number N of cycles to cryogenic temperature and back.");
    prm.add_parameter("Cryogenic gain",
                      cryogenic_gain,
                      "Share of flow units, relative to the as-cast glass, "
                      "that many cycles add: gain (1 - exp(-N/saturation)); "
                      "form and numbers are our assumption [-].");
    prm.add_parameter("Cryogenic saturation",
                      cryogenic_saturation,
                      "Number of cycles after which their effect saturates.");
    prm.leave_subsection();
  }

  void PreparationParameters::validate() const
  {
    check_positive("Glass transition temperature",
                   glass_transition_temperature);
    check_not_negative("Annealing time", annealing_time);
    check_positive("Annealing temperature", annealing_temperature);
    check_positive("Annealing a", annealing_a);
    check_positive("Annealing b", annealing_b);
    if (!(annealing_exponent > 0.) || !(annealing_exponent <= 1.))
      reject("Annealing exponent",
             annealing_exponent,
             "must be greater than 0 and at most 1.");
    check_positive("Relative cooling rate", relative_cooling_rate);
    check_positive("Fragility", fragility);
    check_not_negative("Formation temperature", formation_temperature);
    check_not_negative("Cryogenic cycles", cryogenic_cycles);
    check_not_negative("Cryogenic gain", cryogenic_gain);
    check_positive("Cryogenic saturation", cryogenic_saturation);
    const double tf = fictive_temperature(relative_cooling_rate,
                                          glass_transition_temperature,
                                          fragility);
    if (!(tf > 0.) || !std::isfinite(tf))
      reject("Relative cooling rate",
             relative_cooling_rate,
             "gives no positive fictive temperature; give a smaller one.");
    if (!(flow_units() <= max_flow_units))
      reject("Relative cooling rate",
             relative_cooling_rate,
             "the history makes the concentration of flow units " +
               std::to_string(flow_units()) +
               " times that of the as-cast glass; at most " +
               std::to_string(max_flow_units) +
               " is allowed: cool more slowly or cycle less.");
  }

  double PreparationParameters::flow_units() const
  {
    const double tg = glass_transition_temperature;
    const double tf = fictive_temperature(relative_cooling_rate, tg, fragility);
    const double shift  = annealing_shift(annealing_temperature, tg);
    const double cooled = std::exp(formation_temperature * (1. / tg - 1. / tf));
    const double annealed = unrelaxed_share(annealing_time,
                                            shift * annealing_a,
                                            shift * annealing_b,
                                            annealing_exponent);
    const double cycled =
      cryogenic_gain *
      (1. - std::exp(-cryogenic_cycles / cryogenic_saturation));
    return cooled * annealed + cycled;
  }

  PreparationFactors PreparationParameters::factors() const
  {
    // Geometric interpolation between the two glasses that were measured:
    // our assumption. It keeps both numbers positive beyond them.
    const double annealed = 1. - flow_units();
    return {std::pow(annealed_contrast / as_cast_contrast, annealed),
            std::pow(annealed_length / as_cast_length, annealed)};
  }
} // namespace vitriflow
