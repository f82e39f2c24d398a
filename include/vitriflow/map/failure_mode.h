#pragma once

#include <optional>
#include <string>
#include <vector>

namespace vitriflow
{
  /** How a sheared sample fails; see judge(). */
  enum class FailureMode
  {
    homogeneous,
    many_bands,
    one_band,
    fracture,
    cavitation
  };

  std::string to_string(FailureMode mode);

  /** All modes, from the mildest on. */
  const std::vector<FailureMode> &failure_modes();

  /** What counts as failure, as brittle, as a cavity and as one band. */
  struct FailureCriterion
  {
    /** A sample has failed when its stress has dropped by this share of the
     * largest it has carried. */
    double stress_drop = 0.2;

    /** A sample is brittle if it fails before this plastic strain. */
    double brittle_plastic_strain = 0.2;

    /** Matter of less than this density [rho0] is a cavity. */
    double cavity_density = 0.6;

    /** Equilibrium is lost where the local shear rate exceeds the applied one
     * by this factor. */
    double runaway_rate_ratio = 1e6;

    /** One band carries the shear if the number of bands, each counted by its
     * share, is below this. */
    double single_band_number = 1.5;
  };

  /** What became of a band, strains of the sample. */
  struct BandLife
  {
    /** When it was last seen. */
    double last_strain;
    /** What it has carried, its share of the shear integrated over its life. */
    double carried_strain;
  };

  /** What a run has recorded that its failure shows in, one entry per recorded
   * step: shear strain, stress [G0], smallest density [rho0], and largest local
   * over applied shear rate. */
  struct RunHistory
  {
    std::vector<double> strain;
    std::vector<double> stress;
    std::vector<double> min_density;
    std::vector<double> max_rate_ratio;

    /** Where the flow localised: where the participation ratio of the local
     * shear rate was first below 1/2; empty if it never was. */
    std::optional<double> localisation_strain;

    /** All bands there were, from the first to the last. */
    std::vector<BandLife> bands;
  };

  /** Strains are shear strains. */
  struct Failure
  {
    FailureMode mode;

    /** Largest shear stress [G0], and the strain at which it was reached. */
    double strength;
    double peak_strain;

    /** Where the stress had dropped, the first cavity opened or equilibrium was
     * lost, whichever came first; empty if nothing of it has happened. */
    std::optional<double> strain;

    /** Strain less stress/G0, at failure or else at the end of the run: what
     * would stay if the load were taken off. */
    double plastic_strain;

    bool brittle;

    /** effective_number() of bands, each counted by the strain it has carried:
     * of those seen when the flow localised or later. */
    double n_bands;
  };

  /**
   * (sum s)^2/sum s^2 of what bands carry: the number of bands if all carry the
   * same, and 1 if one carries everything. 0 without bands.
   */
  double effective_number(const std::vector<double> &carried);

  /**
   * The first match names the mode:
   *
   *   cavitation   the density has somewhere been below that of a cavity;
   *   fracture     equilibrium has been lost;
   *   homogeneous  the flow has never been localised;
   *   one band     the effective number of bands is below the criterion's;
   *   many bands   else, also where no band stands out of a network.
   *
   * Bands count by what they have carried over their lives, not by what is left
   * in the last state: a band that was arrested has done its part, and one that
   * is born at the end has not.
   *
   * Without inertia equilibrium is lost where a softening region cannot take up
   * the elastic energy that the rest sets free: its shear rate then grows
   * without bound while the applied strain stands still.
   *
   * Throws std::invalid_argument for a history without entries or with columns
   * of different length.
   */
  Failure judge(const RunHistory &history, const FailureCriterion &criterion);
} // namespace vitriflow
