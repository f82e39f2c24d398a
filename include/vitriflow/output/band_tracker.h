#pragma once

#include <nlohmann/json.hpp>
#include <vitriflow/output/bands.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace vitriflow
{
  /** A band that is followed through time; reduced units. */
  template <int dim>
  struct TrackedBand
  {
    /** Counted from 1 in the order of appearance. */
    unsigned int id = 0;
    /** As it was when last seen. */
    Band<dim> band;
    /** When it was first and last seen. */
    double birth_time = 0., birth_strain = 0.;
    double last_time = 0., last_strain = 0.;
    /** Strain of the sample since birth that it has carried, a share. */
    double strain_share      = 0.;
    unsigned int n_sightings = 0;
    /** Measurements in a row in which it was not found. */
    unsigned int n_missed = 0;
    /** No longer followed, and the band that it became part of. */
    bool is_over = false;
    std::optional<unsigned int> merged_into;

    double lifetime_strain() const
    {
      return std::abs(last_strain - birth_strain);
    }
  };

  /** What happened to a band between two measurements. */
  template <int dim>
  struct BandChange
  {
    enum class Kind
    {
      birth,
      arrest,
      merger
    };
    Kind kind;
    TrackedBand<dim> band;
  };

  /**
   * Follows bands from one measurement to the next.
   *
   * A band is taken for the one that the mean shear has carried and turned to
   * its place: their lines are less than half the sum of their widths apart
   * (periodic images included), their normals less than 20 degrees, and those
   * that end within the domain overlap. The nearest pair is matched first. A
   * band whose only partner was matched to another one has merged with that.
   *
   * Bands flicker near the threshold of find_bands(). So one has been born when
   * it was seen twice in a row, and dates from the first; it is over, arrested
   * (the shear within is no longer more than around it), when it was missed
   * twice in a row, and ends when last seen. Those seen only once are
   * forgotten.
   */
  template <int dim>
  class BandTracker
  {
  public:
    /** The bands of one measurement; returns what has changed since the last.
     * @p bands are in the order of find_bands(). */
    std::vector<BandChange<dim>> update(double time,
                                        double strain,
                                        const ShearRateLattice<dim> &lattice,
                                        const std::vector<Band<dim>> &bands);

    /** Bands of the last measurement, in its order. */
    const std::vector<TrackedBand<dim>> &present() const
    {
      return present_;
    }

    /** All bands that were ever born, the present ones included. */
    std::vector<TrackedBand<dim>> history() const;

    nlohmann::json save() const;
    void load(const nlohmann::json &saved);

  private:
    unsigned int n_ids_ = 0;
    std::vector<TrackedBand<dim>> present_;
    /** Missed, but not over yet. */
    std::vector<TrackedBand<dim>> missing_;
    std::vector<TrackedBand<dim>> past_;
  };
} // namespace vitriflow
