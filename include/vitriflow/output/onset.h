#pragma once

#include <nlohmann/json.hpp>
#include <vitriflow/base/scales.h>
#include <vitriflow/output/record.h>
#include <vitriflow/stability/instability.h>

#include <complex>
#include <optional>
#include <string>
#include <vector>

namespace vitriflow
{
  /** When a simulated flow became visibly unstable, and what showed it. */
  struct MeasuredOnset
  {
    /** Since the flow began [tau0]; shear strain by then. */
    double time, strain;

    /** "density wave", "density deviation", "structural deviation" or
     * "localisation". */
    std::string signal;

    /** Mean shear stress and applied shear rate; reduced units. */
    double shear_stress, shear_rate;

    /** When the flow began, since the start of the run [tau0]. */
    double begin_time;

    /** Mean plastic over applied shear rate. */
    double plastic_share = 0.;
  };

  /**
   * Measures from the growth of density fluctuations in a simulation how its
   * homogeneous flow is lost; no stability theory is used but the definition
   * of the types (see instability_type()).
   *
   * The onset is the first of
   * - a density wave (see DensityWaves) has grown by e^3 over its amplitude at
   *   the start of the flow; waves that were then less than a tenth of the
   *   largest are not followed, nor those below rounding;
   * - the standard deviation of the density has grown by e^3 (the only one of
   *   the two in a channel): later than the waves in noise, most of which
   *   decays first;
   * - the relative deviation of the structural variable of plastic flow,
   *   (largest - mean)/mean, has grown by e^3;
   * - the flow has localised: participation ratio below 1/2.
   *
   * All but the last are those of linear theory, and only for small noise:
   * noise of a per cent or so localises before it has grown by e^3, so the
   * onset comes earlier than that of theory, and large noise feeds waves by
   * interaction.
   *
   * Flow is stable if there is none of them by the strain of the criterion, or
   * if the steady flow has been reached without and fluctuations are then the
   * smallest. A run that ends before either is undetermined, as is one without
   * fluctuations.
   */
  class OnsetWatch
  {
  public:
    /** @param relaxation_time of the slowest mode, @param crossover_time t_x,
     * both in tau0. */
    OnsetWatch(const GrowthCriterion &criterion,
               double relaxation_time,
               double crossover_time);

    /** Records of a whole run in their order, and the amplitudes of its waves;
     * none in a channel. */
    void add(const Record &record,
             const std::vector<std::complex<double>> &waves);

    const std::optional<MeasuredOnset> &onset() const
    {
      return onset_;
    }

    /** Name of the type, or "undetermined". */
    std::string type() const;

    /** Entries of summary.json in the run's units. */
    nlohmann::json report(const Scales &scales) const;

    nlohmann::json save() const;
    void load(const nlohmann::json &saved);

  private:
    /** What is followed at the end of a step; the growths as logarithms. */
    struct Sample
    {
      double time = 0., strain = 0., stress = 0., rate = 0.;
      double wave = 0., deviation = 0., structure = 0., participation = 1.;
      double plastic_share = 0.;
    };

    void begin(const Record &record,
               const std::vector<std::complex<double>> &waves);
    Sample sample(const Record &record,
                  const std::vector<std::complex<double>> &waves) const;
    void look_for_onset(const Sample &now);
    double growth(const Sample &s) const;

    GrowthCriterion criterion_;
    double relaxation_time_, crossover_time_;

    double begin_time_ = 0.;
    /** At the start of the flow; zero for waves that are not followed. */
    std::vector<double> initial_waves_;
    double initial_deviation_ = 0., initial_structure_ = 0.;

    bool has_flowed_ = false;
    Sample newest_;
    double smallest_growth_ = 0.;
    std::optional<MeasuredOnset> onset_;
  };
} // namespace vitriflow
