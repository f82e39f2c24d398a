#include <vitriflow/base/exceptions.h>
#include <vitriflow/material/material_parameters.h>
#include <vitriflow/material/temperature_laws.h>

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <vector>

#include "paths.h"

using namespace vitriflow;

namespace
{
  /** The parameters of a preset, by way of the parameter handler. */
  MaterialParameters with_preset(const std::string &name)
  {
    MaterialParameters p;
    dealii::ParameterHandler prm;
    p.add_to(prm);
    const std::string section = "Material/";
    for (const auto &entry : material_preset(name))
      if (entry.first.compare(0, section.size(), section) == 0)
        {
          prm.enter_subsection("Material");
          prm.set(entry.first.substr(section.size()), entry.second);
          prm.leave_subsection();
        }
    return p;
  }

  /** The rows of a csv file with a header, by column name. */
  std::vector<std::map<std::string, double>> read_table(const std::string &file)
  {
    std::ifstream in(file);
    const auto split = [](const std::string &line) {
      std::vector<std::string> cells;
      std::istringstream stream(line);
      for (std::string cell; std::getline(stream, cell, ',');)
        cells.push_back(cell);
      return cells;
    };
    std::string line;
    std::getline(in, line);
    const std::vector<std::string> header = split(line);

    std::vector<std::map<std::string, double>> rows;
    while (std::getline(in, line))
      {
        const std::vector<std::string> cells = split(line);
        rows.emplace_back();
        for (unsigned int i = 0; i < header.size(); ++i)
          rows.back()[header[i]] = std::stod(cells[i]);
      }
    return rows;
  }

  TEST(MaterialParameters, Vitreloy1MatchesTheReferenceTable)
  {
    MaterialParameters p = with_preset("Vitreloy 1");
    const auto rows      = read_table(test_data_dir + "/vitreloy1_curves.csv");
    ASSERT_EQ(rows.size(), 21u);
    for (const auto &row : rows)
      {
        p.temperature = row.at("T");
        p.validate();
        const MaterialConstants c                    = p.constants();
        const std::map<std::string, double> computed = {
          {"eta", c.viscosity()},
          {"G", c.shear_modulus},
          {"K", c.bulk_modulus},
          {"kappa", c.bulk_modulus / c.shear_modulus},
          {"a", c.relaxation_time_exponent},
          {"b", c.shear_modulus_exponent},
          {"tau0", c.relaxation_time},
          {"gdot_c", critical_rate(c)},
          {"inv_tau", 1. / c.relaxation_time},
          {"gdot_solid", solid_rate(c)},
          {"t_cross", crossover_time(c)}};
        for (const auto &entry : computed)
          {
            // the same formulas: rounding only, amplified by exp(50)'s argument
            const double reference = row.at(entry.first);
            EXPECT_NEAR(entry.second, reference, 1e-12 * reference)
              << entry.first << " at " << p.temperature << " K";
          }
        // model: gdot_solid is about 1.4/tau0 for this glass
        EXPECT_NEAR(solid_rate(c) * c.relaxation_time, 1.4, 0.04);
      }
  }

  TEST(MaterialParameters, Vitreloy1Preset)
  {
    const auto preset = material_preset("Vitreloy 1");
    EXPECT_EQ(preset.at("Material/Density"), "6125");
    EXPECT_EQ(preset.at("Units/System"), "SI");
    const MaterialParameters p = with_preset("Vitreloy 1");
    p.validate();
    EXPECT_EQ(p.temperature, 643.);
    // 643 K, rounded in the literature: 0.20 /s and 3.3 /s
    EXPECT_NEAR(critical_rate(p.constants()), 0.20, 5e-3);
    EXPECT_NEAR(1. / p.constants().relaxation_time, 3.3, 0.05);
  }

  TEST(MaterialParameters, Presets)
  {
    EXPECT_EQ(material_preset_names(), "none|Vitreloy 1|Vitreloy 1 STZ");
    EXPECT_TRUE(material_preset("none").empty());
    EXPECT_THROW(material_preset("Vitreloy 2"), BadInput);
  }

  TEST(MaterialParameters, DefaultsPassThroughUnchanged)
  {
    const MaterialParameters p;
    p.validate();
    const MaterialConstants c = p.constants();
    EXPECT_EQ(c.density, 1.);
    EXPECT_EQ(c.bulk_modulus, 3.);
    EXPECT_EQ(c.shear_modulus, 1.);
    EXPECT_EQ(c.relaxation_time, 1.);
    EXPECT_EQ(c.gradient_length, 1.);
    EXPECT_EQ(c.relaxation_time_exponent, 60.);
    EXPECT_EQ(c.shear_modulus_exponent, 2.);
    EXPECT_DOUBLE_EQ(critical_rate(c), 3. / 62.);
    EXPECT_DOUBLE_EQ(solid_rate(c), 1.5);
    EXPECT_DOUBLE_EQ(crossover_time(c), 1. / 30.);
  }

  TEST(MaterialParameters, WithoutDensityDependenceNothingIsUnstable)
  {
    MaterialParameters p;
    p.relaxation_time_exponent = 0.;
    p.shear_modulus_exponent   = 0.;
    const MaterialConstants c  = p.constants();
    EXPECT_TRUE(std::isinf(critical_rate(c)));
    EXPECT_TRUE(std::isinf(solid_rate(c)));
    EXPECT_TRUE(std::isinf(crossover_time(c)));
  }

  TEST(MaterialParameters, EveryNameOfTheFileReachesItsMember)
  {
    MaterialParameters p;
    dealii::ParameterHandler prm;
    p.add_to(prm);
    prm.parse_input_from_string(R"(
      subsection Material
        set Preset = Vitreloy 1
        set Equation of state = double well
        set Bulk modulus = 2
        set Shear modulus = 3
        set Relaxation time = 4
        set Density = 5
        set Gradient length = 6
        set Relaxation time density exponent = 7
        set Shear modulus density exponent = 8
        set Relaxation time bound = 9
        set Shear modulus bound = 10.5
        set Inertia number = 11
        set Stress rate = Jaumann
        set Stress source = deviatoric
        set Gas density = 0.12
        set Relaxation time density law = power
        set Shear modulus density law = exponential
        set Temperature = 13
        set Relaxation time model = fragility
        set VFT viscosity prefactor = 14
        set VFT strength = 15
        set VFT temperature = 16
        set Fragility = 17
        set Glass transition temperature = 18
        set High-temperature relaxation time = 1e-19
        set Fictive temperature = 20
        set Arrhenius activation energy = 21
        set Shear modulus temperature slope = -22
        set Bulk modulus temperature slope = -23
        set Reference temperature = 24
        set Density coupling = activation volume
        set Activation volume = 2.5e-29
        set Glass transition pressure shift = 2.6e-9
      end)");
    EXPECT_EQ(p.preset, "Vitreloy 1");
    EXPECT_EQ(p.equation_of_state, "double well");
    EXPECT_EQ(p.bulk_modulus, 2.);
    EXPECT_EQ(p.shear_modulus, 3.);
    EXPECT_EQ(p.relaxation_time, 4.);
    EXPECT_EQ(p.density, 5.);
    EXPECT_EQ(p.gradient_length, 6.);
    EXPECT_EQ(p.relaxation_time_exponent, 7.);
    EXPECT_EQ(p.shear_modulus_exponent, 8.);
    EXPECT_EQ(p.relaxation_time_bound, 9.);
    EXPECT_EQ(p.shear_modulus_bound, 10.5);
    EXPECT_EQ(p.inertia_number, 11.);
    EXPECT_EQ(p.stress_rate, "Jaumann");
    EXPECT_EQ(p.stress_source, "deviatoric");
    EXPECT_EQ(p.gas_density, 0.12);
    EXPECT_EQ(p.relaxation_time_density_law, "power");
    EXPECT_EQ(p.shear_modulus_density_law, "exponential");
    EXPECT_EQ(p.temperature, 13.);
    EXPECT_EQ(p.relaxation_time_model, "fragility");
    EXPECT_EQ(p.vft_prefactor, 14.);
    EXPECT_EQ(p.vft_strength, 15.);
    EXPECT_EQ(p.vft_temperature, 16.);
    EXPECT_EQ(p.fragility, 17.);
    EXPECT_EQ(p.glass_transition_temperature, 18.);
    EXPECT_EQ(p.high_temperature_relaxation_time, 1e-19);
    EXPECT_EQ(p.fictive_temperature, 20.);
    EXPECT_EQ(p.activation_energy, 21.);
    EXPECT_EQ(p.shear_modulus_slope, -22.);
    EXPECT_EQ(p.bulk_modulus_slope, -23.);
    EXPECT_EQ(p.reference_temperature, 24.);
    EXPECT_EQ(p.density_coupling, "activation volume");
    EXPECT_EQ(p.activation_volume, 2.5e-29);
    EXPECT_EQ(p.glass_transition_pressure_shift, 2.6e-9);
  }

  TEST(MaterialParameters, FragilityModelRelaxesIn100SecondsAtTg)
  {
    MaterialParameters p;
    p.relaxation_time_model        = "fragility";
    p.fragility                    = 45.;
    p.glass_transition_temperature = 620.;
    p.temperature                  = 620.;
    p.validate();
    EXPECT_NEAR(p.constants().relaxation_time, 100., 1e-9);
  }

  TEST(MaterialParameters, FictiveTemperatureFreezesTheCurve)
  {
    MaterialParameters p        = with_preset("Vitreloy 1");
    p.temperature               = 620.;
    const MaterialConstants hot = p.constants();
    p.fictive_temperature       = 620.;
    EXPECT_EQ(p.constants().relaxation_time, hot.relaxation_time);

    p.temperature = 300.; // below T0, where equilibrium has no viscosity
    p.validate();
    const MaterialConstants cold = p.constants();
    const VogelFulcherTammann curve{4e-5, 18.5, 412.5};
    const double energy =
      apparent_activation_energy(vft_log_slope(curve, 620.), 620.);
    EXPECT_NEAR(std::log(cold.viscosity() / hot.viscosity()),
                energy / gas_constant * (1. / 300. - 1. / 620.),
                1e-10);

    // a given energy replaces the apparent one
    p.activation_energy = 1.5e5;
    EXPECT_NEAR(std::log(p.constants().viscosity() / hot.viscosity()),
                1.5e5 / gas_constant * (1. / 300. - 1. / 620.),
                1e-10);
  }

  TEST(MaterialParameters, PressureShiftAndActivationVolumeAgree)
  {
    // d ln eta/dp = V_eta/(k_B T) and eta = G tau: V_tau is V_eta less b k_B
    // T/K
    MaterialParameters p      = with_preset("Vitreloy 1");
    const MaterialConstants c = p.constants();
    const double thermal      = boltzmann_constant * p.temperature;
    const double a = c.relaxation_time_exponent, b = c.shear_modulus_exponent;
    const double volume_of_viscosity = (a + b) * thermal / c.bulk_modulus;
    p.density_coupling               = "activation volume";
    p.activation_volume = volume_of_viscosity - b * thermal / c.bulk_modulus;
    p.validate();
    EXPECT_NEAR(p.constants().relaxation_time_exponent, a, 1e-12 * a);
    // the order of atomic volumes: some cubic angstrom
    EXPECT_GT(volume_of_viscosity, 4e-30);
    EXPECT_LT(volume_of_viscosity, 5e-30);
  }

  TEST(MaterialParameters, FragilityCouplingCountsTheSlopeOfTheModulus)
  {
    // a + b = -K (d ln eta/dT) dTg/dp with eta(T) = G(T) tau(T)
    MaterialParameters p     = with_preset("Vitreloy 1");
    p.relaxation_time_model  = "fragility";
    p.temperature            = 640.;
    constexpr double h       = 1e-3;
    const auto log_viscosity = [&](const double T) {
      MaterialParameters q = p;
      q.temperature        = T;
      return std::log(q.constants().viscosity());
    };
    const MaterialConstants c = p.constants();
    const double slope =
      (log_viscosity(640. + h) - log_viscosity(640. - h)) / (2. * h);
    EXPECT_NEAR(c.relaxation_time_exponent + c.shear_modulus_exponent,
                -c.bulk_modulus * slope * p.glass_transition_pressure_shift,
                1e-6); // rounding of ln eta over h
  }
} // namespace
