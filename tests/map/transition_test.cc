// Question: are transitions and activation energies of made-up data, whose
// values are known, found, with errors that mean what they say?

#include <vitriflow/map/transition.h>
#include <vitriflow/material/temperature_laws.h>

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace vitriflow
{
  namespace
  {
    /** Outcomes at x = 0, 1, ...: how many of the runs there are brittle. */
    std::vector<Trial> trials(const std::vector<unsigned int> &n_brittle,
                              const unsigned int n_runs)
    {
      std::vector<Trial> result;
      for (std::size_t x = 0; x < n_brittle.size(); ++x)
        for (unsigned int i = 0; i < n_runs; ++i)
          result.push_back({static_cast<double>(x), i < n_brittle[x]});
      return result;
    }
  } // namespace

  TEST(BrittleTransition, LiesInTheMiddleOfSymmetricOutcomes)
  {
    // all ductile below, all brittle above: likelihood alone has no maximum
    const auto sharp = find_transition(trials({0, 0, 3, 3}, 3));
    ASSERT_TRUE(sharp.has_value());
    EXPECT_NEAR(sharp->x, 1.5, 1e-8);
    EXPECT_LT(sharp->standard_error, 0.5);
    const auto blurred = find_transition(trials({0, 3, 7, 10}, 10));
    EXPECT_NEAR(blurred->x, 1.5, 1e-8);
    EXPECT_GT(blurred->width, sharp->width);
  }

  /** Of sharp outcomes the transition lies in the bracket, wherever that is. */
  TEST(BrittleTransition, LiesWithinTheBracketOfSharpOutcomes)
  {
    for (unsigned int first = 1; first < 5; ++first)
      for (const unsigned int n : {1u, 3u})
        {
          std::vector<unsigned int> n_brittle(5, 0);
          for (unsigned int i = first; i < 5; ++i)
            n_brittle[i] = n;
          const auto t = find_transition(trials(n_brittle, n));
          ASSERT_TRUE(t.has_value());
          EXPECT_GT(t->x, first - 1.) << first << " " << n;
          EXPECT_LT(t->x, first) << first << " " << n;
        }
  }

  /** Shifting and stretching x does the same to the transition. */
  TEST(BrittleTransition, FollowsTheScaleOfX)
  {
    const auto original = trials({0, 1, 3, 3, 3}, 3);
    auto moved          = original;
    for (Trial &t : moved)
      t.x = 40. + 0.25 * t.x;
    const auto a = find_transition(original), b = find_transition(moved);
    EXPECT_NEAR(b->x, 40. + 0.25 * a->x, 1e-7);
    EXPECT_NEAR(b->standard_error, 0.25 * a->standard_error, 1e-7);
    EXPECT_NEAR(b->width, 0.25 * a->width, 1e-7);
  }

  TEST(BrittleTransition, NoneWithoutARise)
  {
    EXPECT_FALSE(find_transition({}).has_value());
    EXPECT_FALSE(find_transition(trials({0, 0, 0}, 3)).has_value());
    EXPECT_FALSE(find_transition(trials({3, 3, 3}, 3)).has_value());
    // brittle at low rates
    EXPECT_FALSE(find_transition(trials({3, 1, 0}, 3)).has_value());
    // only one value of x
    EXPECT_FALSE(find_transition(trials({1}, 3)).has_value());
  }

  /**
   * Outcomes drawn from a logistic curve: the mean of the estimates is the
   * curve's centre, and their scatter is the standard error they claim. With N
   * estimates the mean is known to error/sqrt(N), the scatter to 1/sqrt(2 N) of
   * itself; bounds are four of these, and a tenth for the linearised
   * propagation at 40 trials each.
   */
  TEST(BrittleTransition, OfDrawnOutcomes)
  {
    constexpr double centre = 0.7, width = 0.5;
    constexpr unsigned int n_estimates = 400;
    std::mt19937 generator(1);
    double sum = 0., squares = 0., claimed = 0.;
    for (unsigned int n = 0; n < n_estimates; ++n)
      {
        std::vector<Trial> drawn;
        for (int x = -4; x <= 5; ++x)
          for (unsigned int i = 0; i < 4; ++i)
            drawn.push_back({0.5 * x,
                             std::bernoulli_distribution(
                               1. / (1. + std::exp(-(0.5 * x - centre) /
                                                   width)))(generator)});
        const auto t = find_transition(drawn);
        ASSERT_TRUE(t.has_value());
        sum += t->x;
        squares += t->x * t->x;
        claimed += t->standard_error;
      }
    const double mean    = sum / n_estimates;
    const double scatter = std::sqrt(squares / n_estimates - mean * mean);
    claimed /= n_estimates;
    EXPECT_NEAR(mean, centre, 4. * scatter / std::sqrt(n_estimates));
    EXPECT_NEAR(scatter / claimed, 1., 0.1 + 4. / std::sqrt(2. * n_estimates));
  }

  /** Points on an exact law, of different weights. */
  TEST(ArrheniusFit, ReturnsTheEnergyOfExactPoints)
  {
    constexpr double energy = 1.3e5, log_prefactor = 27.;
    std::vector<RateAtTemperature> points;
    for (const double T : {380., 400., 430., 450.})
      points.push_back(
        {T, log_prefactor - energy / (gas_constant * T), 0.1 + 1e-3 * T});
    const auto fit = fit_arrhenius(points, 0.95);
    ASSERT_TRUE(fit.has_value());
    EXPECT_NEAR(fit->energy, energy, 1e-8 * energy);
    EXPECT_NEAR(fit->log_prefactor, log_prefactor, 1e-8 * log_prefactor);
    EXPECT_EQ(fit->degrees_of_freedom, 2u);
    EXPECT_LT(fit->reduced_chi_square, 1e-12);
    // exact points do not make their errors smaller than stated
    EXPECT_GT(fit->standard_error, 0.);
    ASSERT_TRUE(fit->interval.has_value());
    // Student's t of two degrees of freedom at 97.5 %
    EXPECT_NEAR(fit->interval->upper - energy,
                4.30265 * fit->standard_error,
                1e-4 * fit->standard_error);
    EXPECT_NEAR(fit->interval->lower + fit->interval->upper,
                2. * energy,
                1e-8 * energy);
  }

  /** The standard error of equal weights in closed form: R sigma/sqrt(sum
   * (1/T - mean)^2). */
  TEST(ArrheniusFit, StandardErrorOfTwoTemperatures)
  {
    const std::vector<RateAtTemperature> points = {{400., 0., 0.2},
                                                   {500., 5., 0.2}};
    const auto fit                              = fit_arrhenius(points, 0.95);
    const double step                           = 1. / 400. - 1. / 500.;
    EXPECT_NEAR(fit->energy, gas_constant * 5. / step, 1e-6);
    EXPECT_NEAR(fit->standard_error,
                gas_constant * 0.2 * std::sqrt(2.) / step,
                1e-6);
    EXPECT_FALSE(fit->interval.has_value());
  }

  TEST(ArrheniusFit, NoneFromOneTemperature)
  {
    EXPECT_FALSE(fit_arrhenius({}, 0.95).has_value());
    EXPECT_FALSE(
      fit_arrhenius({{400., 1., 0.1}, {400., 2., 0.1}}, 0.95).has_value());
  }

  /**
   * Scattered points, also of errors stated ten times too small: the interval
   * holds the true energy as often as it says. Of N = 1000 trials the share
   * scatters by sqrt(0.9 0.1/N) = 0.0095; where errors are true, the rule never
   * to scale them down makes the interval a little too long.
   */
  TEST(ArrheniusFit, IntervalHoldsTheTruth)
  {
    constexpr double energy = 1.3e5, confidence = 0.9;
    constexpr unsigned int n = 1000;
    std::mt19937 generator(2);
    for (const double stated : {0.3, 0.03})
      {
        unsigned int n_held = 0;
        for (unsigned int i = 0; i < n; ++i)
          {
            std::vector<RateAtTemperature> points;
            for (const double T : {600., 630., 660., 690., 720.})
              points.push_back(
                {T,
                 -energy / (gas_constant * T) +
                   std::normal_distribution<>(0., 0.3)(generator),
                 stated});
            const auto fit = fit_arrhenius(points, confidence);
            n_held +=
              fit->interval->lower <= energy && energy <= fit->interval->upper;
          }
        const double share = static_cast<double>(n_held) / n;
        EXPECT_GT(share, confidence - 4. * 0.0095) << stated;
        // with the wrong errors scaling must not be excessive
        if (stated < 0.3)
          {
            EXPECT_LT(share, confidence + 4. * 0.0095);
          }
      }
  }
} // namespace vitriflow
