// Question: do random fields have the mean, deviation and correlation asked
// for, whatever the distribution, and on any mesh?

#include <vitriflow/statistics/power_spectrum.h>
#include <vitriflow/statistics/structure_function.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "structure/bad_input.h"
#include "structure/draw.h"

namespace
{
  using namespace vitriflow;

  constexpr unsigned int n_seeds = 20;

  struct Fits
  {
    std::vector<double> deviation, correlation_length, roughness_exponent;
  };

  /** Fits of 20 fields of deviation 12 %, xi = 2.5, on the points of their
   * drawing. */
  Fits fits(const std::string &distribution, const double alpha)
  {
    // 51.2 xi: 820 -> 864 points, 16.9 per xi
    const double side = 128.;
    Fits result;
    for (unsigned int seed = 1; seed <= n_seeds; ++seed)
      {
        const auto field = draw_field<2>(
          of_kind("random field",
                  "set Deviation = 0.12\nset Distribution = " + distribution +
                    "\nset Correlation length = 2.5"
                    "\nset Roughness exponent = " +
                    std::to_string(alpha)),
          {{side, side}},
          seed);
        const auto fit = fit_structure_function(
          structure_function(deviations<2>(*field, {{side, side}}, 432)));
        result.deviation.push_back(fit.deviation);
        result.correlation_length.push_back(fit.correlation_length);
        result.roughness_exponent.push_back(fit.roughness_exponent);
      }
    return result;
  }

  /**
   * The fields have what is asked for if the mean over the seeds agrees within
   * three standard errors; these must be small enough for that to mean an
   * agreement within 5 %.
   */
  void expect_estimate(const std::string &name,
                       const std::vector<double> &samples,
                       const double expected)
  {
    const Estimate estimate(samples);
    EXPECT_LT(3. * estimate.error, 0.05 * expected);
    EXPECT_NEAR(estimate.value, expected, 0.05 * expected)
      << "standard error " << estimate.error;
    testing::Test::RecordProperty(name,
                                  std::to_string(estimate.value) + " +- " +
                                    std::to_string(estimate.error));
  }

  TEST(SlowRandomStructure, StructureFunctionOfGaussianFields)
  {
    for (const double alpha : {0.5, 0.75, 1.})
      {
        SCOPED_TRACE("alpha = " + std::to_string(alpha));
        const Fits found     = fits("normal", alpha);
        const std::string of = " of alpha " + std::to_string(alpha);
        expect_estimate("deviation" + of, found.deviation, 0.12);
        expect_estimate("length" + of, found.correlation_length, 2.5);
        expect_estimate("exponent" + of, found.roughness_exponent, alpha);
      }
  }

  TEST(SlowRandomStructure, StructureFunctionOfLogNormalFields)
  {
    const Fits found = fits("log-normal", 0.5);
    expect_estimate("deviation", found.deviation, 0.12);
    expect_estimate("length", found.correlation_length, 2.5);
    expect_estimate("exponent", found.roughness_exponent, 0.5);
  }

  TEST(RandomStructure, ThreeDimensions)
  {
    const std::array<double, 3> box = {{16., 16., 16.}};
    std::vector<double> xi, alpha;
    for (unsigned int seed = 1; seed <= 4; ++seed)
      {
        const auto field = draw_field<3>(
          of_kind("random field",
                  "set Deviation = 0.1\nset Correlation length = 2\n"
                  "set Roughness exponent = 1"),
          box,
          seed);
        const auto fit = fit_structure_function(
          structure_function(deviations<3>(*field, box, 32)));
        xi.push_back(fit.correlation_length);
        alpha.push_back(fit.roughness_exponent);
      }
    // four fields of (8 xi)^3: xi and alpha scatter by some per cent
    const Estimate xi_found(xi), alpha_found(alpha);
    EXPECT_LT(xi_found.error, 0.05 * 2.);
    EXPECT_NEAR(xi_found.value, 2., 4. * xi_found.error + 0.02);
    EXPECT_LT(alpha_found.error, 0.02);
    EXPECT_NEAR(alpha_found.value, 1., 4. * alpha_found.error + 0.01);
  }

  /** 16 xi long: its field is drawn on 256 x 256 points. */
  const std::array<double, 2> box_of_16 = {{16., 16.}};

  FieldPointer<2> rough_field_of_16()
  {
    return draw_field<2>(of_kind("random field",
                                 "set Deviation = 0.12\n"
                                 "set Correlation length = 1"),
                         box_of_16);
  }

  TEST(RandomStructure, MeanAndDeviationAreExactOnTheDrawnGrid)
  {
    // the sample meets the points of the drawing
    const auto values =
      deviations<2>(*rough_field_of_16(), box_of_16, 256).values();
    // rounding
    EXPECT_NEAR(mean(values), 0., 1e-14);
    EXPECT_NEAR(deviation(values), 0.12, 1e-13);

    const auto log_normal =
      draw_field<2>(of_kind("random field",
                            "set Distribution = log-normal\n"
                            "set Deviation = 0.8\nset Correlation length = 1"),
                    box_of_16);
    const auto positive = deviations<2>(*log_normal, box_of_16, 256).values();
    EXPECT_NEAR(mean(positive), 0., 1e-13);
    // The sample variance of v/<v> with ln v normal of variance s2 = ln 1.64:
    // with n = 16^2/(2 pi) = 41 independent areas of an exponential
    // correlation and the excess kurtosis of a log-normal of deviation 0.8,
    // q^4 + 2 q^3 + 3 q^2 - 6 = 17.9 for q = 1.64, the relative error of the
    // deviation is sqrt(19.9/41)/2 = 0.35.
    EXPECT_NEAR(deviation(positive), 0.8, 3. * 0.35 * 0.8);
    EXPECT_GT(*std::min_element(positive.begin(), positive.end()), -1.);
  }

  TEST(RandomStructure, InterpolationHardlyDampsTheVariance)
  {
    // A rough field between the points of its grid, xi/16 apart. The best
    // linear estimate from neighbours of a field with S = 2 s^2 r/xi lacks
    // the variance s^2 h/(2 xi) in the middle of an interval of length h, the
    // estimate in the plane somewhat more: less than 2 h/(2 xi) = 1/16 of the
    // variance, 1/32 of the deviation.
    const auto field   = rough_field_of_16();
    const double shift = 0.5 * 16. / 256.;
    std::vector<double> between;
    for (unsigned int j = 0; j < 256; ++j)
      for (unsigned int i = 0; i < 256; ++i)
        between.push_back(field->value({i / 16. + shift, j / 16. + shift}) -
                          1.);
    EXPECT_NEAR(deviation(between), 0.12, 0.12 / 32.);
    EXPECT_LT(deviation(between), 0.12);
  }

  TEST(RandomStructure, PowerLawSpectrum)
  {
    const std::array<double, 2> box = {{64., 64.}};
    const auto field                = draw_field<2>(
      of_kind("random field",
              "set Correlation = power law\nset Deviation = 0.05\n"
                             "set Spectral exponent = 3\nset Wavelengths = 2, 32"),
      box);
    const auto spectrum = power_spectrum(deviations<2>(*field, box, 128));
    const double k1     = 2. * dealii::numbers::PI / 64.;
    // slope of ln P over ln k, weighted with the number of waves, 2 pi k/k1
    double n = 0., x = 0., y = 0., xx = 0., xy = 0., outside = 0., inside = 0.;
    for (std::size_t i = 0; i < spectrum.k.size(); ++i)
      {
        const double k = spectrum.k[i], w = k;
        if (k < 2.5 * k1 || k > 31.5 * k1)
          {
            if (k > 33. * k1 || k < 1.4 * k1)
              outside = std::max(outside, spectrum.density[i]);
            continue;
          }
        inside = std::max(inside, spectrum.density[i]);
        n += w;
        x += w * std::log(k);
        y += w * std::log(spectrum.density[i]);
        xx += w * std::log(k) * std::log(k);
        xy += w * std::log(k) * std::log(spectrum.density[i]);
      }
    const double slope = (n * xy - x * y) / (n * xx - x * x);
    // ln P of a shell of m waves scatters by sqrt(2/m), half of them being
    // independent, m = 2 pi k/k1. With weights m, the error of the slope is
    // sqrt(2/sum m (ln k - <ln k>)^2) = sqrt(2/(3000 * 0.2)) = 0.06; in small
    // shells ln P is low by 1/m on average, which the weights make harmless.
    EXPECT_NEAR(slope, -3., 3. * 0.06);
    // interpolation of order 8 at 4 points per wave leaves a few per cent of
    // the amplitude of the shortest waves elsewhere
    EXPECT_LT(outside, 1e-3 * inside);
  }

  TEST(RandomStructure, SpectrumFromAFile)
  {
    const std::string path =
      (std::filesystem::temp_directory_path() /
       ("vitriflow_" + std::to_string(getpid()) + ".txt"))
        .string();
    std::ofstream(path) << "# k P\n0.9 1\n\n1.1 1\n";
    const std::string lines =
      of_kind("random field",
              "set Correlation = file\nset Spectrum file = " + path);
    const std::array<double, 2> box = {{64., 64.}};
    const auto spectrum =
      power_spectrum(deviations<2>(*draw_field<2>(lines, box), box, 128));
    // all waves lie in the ring from 0.9 to 1.1; the interpolation leaves
    // less than 1e-4 elsewhere at 5.7 points per wave
    EXPECT_NEAR(spectrum.mean_wave_number, 1., 0.1);

    for (const std::string bad : {"",
                                  "1 1\n",
                                  "1 1\n0.5 1\n",
                                  "1 1\n2 -1\n",
                                  "1 1\n2 x\n",
                                  "0 1\n1 1\n",
                                  "1 1 1\n2 1\n",
                                  "1e3 1\n2e3 1\n"})
      {
        std::ofstream(path) << bad;
        SCOPED_TRACE("file of " + bad);
        expect_bad_input("Structure/Density/Random field/Spectrum file",
                         [&]() { draw_field<2>(lines, box); });
      }
    std::filesystem::remove(path);
  }

  TEST(RandomStructure, UnitOfLengthDoesNotMatter)
  {
    const auto metres =
      draw_field<2>(of_kind("random field", "set Correlation length = 2.5e-9"),
                    {{64e-9, 32e-9}},
                    3);
    const auto reduced =
      draw_field<2>(of_kind("random field", "set Correlation length = 2.5"),
                    {{64., 32.}},
                    3);
    // rounding of the lengths in a rough field of deviation 0.005
    for (double x = 0.; x < 64.; x += 3.7)
      EXPECT_NEAR(metres->value({x * 1e-9, 0.3 * x * 1e-9}),
                  reduced->value({x, 0.3 * x}),
                  1e-11);
  }

  TEST(RandomStructure, PreparationScalesAmplitudeAndLength)
  {
    FieldParameters parameters;
    dealii::ParameterHandler prm;
    parameters.add_to(prm);
    prm.parse_input_from_string(
      "subsection Density\n" +
      of_kind("random field",
              "set Deviation = 0.12\nset Correlation length = 2") +
      "\nend\n");
    const auto as_cast = make_field<2>(parameters, {}, {{32., 32.}});
    const auto half    = make_field<2>(parameters, {0.5, 2.}, {{64., 64.}});
    // the same random numbers on a grid twice as large
    for (double x = 0.; x < 32.; x += 1.3)
      EXPECT_NEAR(half->value({2. * x, x}) - 1.,
                  0.5 * (as_cast->value({x, x / 2.}) - 1.),
                  1e-12);
  }

  TEST(RandomStructure, BadParametersAreNamed)
  {
    const auto expect_bad = [](const std::string &name,
                               const std::string &line) {
      expect_bad_input("Structure/Density/Random field/" + name + " = ", [&]() {
        draw_field<2>(of_kind("random field", line), {{32., 32.}});
      });
    };
    for (const auto &[name, value] :
         std::vector<std::pair<std::string, std::string>>{
           {"Deviation", "-0.1"},
           {"Deviation", "11"},
           {"Correlation length", "0"},
           {"Correlation length", "33"},
           {"Correlation length", "1e-3"},
           {"Roughness exponent", "1.1"},
           {"Roughness exponent", "0.01"}})
      expect_bad(name, "set " + name + " = " + value);
    for (const std::string value : {"4, 2", "0, 2", "1e-4, 2", "70, 80"})
      expect_bad("Wavelengths",
                 "set Correlation = power law\nset Wavelengths = " + value);
    expect_bad_input(
      "Structure/Density/Type = random field",
      []() {
        draw_field<2>(of_kind("random field", "set Deviation = 2"),
                      {{32., 32.}});
      },
      "must stay positive");
  }
} // namespace
