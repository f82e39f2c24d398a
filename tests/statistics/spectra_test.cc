// Question: do structure function, spectrum and histogram of known fields come
// out as they must?

#include <vitriflow/statistics/histogram.h>
#include <vitriflow/statistics/power_spectrum.h>
#include <vitriflow/statistics/structure_function.h>
#include <vitriflow/structure/random_numbers.h>

#include <gtest/gtest.h>

#include <cmath>

#include "structure/draw.h"

namespace
{
  using namespace vitriflow;
  using dealii::numbers::PI;

  /** cos(k.x) on n x n points of the box [0, 2 pi]^2. */
  GriddedField<2> wave(const unsigned int n, const int kx, const int ky)
  {
    const Grid<2> grid = {{{n, n}}, {{2. * PI, 2. * PI}}, {{true, true}}};
    std::vector<double> values;
    for (unsigned int j = 0; j < n; ++j)
      for (unsigned int i = 0; i < n; ++i)
        values.push_back(7. + std::cos(2. * PI * (kx * i + ky * j) / n));
    return GriddedField<2>(grid, values);
  }

  TEST(StructureFunction, DirectSumOverPairs)
  {
    // periodic in x only, against the sum over all pairs
    const Grid<2> grid = {{{6, 5}}, {{6., 4.}}, {{true, false}}};
    const auto values  = white_noise(30, 1);
    const auto s       = structure_function(GriddedField<2>(grid, values));
    ASSERT_EQ(s.r.size(), 2u); // rings of one spacing up to half of 4
    std::vector<double> sum(3, 0.), n(3, 0.);
    for (int j = 0; j < 5; ++j)
      for (int i = 0; i < 6; ++i)
        for (int l = 0; l < 5; ++l)
          for (int k = 0; k < 6; ++k)
            {
              const int dx   = std::min(std::abs(i - k), 6 - std::abs(i - k));
              const double r = std::hypot(dx, j - l);
              const int ring = static_cast<int>(r + 0.5);
              if (ring < 1 || ring > 2)
                continue;
              n[ring] += 1.;
              sum[ring] += std::pow(values[6 * j + i] - values[6 * l + k], 2);
            }
    for (int ring : {1, 2})
      EXPECT_NEAR(s.value[ring - 1], sum[ring] / n[ring], 1e-12);
  }

  TEST(StructureFunction, FitRecoversItsOwnFunction)
  {
    StructureFunctionFit given;
    given.deviation          = 0.12;
    given.correlation_length = 2.5e-9;
    for (const double alpha : {0.2, 0.5, 0.9})
      {
        given.roughness_exponent = alpha;
        RadialFunction s;
        for (unsigned int i = 1; i < 100; ++i)
          {
            s.r.push_back(i * 0.2e-9);
            s.value.push_back(given.value(s.r.back()));
            s.weight.push_back(1.);
          }
        const auto fit = fit_structure_function(s);
        // converged to a step of 1e-10 in the logarithms, where the damped
        // steps shrink by at least a factor
        EXPECT_NEAR(fit.deviation / 0.12, 1., 1e-6);
        EXPECT_NEAR(fit.correlation_length / 2.5e-9, 1., 1e-6);
        EXPECT_NEAR(fit.roughness_exponent / alpha, 1., 1e-6);
        EXPECT_LT(fit.misfit, 1e-7);
      }
  }

  TEST(StructureFunction, ConstantField)
  {
    const Grid<2> grid = {{{8, 8}}, {{1., 1.}}, {{true, true}}};
    const auto fit     = fit_structure_function(
      structure_function(GriddedField<2>(grid, std::vector<double>(64, 3.))));
    EXPECT_EQ(fit.deviation, 0.);
    EXPECT_EQ(fit.correlation_length, 0.);
  }

  TEST(PowerSpectrum, OneWave)
  {
    // at 45 degrees and, turned, at -45: q = 2 for waves of one direction
    for (const int sign : {1, -1})
      {
        const auto spectrum = power_spectrum(wave(32, 4, 4 * sign));
        // rounding
        EXPECT_NEAR(spectrum.mean_wave_number, 4. * std::sqrt(2.), 1e-12);
        EXPECT_NEAR(spectrum.total_quadrupole.strength, 2., 1e-12);
        EXPECT_NEAR(spectrum.total_quadrupole.angle, 45. * sign, 1e-10);
      }
    const auto along = power_spectrum(wave(32, 3, 0));
    EXPECT_NEAR(along.total_quadrupole.angle, 0., 1e-10);
  }

  TEST(PowerSpectrum, IntegralIsTheVariance)
  {
    const Grid<3> grid  = {{{8, 10, 12}}, {{1., 2., 3.}}, {{true, true, true}}};
    const auto values   = white_noise(960, 2);
    const auto spectrum = power_spectrum(GriddedField<3>(grid, values));
    // White noise of variance v has P = v V/N: 959 waves share the variance;
    // a shell of n independent waves scatters by sqrt(2/n) or so
    double largest = 0.;
    for (const double p : spectrum.density)
      largest = std::max(largest, p);
    const double expected = std::pow(deviation(values), 2) * 6. / 960.;
    double sum            = 0.;
    for (const double p : spectrum.density)
      sum += p / spectrum.density.size();
    EXPECT_NEAR(sum, expected, 0.3 * expected);
    EXPECT_LT(largest, 3. * expected);
  }

  TEST(PowerSpectrum, IsotropicNoiseHasNoQuadrupole)
  {
    const Grid<2> grid = {{{64, 64}}, {{1., 1.}}, {{true, true}}};
    const auto spectrum =
      power_spectrum(GriddedField<2>(grid, white_noise(4096, 5)));
    // q is twice the mean of cos 2 theta over 2048 independent waves with
    // exponential weights: each component has the error 2 sqrt(1/2/2048)
    EXPECT_LT(spectrum.total_quadrupole.strength,
              3. * 2. * std::sqrt(1. / 2048.));
  }

  TEST(PowerSpectrum, TaperedEndsHideThatABoxIsNotPeriodic)
  {
    // 3.5 waves along y: without the window the jump spreads power as 1/k^2
    const unsigned int n = 64;
    const Grid<2> grid   = {{{n, n}}, {{1., 1.}}, {{true, false}}};
    std::vector<double> values;
    for (unsigned int j = 0; j < n; ++j)
      for (unsigned int i = 0; i < n; ++i)
        values.push_back(std::cos(2. * PI * 3.5 * j / n));
    const auto spectrum = power_spectrum(GriddedField<2>(grid, values));
    double high = 0., peak = 0.;
    for (std::size_t i = 0; i < spectrum.k.size(); ++i)
      {
        peak = std::max(peak, spectrum.density[i]);
        if (spectrum.k[i] > 2. * PI * 10.)
          high = std::max(high, spectrum.density[i]);
      }
    // the Hann window's side lobes fall as k^-6: (3/7)^6 / 10 of the peak
    EXPECT_LT(high, 1e-3 * peak);
    EXPECT_NEAR(std::abs(spectrum.total_quadrupole.angle), 90., 1.);
  }

  TEST(HistogramTest, MomentsAndDensity)
  {
    const auto h = make_histogram({0., 1., 1., 2., 4., 4.}, 4);
    EXPECT_EQ(h.density,
              (std::vector<double>{1. / 6., 2. / 6., 1. / 6., 2. / 6.}));
    EXPECT_DOUBLE_EQ(h.mean, 2.);
    EXPECT_DOUBLE_EQ(h.deviation, std::sqrt(14. / 6.));
    EXPECT_DOUBLE_EQ(h.value.front(), 0.5);
    EXPECT_EQ(make_histogram({2., 2.}, 4).density, std::vector<double>{0.});
  }
} // namespace
