#include <vitriflow/base/exceptions.h>
#include <vitriflow/material/temperature_laws.h>
#include <vitriflow/stability/phase_diagram.h>
#include <vitriflow/stability/stability_case.h>

#include <limits>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    using dealii::Utilities::MPI::n_mpi_processes;
    using dealii::Utilities::MPI::this_mpi_process;

    /** Marks in the arrays the ranks exchange. */
    constexpr double none      = -1.;
    constexpr double ill_posed = -2.;

    MaterialParameters at_temperature(MaterialParameters material,
                                      const double temperature)
    {
      material.temperature = temperature;
      return material;
    }

    std::optional<double> if_any(const double value)
    {
      return value > 0. ? std::optional<double>(value) : std::nullopt;
    }

    /** As the ranks exchange it: t* [tau0] or a mark, and the share of plastic
     * flow then. */
    struct OnsetOrMark
    {
      double time;
      double plastic_share = 0.;
    };

    OnsetOrMark onset_or_mark(const StabilityCase &sample,
                              const double reduced_rate,
                              const GrowthCriterion &criterion)
    {
      const WaveEquations equations(*sample.material,
                                    *sample.law,
                                    sample.wave_inertia(reduced_rate));
      try
        {
          const auto onset =
            find_onset(*sample.law, equations, reduced_rate, criterion);
          if (!onset)
            return {none};
          return {onset->time, onset->plastic_share};
        }
      catch (const ComputationStopped &)
        {
          return {ill_posed};
        }
    }

    PhasePoint make_point(const StabilityCase &sample,
                          const double temperature,
                          const double rate,
                          const OnsetOrMark &found)
    {
      PhasePoint point{temperature, rate, {}, {}};
      if (found.time == ill_posed)
        return point;
      std::optional<Onset> onset;
      if (found.time > 0.)
        {
          onset                = Onset{found.time};
          onset->plastic_share = found.plastic_share;
          point.onset_time     = found.time * sample.time_scale;
        }
      point.type = instability_type(onset,
                                    sample.relaxation_time(),
                                    sample.crossover_time());
      return point;
    }
  } // namespace

  double PhaseCurves::viscosity_pressure_slope() const
  {
    return (constants.relaxation_time_exponent +
            constants.shear_modulus_exponent) /
           constants.bulk_modulus;
  }

  double PhaseCurves::activation_volume() const
  {
    return boltzmann_constant * temperature * viscosity_pressure_slope();
  }

  double PhaseCurves::solid_efold_rate() const
  {
    const double kappa = constants.bulk_modulus / constants.shear_modulus;
    const double b     = constants.shear_modulus_exponent;
    return b > 0. ? (kappa + 2.) / (b * constants.relaxation_time)
                  : std::numeric_limits<double>::infinity();
  }

  void check_temperatures(const MaterialParameters &material,
                          const PhaseDiagramParameters &diagram)
  {
    for (const double T : diagram.temperatures())
      try
        {
          at_temperature(material, T).validate();
        }
      catch (const BadInput &error)
        {
          std::ostringstream message;
          message << "Stability/Phase diagram reaches the temperature " << T
                  << " K, where the material cannot be used; change the "
                     "lowest or highest temperature. "
                  << error.what();
          throw BadInput(message.str());
        }
  }

  PhaseDiagram compute_phase_diagram(const MaterialParameters &material,
                                     const StabilityParameters &stability,
                                     const MPI_Comm &comm)
  {
    const auto temperatures = stability.phase_diagram.temperatures();
    const auto rates        = stability.phase_diagram.rates();
    std::vector<StabilityCase> samples;
    for (const double T : temperatures)
      samples.emplace_back(at_temperature(material, T),
                           true, // temperatures need SI units
                           stability.inertia_threshold);

    const std::size_t n_points = temperatures.size() * rates.size();
    std::vector<double> onsets(n_points, 0.), shares(n_points, 0.),
      thresholds(samples.size(), 0.);
    const unsigned int n_ranks = n_mpi_processes(comm),
                       rank    = this_mpi_process(comm);
    for (std::size_t i = rank; i < samples.size(); i += n_ranks)
      thresholds[i] =
        samples[i]
          .numerical_critical_rate(stability.threshold_wave_number)
          .value_or(none);
    for (std::size_t p = rank; p < n_points; p += n_ranks)
      {
        const StabilityCase &sample = samples[p / rates.size()];
        const OnsetOrMark found =
          onset_or_mark(sample,
                        rates[p % rates.size()] * sample.time_scale,
                        stability.criterion);
        onsets[p] = found.time;
        shares[p] = found.plastic_share;
      }
    for (std::vector<double> *values : {&onsets, &shares, &thresholds})
      dealii::Utilities::MPI::sum(*values, comm, *values);

    PhaseDiagram diagram;
    for (std::size_t i = 0; i < samples.size(); ++i)
      {
        const MaterialConstants &c = samples[i].constants;
        PhaseCurves curves{temperatures[i], c, if_any(thresholds[i])};
        if (curves.critical_rate_numerical)
          *curves.critical_rate_numerical /= c.relaxation_time;
        diagram.curves.push_back(curves);
        for (std::size_t j = 0; j < rates.size(); ++j)
          {
            const std::size_t p = i * rates.size() + j;
            diagram.points.push_back(make_point(
              samples[i], temperatures[i], rates[j], {onsets[p], shares[p]}));
          }
      }
    return diagram;
  }
} // namespace vitriflow
