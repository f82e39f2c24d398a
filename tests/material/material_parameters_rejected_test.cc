// Question: are values that cannot be run refused, naming parameter and value?

#include <vitriflow/base/exceptions.h>
#include <vitriflow/material/material_parameters.h>

#include <gtest/gtest.h>

#include <functional>
#include <limits>

using namespace vitriflow;

namespace
{
  /** validate() complains about Material/@p name and says what it found. */
  void expect_rejected(const MaterialParameters &p,
                       const std::string &name,
                       const std::string &value)
  {
    try
      {
        p.validate();
        FAIL() << name << " = " << value << " was accepted";
      }
    catch (const BadInput &error)
      {
        const std::string message = error.what();
        EXPECT_EQ(message.find("Material/" + name + " = " + value + " "), 0)
          << message;
        EXPECT_NE(message.find("must be"), std::string::npos) << message;
      }
  }

  using Change = std::function<void(MaterialParameters &)>;

  void expect_rejected(const Change &change,
                       const std::string &name,
                       const std::string &value)
  {
    MaterialParameters p;
    change(p);
    expect_rejected(p, name, value);
  }

  TEST(MaterialParametersRejected, NumbersOutOfRange)
  {
    using P = MaterialParameters;
    expect_rejected([](P &p) { p.bulk_modulus = 0.; }, "Bulk modulus", "0");
    expect_rejected([](P &p) { p.shear_modulus = -1.; }, "Shear modulus", "-1");
    expect_rejected([](P &p) { p.density = 0.; }, "Density", "0");
    expect_rejected([](P &p) { p.relaxation_time = -2.; },
                    "Relaxation time",
                    "-2");
    expect_rejected([](P &p) { p.gradient_length = -1.; },
                    "Gradient length",
                    "-1");
    expect_rejected([](P &p) { p.inertia_number = -1.; },
                    "Inertia number",
                    "-1");
    expect_rejected([](P &p) { p.gas_density = 0.; }, "Gas density", "0");
    expect_rejected([](P &p) { p.gas_density = 1.; }, "Gas density", "1");
    expect_rejected([](P &p) { p.relaxation_time_bound = 1.; },
                    "Relaxation time bound",
                    "1");
    expect_rejected([](P &p) { p.shear_modulus_bound = 0.5; },
                    "Shear modulus bound",
                    "0.5");
    expect_rejected([](P &p) { p.temperature = 0.; }, "Temperature", "0");
    expect_rejected([](P &p) { p.reference_temperature = 0.; },
                    "Reference temperature",
                    "0");
    expect_rejected([](P &p) { p.fictive_temperature = -1.; },
                    "Fictive temperature",
                    "-1");
    expect_rejected([](P &p) { p.activation_energy = -1.; },
                    "Arrhenius activation energy",
                    "-1");
  }

  TEST(MaterialParametersRejected, NumbersThatAreNone)
  {
    using P               = MaterialParameters;
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    constexpr double inf  = std::numeric_limits<double>::infinity();
    expect_rejected([](P &p) { p.bulk_modulus = inf; }, "Bulk modulus", "inf");
    expect_rejected([](P &p) { p.gradient_length = inf; },
                    "Gradient length",
                    "inf");
    expect_rejected([](P &p) { p.relaxation_time_exponent = none; },
                    "Relaxation time density exponent",
                    "nan");
    expect_rejected([](P &p) { p.shear_modulus_exponent = none; },
                    "Shear modulus density exponent",
                    "nan");
    expect_rejected([](P &p) { p.relaxation_time_bound = inf; },
                    "Relaxation time bound",
                    "inf");
    expect_rejected([](P &p) { p.shear_modulus_slope = none; },
                    "Shear modulus temperature slope",
                    "nan");
    expect_rejected([](P &p) { p.bulk_modulus_slope = inf; },
                    "Bulk modulus temperature slope",
                    "inf");
    expect_rejected([](P &p) { p.activation_volume = none; },
                    "Activation volume",
                    "nan");
    expect_rejected([](P &p) { p.glass_transition_pressure_shift = none; },
                    "Glass transition pressure shift",
                    "nan");
  }

  TEST(MaterialParametersRejected, UnknownChoices)
  {
    using P = MaterialParameters;
    expect_rejected([](P &p) { p.preset = "x"; }, "Preset", "'x'");
    expect_rejected([](P &p) { p.equation_of_state = "x"; },
                    "Equation of state",
                    "'x'");
    expect_rejected([](P &p) { p.relaxation_time_density_law = "x"; },
                    "Relaxation time density law",
                    "'x'");
    expect_rejected([](P &p) { p.shear_modulus_density_law = "x"; },
                    "Shear modulus density law",
                    "'x'");
    expect_rejected([](P &p) { p.stress_rate = "x"; }, "Stress rate", "'x'");
    expect_rejected([](P &p) { p.stress_source = "x"; },
                    "Stress source",
                    "'x'");
    expect_rejected([](P &p) { p.relaxation_time_model = "x"; },
                    "Relaxation time model",
                    "'x'");
    expect_rejected([](P &p) { p.density_coupling = "x"; },
                    "Density coupling",
                    "'x'");
  }

  MaterialParameters vft_material()
  {
    MaterialParameters p;
    p.relaxation_time_model = "VFT";
    p.temperature           = 643.;
    p.validate();
    return p;
  }

  TEST(MaterialParametersRejected, VftCurve)
  {
    MaterialParameters p = vft_material();
    p.vft_prefactor      = 0.;
    expect_rejected(p, "VFT viscosity prefactor", "0");
    p              = vft_material();
    p.vft_strength = -1.;
    expect_rejected(p, "VFT strength", "-1");
    p                 = vft_material();
    p.vft_temperature = 0.;
    expect_rejected(p, "VFT temperature", "0");
    p             = vft_material();
    p.temperature = 412.5; // at T0
    expect_rejected(p, "Temperature", "412.5");
    p.temperature = 413.; // exp(15000)
    expect_rejected(p, "Temperature", "413");
    p                     = vft_material();
    p.fictive_temperature = 400.;
    expect_rejected(p, "Fictive temperature", "400");
  }

  TEST(MaterialParametersRejected, FragilityCurve)
  {
    MaterialParameters p;
    p.relaxation_time_model = "fragility";
    p.temperature           = 643.;
    p.validate();
    MaterialParameters q           = p;
    q.glass_transition_temperature = 0.;
    expect_rejected(q, "Glass transition temperature", "0");
    q                                  = p;
    q.high_temperature_relaxation_time = 100.;
    expect_rejected(q, "High-temperature relaxation time", "100");
    q           = p;
    q.fragility = 16.;
    expect_rejected(q, "Fragility", "16");
    q             = p;
    q.temperature = 400.; // T0 = 623 (1 - 16/50) = 423.6 K
    expect_rejected(q, "Temperature", "400");
  }

  TEST(MaterialParametersRejected, Contradictions)
  {
    using P = MaterialParameters;
    expect_rejected([](P &p) { p.fictive_temperature = 600.; },
                    "Fictive temperature",
                    "600");
    MaterialParameters p = vft_material();
    p.activation_energy  = 1e5;
    expect_rejected(p, "Arrhenius activation energy", "100000");

    expect_rejected([](P &q) { q.density_coupling = "activation volume"; },
                    "Activation volume",
                    "0");
    expect_rejected([](P &q) { q.density_coupling = "pressure shift"; },
                    "Glass transition pressure shift",
                    "0");
    expect_rejected(
      [](P &q) {
        q.density_coupling                = "pressure shift";
        q.glass_transition_pressure_shift = 3.6e-9;
      },
      "Density coupling",
      "'pressure shift'");

    // moduli that vanish on the way to the temperature
    expect_rejected(
      [](P &q) {
        q.temperature         = 400.;
        q.shear_modulus_slope = -0.01;
      },
      "Shear modulus temperature slope",
      "-0.01");
    expect_rejected(
      [](P &q) {
        q.temperature        = 400.;
        q.bulk_modulus_slope = -0.031;
      },
      "Bulk modulus temperature slope",
      "-0.031");
  }
} // namespace
