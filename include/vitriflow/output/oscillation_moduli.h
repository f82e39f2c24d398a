#pragma once

#include <nlohmann/json.hpp>

#include <vector>

namespace vitriflow
{
  /** Linear response to an oscillating strain. */
  struct Moduli
  {
    /** G' and G'', in the units of the stress; NaN if unknown. */
    double storage_modulus;
    double loss_modulus;
    /** Amplitude of the strain as found in the samples. */
    double amplitude;
    /** Angular frequency. */
    double frequency;
    /** The cycle they were taken from, counted from 1; 0 if none was full. */
    unsigned int cycle;
    /** Whether that is the last cycle of the oscillation. */
    bool complete;
  };

  /**
   * Storage and loss modulus from the time series of an oscillation.
   *
   * Stress and strain of the last full cycle are fitted by
   * A sin + B cos + C, with samples weighted by the time they stand for. The
   * fit of a harmonic signal is exact for any steps; of other signals it
   * gives the first harmonic to second order in the step. The moduli are the
   * quotient of the two complex amplitudes, so that the phase at which the
   * oscillation starts does not matter.
   */
  class OscillationModuli
  {
  public:
    /** @p frequency is angular, @p begin the time at which the first of
     * @p n_cycles cycles starts. */
    OscillationModuli(double frequency, double begin, unsigned int n_cycles);

    /** Take a sample; times increase. */
    void add(double time, double strain, double stress);

    Moduli result() const;

    /** What was taken so far, to go on with after a restart. */
    nlohmann::json save() const;
    void load(const nlohmann::json &saved);

  private:
    struct Sample
    {
      double time, strain, stress;
    };

    /** Time at which @p cycle, counted from 0, starts. */
    double cycle_begin(unsigned int cycle) const;

    double tolerance() const;

    void forget_before(double time);

    double frequency_;
    double period_;
    double begin_;
    unsigned int n_cycles_;

    /** Cycles whose end has been reached. */
    unsigned int n_full_ = 0;

    /** Samples since the begin of the last full cycle. */
    std::vector<Sample> samples_;
  };
} // namespace vitriflow
