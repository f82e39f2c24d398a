#include <gtest/gtest.h>

#include <vitriflow/output/oscillation_moduli.h>

#include <cmath>

using namespace vitriflow;

namespace
{
  constexpr double omega     = 1.7;
  constexpr double modulus   = 3.; // of the Maxwell model, relaxation time 1
  constexpr double amplitude = 0.01;
  constexpr double begin     = 5.;
  const double period        = 2. * std::acos(-1.) / omega;
  const double storage       = modulus * omega * omega / (1. + omega * omega);
  const double loss          = modulus * omega / (1. + omega * omega);

  double strain(const double t)
  {
    return amplitude * std::sin(omega * (t - begin));
  }

  double maxwell_stress(const double t)
  {
    return amplitude * (storage * std::sin(omega * (t - begin)) +
                        loss * std::cos(omega * (t - begin)));
  }

  /** Steps of uneven length, their mean being period / n. */
  template <typename StressLaw>
  void feed(OscillationModuli &moduli,
            const StressLaw &stress,
            const double from,
            const double to,
            const int n)
  {
    for (int i = 0; from + (i * period) / n < to + 1e-12; ++i)
      {
        const double uneven = from + (i * period) / n;
        const double t =
          uneven + 0.1 / omega * std::sin(omega * (uneven - from));
        moduli.add(t, strain(t), stress(t));
      }
  }
} // namespace

TEST(OscillationModuli, maxwell_model)
{
  OscillationModuli moduli(omega, begin, 3);
  feed(moduli, maxwell_stress, begin, begin + 3. * period, 23);
  const Moduli result = moduli.result();
  EXPECT_NEAR(result.storage_modulus, storage, 1e-6);
  EXPECT_NEAR(result.loss_modulus, loss, 1e-6);
  EXPECT_NEAR(result.amplitude, amplitude, 1e-8);
  EXPECT_EQ(result.frequency, omega);
  EXPECT_EQ(result.cycle, 3U);
  EXPECT_TRUE(result.complete);
}

TEST(OscillationModuli, only_the_last_cycle_counts)
{
  const auto stress = [](const double t) {
    return t < begin + 2. * period - 1e-9 ? 77. : maxwell_stress(t) + 5.;
  };
  OscillationModuli moduli(omega, begin, 3);
  moduli.add(begin - 1., 8., 8.);
  feed(moduli, stress, begin, begin + 3. * period, 20);
  moduli.add(begin + 4. * period, 8., 8.);
  EXPECT_NEAR(moduli.result().storage_modulus, storage, 1e-6);
  EXPECT_NEAR(moduli.result().loss_modulus, loss, 1e-6);
}

TEST(OscillationModuli, stopped_run_uses_the_last_full_cycle)
{
  const auto stress = [](const double t) {
    return t > begin + 2. * period + 1e-9 ? 77. : maxwell_stress(t);
  };
  OscillationModuli moduli(omega, begin, 3);
  feed(moduli, stress, begin, begin + 2.6 * period, 20);
  EXPECT_NEAR(moduli.result().storage_modulus, storage, 1e-6);
  EXPECT_EQ(moduli.result().cycle, 2U);
  EXPECT_FALSE(moduli.result().complete);
}

TEST(OscillationModuli, nothing_without_a_full_cycle)
{
  OscillationModuli moduli(omega, begin, 2);
  EXPECT_FALSE(moduli.result().complete);
  feed(moduli, maxwell_stress, begin, begin + 0.9 * period, 20);
  EXPECT_TRUE(std::isnan(moduli.result().storage_modulus));
  EXPECT_EQ(moduli.result().cycle, 0U);

  // a cycle of which the first half has not been seen
  OscillationModuli restarted(omega, begin, 1);
  feed(restarted, maxwell_stress, begin + 0.5 * period, begin + period, 20);
  EXPECT_TRUE(std::isnan(restarted.result().loss_modulus));
  EXPECT_FALSE(restarted.result().complete);
}

TEST(OscillationModuli, overtones_vanish_with_second_order)
{
  const auto stress = [](const double t) {
    return maxwell_stress(t) +
           0.3 * amplitude * std::sin(3. * omega * (t - begin) + 0.4);
  };
  const auto error = [&](const int n) {
    OscillationModuli moduli(omega, begin, 1);
    feed(moduli, stress, begin, begin + period, n);
    return std::hypot(moduli.result().storage_modulus - storage,
                      moduli.result().loss_modulus - loss);
  };
  EXPECT_GT(error(20) / error(40), 3.5);
  EXPECT_LT(error(40), 1e-2);
}

TEST(OscillationModuli, phase_of_the_strain_does_not_matter)
{
  // the same motion, its begin known with an error
  OscillationModuli moduli(omega, begin + 0.3, 1);
  feed(moduli, maxwell_stress, begin + 0.3, begin + 0.3 + period, 20);
  EXPECT_NEAR(moduli.result().storage_modulus, storage, 1e-6);
  EXPECT_NEAR(moduli.result().loss_modulus, loss, 1e-6);
}
