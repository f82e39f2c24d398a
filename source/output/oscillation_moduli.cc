#include <deal.II/base/exceptions.h>
#include <deal.II/base/tensor.h>

#include <vitriflow/output/oscillation_moduli.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

namespace vitriflow
{
  namespace
  {
    constexpr double two_pi = 6.283185307179586476925286766559;

    /** Sums of time steps miss the end of a cycle by rounding only; this
     * part of a period is far above that and below any time step. */
    constexpr double rounding = 1e-9;

    /** A cycle with a longer gap, as part of the period, has been seen in
     * part only (a run that was restarted, or far too long steps). */
    constexpr double largest_gap = 0.25;

    /** The weights of samples at increasing times in [begin, end]: the
     * part of the interval nearest to each. */
    std::vector<double> weights(const std::vector<double> &times,
                                const double begin,
                                const double end)
    {
      std::vector<double> result;
      double left = begin;
      for (std::size_t i = 0; i < times.size(); ++i)
        {
          const double right =
            i + 1 < times.size() ? 0.5 * (times[i] + times[i + 1]) : end;
          result.push_back(std::max(0., right - left));
          left = right;
        }
      return result;
    }

    bool has_gap(const std::vector<double> &times,
                 const double begin,
                 const double end)
    {
      double previous = begin;
      for (const double time : times)
        {
          if (time - previous > largest_gap * (end - begin))
            return true;
          previous = time;
        }
      return end - previous > largest_gap * (end - begin);
    }

    /** Least-squares fit of A sin + B cos + C; returns A + i B. */
    std::complex<double> first_harmonic(const std::vector<double> &phases,
                                        const std::vector<double> &values,
                                        const std::vector<double> &weights)
    {
      dealii::Tensor<2, 3> matrix;
      dealii::Tensor<1, 3> right_side;
      for (std::size_t i = 0; i < phases.size(); ++i)
        {
          dealii::Tensor<1, 3> basis;
          basis[0] = std::sin(phases[i]);
          basis[1] = std::cos(phases[i]);
          basis[2] = 1.;
          matrix += weights[i] * outer_product(basis, basis);
          right_side += weights[i] * values[i] * basis;
        }
      const dealii::Tensor<1, 3> fit = invert(matrix) * right_side;
      return {fit[0], fit[1]};
    }
  } // namespace

  OscillationModuli::OscillationModuli(const double frequency,
                                       const double begin,
                                       const unsigned int n_cycles)
    : frequency_(frequency)
    , period_(two_pi / frequency)
    , begin_(begin)
    , n_cycles_(n_cycles)
  {
    AssertThrow(frequency > 0. && n_cycles > 0,
                dealii::ExcMessage("An oscillation needs a positive frequency "
                                   "and at least one cycle."));
  }

  double OscillationModuli::cycle_begin(const unsigned int cycle) const
  {
    return begin_ + cycle * period_;
  }

  double OscillationModuli::tolerance() const
  {
    return rounding * period_;
  }

  void OscillationModuli::forget_before(const double time)
  {
    const auto first =
      std::find_if(samples_.begin(), samples_.end(), [&](const Sample &sample) {
        return sample.time >= time - tolerance();
      });
    samples_.erase(samples_.begin(), first);
  }

  void OscillationModuli::add(const double time,
                              const double strain,
                              const double stress)
  {
    if (time < begin_ - tolerance() ||
        time > cycle_begin(n_cycles_) + tolerance())
      return;
    samples_.push_back({time, strain, stress});

    const unsigned int n_full_before = n_full_;
    while (n_full_ < n_cycles_ &&
           time >= cycle_begin(n_full_ + 1) - tolerance())
      ++n_full_;
    if (n_full_ > n_full_before)
      forget_before(cycle_begin(n_full_ - 1));
  }

  Moduli OscillationModuli::result() const
  {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Moduli unknown{nan, nan, nan, frequency_, 0, false};
    if (n_full_ == 0)
      return unknown;

    const double begin = cycle_begin(n_full_ - 1);
    const double end   = cycle_begin(n_full_);
    std::vector<double> times, phases, strains, stresses;
    for (const auto &sample : samples_)
      if (sample.time <= end + tolerance())
        {
          times.push_back(sample.time);
          phases.push_back(frequency_ * (sample.time - begin_));
          strains.push_back(sample.strain);
          stresses.push_back(sample.stress);
        }
    if (has_gap(times, begin, end))
      return unknown;

    const auto durations = weights(times, begin, end);
    const auto strain    = first_harmonic(phases, strains, durations);
    const auto stress    = first_harmonic(phases, stresses, durations);
    if (std::abs(strain) == 0.)
      return unknown;
    const auto modulus = stress / strain;
    return {modulus.real(),
            modulus.imag(),
            std::abs(strain),
            frequency_,
            n_full_,
            n_full_ == n_cycles_};
  }

  nlohmann::json OscillationModuli::save() const
  {
    nlohmann::json samples = nlohmann::json::array();
    for (const Sample &s : samples_)
      samples.push_back({s.time, s.strain, s.stress});
    return {{"n_full", n_full_}, {"samples", samples}};
  }

  void OscillationModuli::load(const nlohmann::json &saved)
  {
    n_full_ = saved.at("n_full");
    samples_.clear();
    for (const nlohmann::json &s : saved.at("samples"))
      samples_.push_back({s.at(0), s.at(1), s.at(2)});
  }
} // namespace vitriflow
