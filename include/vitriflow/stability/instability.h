#pragma once

#include <vitriflow/stability/wave_equations.h>

#include <optional>
#include <string>
#include <vector>

namespace vitriflow
{
  /** How homogeneous flow is lost, by the time t* at which the best wave has
   * grown to visible size; see instability_type(). */
  enum class InstabilityType
  {
    stable,
    liquid,
    viscoelastic,
    solid,
    plastic
  };

  std::string to_string(InstabilityType type);

  /** Which waves are followed, and when their growth counts. */
  struct GrowthCriterion
  {
    /** |k| [1/length unit] of a wave when it stands at 45 degrees to the flow,
     * the direction in which it grows fastest. */
    double wave_number = 0.2;

    /** Initial angles are j 90/(n + 1) degrees, j = 1...n. Waves between 90
     * and 180 degrees are compressed along their crests and only decay.
     * Of a plastic structure there are also waves at 90 + j 180/n degrees, j =
     * 0...n-1: bands form along the directions of largest shear. Their wave
     * number is that at the start. */
    unsigned int n_angles = 44;

    /** ln |rho/rho(0)| at which a wave counts as grown; of a structural
     * wave that of the disturbance of ln w. */
    double log_amplification = 3.;

    /** Growth has to be reached by this strain. */
    double onset_strain = 4.;

    /** Waves are followed to this strain. */
    double end_strain = 6.;
  };

  /** The first wave to have grown as much as the criterion asks. */
  struct Onset
  {
    /** t* [tau0]. */
    double time;

    /** Initial angle of its wave vector [rad]. */
    double initial_angle = 0.;

    /** What it disturbed. */
    Disturbance disturbance = Disturbance::balanced_density;

    /** Share of the shear rate that plastic flow carries at t*. */
    double plastic_share = 0.;
  };

  /** State of the most amplified wave at one time, reduced units. */
  struct GrowthRecord
  {
    double time;
    double shear_stress;
    double normal_stress_difference;

    /** Largest ln |rho(t)/rho(0)| of all waves. */
    double log_amplification;

    /** Angles of that wave's vector from the flow [rad]. */
    double initial_angle;
    double angle;

    Disturbance disturbance;

    /** Share of the shear rate that plastic flow carries. */
    double plastic_share;

    /** w of plastic flow; 0 without one. */
    double structure;
  };

  /** Where the homogeneous flow bears most. */
  struct StressPeak
  {
    double time = 0., shear_stress = 0.;
  };

  struct GrowthHistory
  {
    std::optional<Onset> onset;

    /** Over all times that were followed. */
    StressPeak stress_peak;

    /** At even intervals of the strain, including the start. */
    std::vector<GrowthRecord> records;

    /** The record of the largest log_amplification. */
    const GrowthRecord &peak() const;
  };

  /**
   * Follows waves of all directions from the start of shear. Ends early when
   * all waves have become negligible or one is far beyond linear theory. Throws
   * ComputationStopped when the equations cease to be well-posed before any
   * wave has grown.
   *
   * @param shear_rate Wi [1/tau0], > 0.
   */
  GrowthHistory follow_growth(const FlowLaw &law,
                              const WaveEquations &equations,
                              double shear_rate,
                              const GrowthCriterion &criterion);

  /** The onset alone: ends there. */
  std::optional<Onset> find_onset(const FlowLaw &law,
                                  const WaveEquations &equations,
                                  double shear_rate,
                                  const GrowthCriterion &criterion);

  /**
   * First match of: no onset: stable; more than half of the shear rate at t* is
   * plastic flow: plastic, the glass has yielded before the waves grow; t* >=
   * tau0: liquid, because the stress flows before the waves grow; t* < t_x:
   * solid, the softening of G drives them; else viscoelastic. Times in one
   * unit.
   *
   * @param relaxation_time tau0; of several modes that of the slowest.
   * @param crossover_time t_x = tau0 b/a.
   */
  InstabilityType instability_type(const std::optional<Onset> &onset,
                                   double relaxation_time,
                                   double crossover_time);
} // namespace vitriflow
