#pragma once

#include <deal.II/base/parameter_handler.h>

#include <cstddef>
#include <string>
#include <vector>

namespace vitriflow
{
  /** A part of the loading program with one law for rate or stress. */
  struct Segment
  {
    enum class Kind
    {
      /** The rate goes linearly from rate_begin to rate_end; constant rates,
       * steps and holds are special cases. */
      linear_rate,
      /** strain = amplitude sin(frequency t), t counted from the begin. */
      oscillation,
      /** The shear stress, or the load of an indenter, is given and the rate
       * is unknown. On a load there can be an oscillation of amplitude (a
       * load) and frequency. */
      stress
    };

    Kind kind       = Kind::linear_rate;
    double duration = 0.;

    double rate_begin = 0.;
    double rate_end   = 0.;

    double amplitude      = 0.;
    double frequency      = 0.; // angular, in radians per time
    unsigned int n_cycles = 0;

    double target_stress = 0.;
    double rise_time     = 0.;

    /** The segment moves an indenter: its strain is a depth. */
    bool of_indenter = false;
    /** The segment shears; neither: it suits both. */
    bool of_shear = false;

    /** As the user wrote it. */
    std::string text;
  };

  /** Subsection Loading: how the sample is driven. */
  struct LoadingParameters
  {
    double shear_rate = 0.1;
    double end_strain = 1.;
    std::string program;
    std::string moving_walls = "upper";

    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput naming parameter, value and allowed range. */
    void validate() const;
  };

  /** The forms a segment can take, for messages and documentation. */
  std::string program_grammar();

  /** Read segments separated by semicolons. Throws BadInput naming the
   * segment, its position and the grammar. */
  std::vector<Segment> parse_program(const std::string &program);

  /** The program, or one segment at constant rate if there is none. */
  std::vector<Segment> segments(const LoadingParameters &parameters);

  /** Divide all quantities by the given units. */
  void
  scale(std::vector<Segment> &program, double time_unit, double stress_unit);

  /** Divide the depths of a program for an indenter by a unit of length and the
   * loads by one of area (of length, if they are per length); what is left is
   * scaled like any other program. */
  void scale_indentation(std::vector<Segment> &program,
                         double length_unit,
                         double area_unit);

  /**
   * The loading as a function of time: segments one after the other from
   * t = 0. Rates jump between segments, therefore rate and strain are asked
   * for a segment; at its ends they are the limits from its inside.
   */
  class LoadingProgram
  {
  public:
    explicit LoadingProgram(std::vector<Segment> segments);

    std::size_t n_segments() const;

    const Segment &segment(std::size_t i) const;

    double segment_begin(std::size_t i) const;

    double segment_end(std::size_t i) const;

    double end_time() const;

    /**
     * The segment in force at time @p t. A time between two segments, up to
     * rounding, belongs to the one that ends there; earlier times than 0
     * belong to the first, later ones than the end to the last.
     */
    std::size_t segment_at(double t) const;

    /** The strain passed through from begin to end, the integral of |rate|.
     * Stress-controlled segments, whose strain is not known, add nothing. */
    double end_strain() const;

    /** The largest |rate|; 0 if all segments control the stress. */
    double reference_rate() const;

    bool stress_controlled(std::size_t i) const;

    /** Whether the loading changes abruptly where segment @p i begins: the
     * first does, one that controls the stress or follows one that does, and
     * one whose rate is not that of the end of the one before. */
    bool jumps(std::size_t i) const;

    /** The last such time up to the begin of segment @p i. */
    double last_jump(std::size_t i) const;

    /** Applied shear rate at time @p t of rate-controlled segment @p i. */
    double rate(std::size_t i, double t) const;

    /** Exact integral of the rate from the begin of segment @p i to @p t. */
    double strain(std::size_t i, double t) const;

    /**
     * Target of the shear stress at time @p t of stress-controlled segment
     * @p i, rising linearly from @p stress_at_begin over the rise time.
     */
    double stress(std::size_t i, double t, double stress_at_begin) const;

    /** The same from the target of the segment before, or from zero if that
     * one is rate-controlled or there is none. */
    double stress(std::size_t i, double t) const;

  private:
    /** Time since the begin of the segment, within its duration. */
    double time_within(std::size_t i, double t) const;

    std::vector<Segment> segments_;
    std::vector<double> ends_;
  };
} // namespace vitriflow
