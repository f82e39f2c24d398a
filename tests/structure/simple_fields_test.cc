#include <vitriflow/structure/field_parameters.h>
#include <vitriflow/structure/random_field.h>

#include <deal.II/base/numbers.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "paths.h"
#include "structure/bad_input.h"

namespace
{
  using namespace vitriflow;
  using dealii::Point;
  using dealii::numbers::PI;

  template <int dim>
  FieldPointer<dim> make_density_field(const FieldParameters &parameters,
                                       const std::array<double, dim> &box_size)
  {
    return make_field<dim>(parameters, {}, box_size);
  }

  FieldParameters of_type(const std::string &type)
  {
    FieldParameters parameters;
    parameters.type = type;
    return parameters;
  }

  /** Expect BadInput about Structure/Density/@p name. */
  template <typename Function>
  void expect_bad(const std::string &name, const Function &function)
  {
    expect_bad_input("Structure/Density/" + name + " = ", function);
  }

  void expect_invalid(const std::string &name,
                      const FieldParameters &parameters)
  {
    expect_bad(name, [&]() { parameters.validate(); });
    expect_bad(name, [&]() {
      make_density_field<2>(parameters, {{10., 10.}});
    });
  }

  TEST(SimpleFields, DefaultIsUniform)
  {
    FieldParameters parameters;
    dealii::ParameterHandler prm;
    parameters.add_to(prm);
    prm.parse_input_from_string("");
    EXPECT_EQ(parameters.type, "uniform");
    EXPECT_EQ(parameters.mode_numbers, (std::vector<int>{1, 1, 0}));
    EXPECT_EQ(make_density_field<2>(parameters, {{1., 1.}})->value({0.3, 2.}),
              1.);
    EXPECT_EQ(
      make_density_field<3>(parameters, {{1., 1., 1.}})->value({0.3, 2., 1.}),
      1.);
  }

  TEST(SimpleFields, ParametersAreRead)
  {
    FieldParameters parameters;
    dealii::ParameterHandler prm;
    parameters.add_to(prm);
    prm.parse_input_from_string("subsection Density\n"
                                "    set Type = mode\n"
                                "    set File = map.vti\n"
                                "    set Amplitude = 1e-3\n"
                                "    set Correlation length = 2.5e-9\n"
                                "    set Seed = 42\n"
                                "    set Mode numbers = 2, -1\n"
                                "    set Mode phase = 0.5\n"
                                "end\n");
    EXPECT_EQ(parameters.type, "mode");
    EXPECT_EQ(parameters.file, "map.vti");
    EXPECT_EQ(parameters.amplitude, 1e-3);
    EXPECT_EQ(parameters.correlation_length, 2.5e-9);
    EXPECT_EQ(parameters.seed, 42u);
    EXPECT_EQ(parameters.mode_numbers, (std::vector<int>{2, -1}));
    EXPECT_EQ(parameters.mode_phase, 0.5);
  }

  TEST(SimpleFields, ModeIsACosine)
  {
    FieldParameters parameters = of_type("mode");
    parameters.amplitude       = 0.02;
    parameters.mode_numbers    = {2, -1, 3};
    parameters.mode_phase      = 0.4;
    const Point<3> x(0.3, 1.7, 2.9);
    const double phase2 = 2. * PI * (2. * 0.3 / 4. - 1.7 / 5.) + 0.4;
    const double phase3 = phase2 + 2. * PI * 3. * 2.9 / 6.;
    // rounding
    EXPECT_NEAR(
      make_density_field<2>(parameters, {{4., 5.}})->value({x[0], x[1]}),
      1. + 0.02 * std::cos(phase2),
      1e-15);
    EXPECT_NEAR(make_density_field<3>(parameters, {{4., 5., 6.}})->value(x),
                1. + 0.02 * std::cos(phase3),
                1e-15);
  }

  TEST(SimpleFields, NoiseIsOnePlusCorrelatedNoise)
  {
    FieldParameters parameters = of_type("noise");
    parameters.seed            = 9;
    const auto density = make_density_field<2>(parameters, {{10., 12.}});
    const auto noise   = correlated_noise<2>({{10., 12.}}, 2., 0.01, 9);
    const Point<2> x(3.3, 11.9);
    EXPECT_EQ(density->value(x), 1. + noise.value(x));
  }

  TEST(SimpleFields, FileHoldsRelativeDensities)
  {
    FieldParameters parameters = of_type("file");
    parameters.file            = test_data_dir + "/density_8x8.txt";
    const auto density         = make_density_field<2>(parameters, {{4., 4.}});
    EXPECT_NEAR(density->value({0., 1.}), 1.15, 1e-14);
    EXPECT_NEAR(density->value({2., 3.}), 0.85, 1e-14);
    expect_bad("File", [&]() {
      make_density_field<3>(parameters, {{4., 4., 4.}});
    });
  }

  TEST(SimpleFields, InvalidParameters)
  {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();

    expect_invalid("Type", of_type("fractal"));
    expect_invalid("File", of_type("file"));
    for (const double amplitude : {1., -1., nan, inf})
      for (const std::string type : {"mode", "noise"})
        {
          FieldParameters parameters = of_type(type);
          parameters.amplitude       = amplitude;
          expect_invalid("Amplitude", parameters);
        }
    for (const double length : {0., -1., nan, inf})
      {
        FieldParameters parameters    = of_type("noise");
        parameters.correlation_length = length;
        expect_invalid("Correlation length", parameters);
      }
    FieldParameters noise = of_type("noise");
    noise.amplitude       = -0.01;
    expect_invalid("Amplitude", noise);

    FieldParameters mode = of_type("mode");
    mode.mode_phase      = inf;
    expect_invalid("Mode phase", mode);
  }

  TEST(SimpleFields, ParametersOfOtherTypesAreNotChecked)
  {
    FieldParameters parameters;
    parameters.amplitude          = 5.;
    parameters.correlation_length = -1.;
    EXPECT_NO_THROW(parameters.validate());
  }

  TEST(SimpleFields, ModeNumbersMustSuitTheDimension)
  {
    FieldParameters mode = of_type("mode");
    mode.mode_numbers    = {1, 0};
    EXPECT_NO_THROW(make_density_field<2>(mode, {{1., 1.}}));
    expect_bad("Mode numbers", [&]() {
      make_density_field<3>(mode, {{1., 1., 1.}});
    });
    mode.mode_numbers = {0, 0, 1};
    EXPECT_NO_THROW(make_density_field<3>(mode, {{1., 1., 1.}}));
    expect_bad("Mode numbers", [&]() {
      make_density_field<2>(mode, {{1., 1.}});
    });
  }

  TEST(SimpleFields, DensityMustBePositive)
  {
    FieldParameters noise = of_type("noise");
    noise.amplitude       = 0.6;
    expect_bad("Amplitude", [&]() {
      make_density_field<2>(noise, {{40., 40.}});
    });

    const std::string path =
      (std::filesystem::temp_directory_path() /
       ("vitriflow_negative_" + std::to_string(getpid()) + ".txt"))
        .string();
    std::ofstream(path) << "# 2 2 1 1\n1 1 1 -0.5\n";
    FieldParameters file = of_type("file");
    file.file            = path;
    expect_bad("File", [&]() { make_density_field<2>(file, {{1., 1.}}); });
    std::filesystem::remove(path);
  }
} // namespace
