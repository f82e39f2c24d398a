#include <deal.II/base/exceptions.h>

#include <vitriflow/loading/program.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  namespace
  {
    /** Times closer than this, relative to the end of the program, are the
     * same: sums of some thousand steps agree to about 1e-13. */
    constexpr double time_tolerance = 1e-12;

    /** Rates that differ by less, relative to the largest, are the same: they
     * are written with some digits. */
    constexpr double rate_tolerance = 1e-6;

    double largest_rate(const Segment &segment)
    {
      switch (segment.kind)
        {
          case Segment::Kind::linear_rate:
            return std::max(std::abs(segment.rate_begin),
                            std::abs(segment.rate_end));
          case Segment::Kind::oscillation:
            return std::abs(segment.amplitude * segment.frequency);
          default:
            return 0.;
        }
    }

    /** The integral of |rate| over a segment. */
    double passed_strain(const Segment &segment)
    {
      if (segment.kind == Segment::Kind::stress)
        return 0.;
      if (segment.kind == Segment::Kind::oscillation)
        return 4. * std::abs(segment.amplitude) * segment.n_cycles;
      const double a = segment.rate_begin, b = segment.rate_end;
      const double sum = std::abs(a) + std::abs(b);
      if (sum == 0.)
        return 0.;
      // where the rate changes sign the area is that of two triangles
      const bool changes_sign = (a < 0.) != (b < 0.) && a != 0. && b != 0.;
      return 0.5 * segment.duration *
             (changes_sign ? a * (a / sum) + b * (b / sum) : sum);
    }
  } // namespace

  void scale(std::vector<Segment> &program,
             const double time_unit,
             const double stress_unit)
  {
    for (auto &segment : program)
      {
        segment.duration /= time_unit;
        segment.rise_time /= time_unit;
        segment.rate_begin *= time_unit;
        segment.rate_end *= time_unit;
        segment.frequency *= time_unit;
        segment.target_stress /= stress_unit;
        if (segment.kind == Segment::Kind::stress)
          segment.amplitude /= stress_unit;
      }
  }

  void scale_indentation(std::vector<Segment> &program,
                         const double length_unit,
                         const double area_unit)
  {
    for (auto &segment : program)
      {
        segment.rate_begin /= length_unit;
        segment.rate_end /= length_unit;
        segment.amplitude /=
          segment.kind == Segment::Kind::stress ? area_unit : length_unit;
        segment.target_stress /= area_unit;
      }
  }

  LoadingProgram::LoadingProgram(std::vector<Segment> segments)
    : segments_(std::move(segments))
  {
    AssertThrow(!segments_.empty(),
                dealii::ExcMessage("A loading program needs a segment."));
    double end = 0.;
    for (const auto &segment : segments_)
      ends_.push_back(end += segment.duration);
  }

  std::size_t LoadingProgram::n_segments() const
  {
    return segments_.size();
  }

  const Segment &LoadingProgram::segment(const std::size_t i) const
  {
    AssertIndexRange(i, segments_.size());
    return segments_[i];
  }

  double LoadingProgram::segment_begin(const std::size_t i) const
  {
    return i == 0 ? 0. : segment_end(i - 1);
  }

  double LoadingProgram::segment_end(const std::size_t i) const
  {
    AssertIndexRange(i, ends_.size());
    return ends_[i];
  }

  double LoadingProgram::end_time() const
  {
    return ends_.back();
  }

  std::size_t LoadingProgram::segment_at(const double t) const
  {
    const double earlier = t - time_tolerance * end_time();
    const auto end = std::lower_bound(ends_.begin(), ends_.end(), earlier);
    return end == ends_.end() ? n_segments() - 1 : end - ends_.begin();
  }

  double LoadingProgram::end_strain() const
  {
    double strain = 0.;
    for (const auto &segment : segments_)
      strain += passed_strain(segment);
    return strain;
  }

  double LoadingProgram::reference_rate() const
  {
    double rate = 0.;
    for (const auto &segment : segments_)
      rate = std::max(rate, largest_rate(segment));
    return rate;
  }

  bool LoadingProgram::stress_controlled(const std::size_t i) const
  {
    return segment(i).kind == Segment::Kind::stress;
  }

  double LoadingProgram::time_within(const std::size_t i, const double t) const
  {
    return std::clamp(t - segment_begin(i), 0., segment(i).duration);
  }

  double LoadingProgram::rate(const std::size_t i, const double t) const
  {
    const Segment &law = segment(i);
    const double s     = time_within(i, t);
    Assert(!stress_controlled(i),
           dealii::ExcMessage("The rate is unknown under stress control."));
    if (law.kind == Segment::Kind::oscillation)
      return law.amplitude * law.frequency * std::cos(law.frequency * s);
    return law.rate_begin +
           (law.rate_end - law.rate_begin) * (s / law.duration);
  }

  bool LoadingProgram::jumps(const std::size_t i) const
  {
    if (i == 0 || stress_controlled(i) || stress_controlled(i - 1))
      return true;
    const double before = rate(i - 1, segment_end(i - 1));
    const double after  = rate(i, segment_begin(i));
    return std::abs(after - before) > rate_tolerance * reference_rate();
  }

  double LoadingProgram::last_jump(const std::size_t i) const
  {
    return jumps(i) ? segment_begin(i) : last_jump(i - 1);
  }

  double LoadingProgram::strain(const std::size_t i, const double t) const
  {
    const Segment &law = segment(i);
    const double s     = time_within(i, t);
    Assert(!stress_controlled(i),
           dealii::ExcMessage("The strain is unknown under stress control."));
    if (law.kind == Segment::Kind::oscillation)
      return law.amplitude * std::sin(law.frequency * s);
    return s * (law.rate_begin +
                0.5 * (law.rate_end - law.rate_begin) * (s / law.duration));
  }

  double LoadingProgram::stress(const std::size_t i,
                                const double t,
                                const double stress_at_begin) const
  {
    const Segment &law = segment(i);
    const double s     = time_within(i, t);
    Assert(stress_controlled(i),
           dealii::ExcMessage("The stress is unknown under rate control."));
    const double share = s < law.rise_time ? s / law.rise_time : 1.;
    const double slow =
      stress_at_begin + (law.target_stress - stress_at_begin) * share;
    if (!law.of_indenter)
      return slow;
    // an indenter does not pull
    return std::max(slow + law.amplitude * std::sin(law.frequency * s), 0.);
  }

  double LoadingProgram::stress(const std::size_t i, const double t) const
  {
    const bool follows_stress = i > 0 && stress_controlled(i - 1);
    return stress(i, t, follows_stress ? segment(i - 1).target_stress : 0.);
  }
} // namespace vitriflow
