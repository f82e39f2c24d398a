// Question: are fields added and cut out by others as the type says, do
// properties with one seed have their structures at the same places, and are
// presets and history what they claim?

#include <vitriflow/structure/structure_parameters.h>
#include <vitriflow/structure/structure_preset.h>

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
  using dealii::Point;

  const std::array<double, 2> box = {{40., 40.}};

  const std::string sections = "subsection Inclusions\nset Amplitude = -0.1\n"
                               "set Radius = 3\nend\n"
                               "subsection Laminate\nset Amplitude = 0.2\nend\n"
                               "subsection Random field\n"
                               "set Deviation = 0.02\nend\n";

  FieldPointer<2> draw_type(const std::string &type)
  {
    return draw_field<2>("set Type = " + type + "\n" + sections, box);
  }

  TEST(FieldExpression, TermsAndMasks)
  {
    const std::vector<std::string> known = {"noise", "random field", "grains"};
    const auto terms                     = parse_field_expression(
      " grains + random  field inside grains outside noise", known, "T");
    ASSERT_EQ(terms.size(), 2u);
    EXPECT_EQ(terms[0].type, "grains");
    EXPECT_TRUE(terms[0].masks.empty());
    EXPECT_EQ(terms[1].type, "random field");
    ASSERT_EQ(terms[1].masks.size(), 2u);
    EXPECT_EQ(terms[1].masks[0].type, "grains");
    EXPECT_TRUE(terms[1].masks[0].inside);
    EXPECT_EQ(terms[1].masks[1].type, "noise");
    EXPECT_FALSE(terms[1].masks[1].inside);

    for (const std::string bad : {"",
                                  "grain",
                                  "grains +",
                                  "+ grains",
                                  "grains inside",
                                  "inside grains",
                                  "grains noise",
                                  "grains inside + noise",
                                  "random"})
      expect_bad_input(
        "Structure/Density/Type = " + bad + ": ",
        [&]() { parse_field_expression(bad, known, "Structure/Density/Type"); },
        "random field, grains");
  }

  TEST(Composition, SumsAndMasks)
  {
    const auto inclusions = draw_type("inclusions");
    const auto laminate   = draw_type("laminate");
    const auto random     = draw_type("random field");
    const auto sum        = draw_type("inclusions + random field");
    const auto inside     = draw_type("random field inside inclusions");
    const auto outside    = draw_type("random field outside inclusions");
    const auto both =
      draw_type("random field inside inclusions outside laminate");
    for (double x = 0.3; x < 40.; x += 1.9)
      for (double y = 0.1; y < 40.; y += 2.3)
        {
          const Point<2> p(x, y);
          const double i = (inclusions->value(p) - 1.) / -0.1;
          const double l = (laminate->value(p) - 1.) / 0.2;
          const double r = random->value(p) - 1.;
          // rounding
          EXPECT_NEAR(sum->value(p), 1. - 0.1 * i + r, 1e-14);
          EXPECT_NEAR(inside->value(p), 1. + r * i, 1e-14);
          EXPECT_NEAR(outside->value(p), 1. + r * (1. - i), 1e-14);
          EXPECT_NEAR(both->value(p), 1. + r * i * (1. - l), 1e-14);
        }
  }

  TEST(Composition, WhatIsEverywhereIsNoMask)
  {
    for (const std::string type : {"inclusions inside random field",
                                   "inclusions outside noise",
                                   "inclusions inside uniform"})
      EXPECT_THROW(draw_type(type), BadInput) << type;
  }

  TEST(Composition, FileAsMask)
  {
    const std::string path =
      (std::filesystem::temp_directory_path() /
       ("vitriflow_mask_" + std::to_string(getpid()) + ".txt"))
        .string();
    std::ofstream(path) << "# 2 2 40 40\n1 1 1 0.5\n";
    const std::string lines =
      "set Type = laminate inside file\nset File = " + path + "\n" + sections;
    const auto masked   = draw_field<2>(lines, box);
    const auto laminate = draw_type("laminate");
    const Point<2> p(20., 20.);
    EXPECT_NEAR(masked->value(p) - 1., 0.5 * (laminate->value(p) - 1.), 1e-14);
    std::ofstream(path) << "# 2 2 40 40\n1 1 1 1.5\n";
    EXPECT_THROW(draw_field<2>(lines, box), BadInput);
    std::filesystem::remove(path);
  }

  TEST(Composition, RemovedMean)
  {
    const auto field = draw_field<2>(
      "set Type = inclusions\nset Remove mean = true\n" + sections, box);
    // on the grid where it is measured: rounding
    EXPECT_NEAR(mean(deviations<2>(*field, box, 256).values()), 0., 1e-13);
  }

  TEST(Composition, ValuesMustStayPositive)
  {
    expect_bad_input("Structure/Density/Type = inclusions + laminate", []() {
      draw_field<2>("set Type = inclusions + laminate\n"
                    "subsection Inclusions\nset Amplitude = -0.9\nend\n"
                    "subsection Laminate\nset Amplitude = -0.9\nend\n",
                    box);
    });
  }

  TEST(Composition, OneSeedPutsPropertiesAtTheSamePlaces)
  {
    StructureParameters structure;
    dealii::ParameterHandler prm;
    structure.add_to(prm);
    const std::string type = "set Type = inclusions\nset Seed = 5\n"
                             "subsection Inclusions\nset Radius = 3\n";
    prm.parse_input_from_string(
      "subsection Structure\nsubsection Density\n" + type +
      "set Amplitude = -0.01\nend\nend\nsubsection Relaxation time\n" + type +
      "set Amplitude = -0.9\nend\nend\nend\n");
    structure.validate(2);
    const auto density = make_density_field<2>(structure, box);
    const auto tau =
      make_property<2>(structure, structure.relaxation_time, box);
    for (double x = 0.; x < 40.; x += 0.7)
      EXPECT_NEAR((density->value({x, 10.}) - 1.) / -0.01,
                  (tau->value({x, 10.}) - 1.) / -0.9,
                  1e-12);
    const auto reject = [](const StructureParameters &s) {
      StructureParameters::reject_unused(s.relaxation_time, "nothing relaxes");
    };
    EXPECT_THROW(reject(structure), BadInput);

    // a copy has parameters of its own
    StructureParameters copy = structure;
    EXPECT_EQ(make_density_field<2>(copy, box)->value({3., 4.}),
              density->value({3., 4.}));
    copy.relaxation_time.type = "uniform";
    EXPECT_NO_THROW(reject(copy));
    EXPECT_THROW(reject(structure), BadInput);
  }

  TEST(Composition, MeshesArePartsOfASample)
  {
    StructureParameters structure;
    dealii::ParameterHandler prm;
    structure.add_to(prm);
    prm.parse_input_from_string(
      "subsection Structure\n"
      "subsection Shear modulus\nset Type = inclusions\nend\n"
      "subsection Sample\nset Size = 40, 30, 50\n"
      "set Origin x = 7\nset Origin y = 11\nset Origin z = 13\nend\nend\n");
    structure.validate(2);
    const std::array<double, 3> sides = {{40., 30., 50.}};
    const auto whole                  = make_field<3>(structure.shear_modulus,
                                     structure.preparation.factors(),
                                     sides);
    // a section, and a part whose point (1, 2, 3) lies at the origin
    const auto section =
      make_property<2>(structure, structure.shear_modulus, {{8., 8.}});
    const auto part = make_property<3>(structure,
                                       structure.shear_modulus,
                                       {{8., 8., 8.}},
                                       {1., 2., 3.});
    double smallest = 1., largest = 1.;
    for (double x = 0.; x < 40.; x += 0.7)
      {
        const double value = section->value({x, 2.});
        EXPECT_EQ(value, whole->value({7. + x, 13., 13.}));
        EXPECT_EQ(part->value({1. + x, 4., 3.}), value);
        smallest = std::min(smallest, value);
        largest  = std::max(largest, value);
      }
    EXPECT_LT(smallest, largest - 1e-3);
  }

  TEST(Composition, SamplesThatDoNotFitAreBadInput)
  {
    SampleParameters sample;
    EXPECT_NO_THROW(sample.validate(2));
    sample.origin[0] = 1.;
    expect_bad_input("Structure/Sample/Origin x",
                     [&]() { sample.validate(2); });
    sample.size = {4.};
    expect_bad_input("Structure/Sample/Size", [&]() { sample.validate(2); });
    sample.size = {4., 4.};
    EXPECT_NO_THROW(sample.validate(2));
    expect_bad_input("Structure/Sample/Size", [&]() { sample.validate(3); });
    sample.origin[2] = 1.;
    expect_bad_input("Structure/Sample/Origin z",
                     [&]() { sample.validate(2); });
    sample.size = {4., 0., 4.};
    expect_bad_input("Structure/Sample/Size", [&]() { sample.validate(3); });
  }

  TEST(Composition, PeriodicInTheBox)
  {
    // rounding of the wrapped coordinate, in sharp edges of width 1 and rough
    // fields interpolated over 0.16: slopes of at most 1 per length
    for (const std::string type : {"clusters",
                                   "grains",
                                   "inclusions",
                                   "laminate",
                                   "phases",
                                   "random field"})
      {
        const auto field = draw_type(type);
        for (double t = 0.17; t < 40.; t += 3.1)
          {
            EXPECT_NEAR(field->value({0., t}), field->value({40., t}), 1e-12)
              << type;
            EXPECT_NEAR(field->value({t, -3.}), field->value({t, 37.}), 1e-12)
              << type;
          }
      }
  }

  TEST(StructurePresets, SetDeclaredParameters)
  {
    StructureParameters structure;
    dealii::ParameterHandler prm;
    structure.add_to(prm);
    for (const std::string preset :
         {"as cast", "annealed", "soft regions", "elastic microstructure"})
      for (const FieldParameters *property : structure.properties())
        for (const auto &[path, value] :
             structure_preset(preset, property->property))
          {
            prm.enter_subsection("Structure");
            prm.enter_subsection(property->property);
            const auto slash = path.find('/');
            if (slash != std::string::npos)
              prm.enter_subsection(path.substr(0, slash));
            // throws unless it is declared and allowed
            prm.set(slash == std::string::npos ? path : path.substr(slash + 1),
                    value);
            if (slash != std::string::npos)
              prm.leave_subsection();
            prm.leave_subsection();
            prm.leave_subsection();
          }
    EXPECT_EQ(
      structure_preset("as cast", "Shear modulus").at("Random field/Deviation"),
      "0.12");
    EXPECT_EQ(structure_preset("annealed", "Relaxation time")
                .at("Random field/Correlation length"),
              "4.2e-9");
    EXPECT_THROW(structure_preset("as-cast", "Density"), BadInput);
  }

  TEST(Preparation, AsCastGlassIsTheReference)
  {
    const PreparationParameters as_cast;
    EXPECT_DOUBLE_EQ(as_cast.flow_units(), 1.);
    EXPECT_DOUBLE_EQ(as_cast.factors().amplitude, 1.);
    EXPECT_DOUBLE_EQ(as_cast.factors().length, 1.);
  }

  TEST(Preparation, LongAnnealingGivesTheAnnealedGlass)
  {
    PreparationParameters annealed;
    annealed.annealing_exponent    = 1.;
    annealed.annealing_temperature = annealed.glass_transition_temperature;
    annealed.annealing_time        = 1e12;
    // eq. (4-1) leaves c = a/t = 3.6e-9 of 1/2
    EXPECT_NEAR(annealed.factors().amplitude, 8. / 12., 1e-8);
    EXPECT_NEAR(annealed.factors().length, 4.2 / 2.5, 1e-7);
  }

  TEST(Preparation, KohlrauschTypeLaw)
  {
    // a = b, beta = 1: c = a/(a + t), share 2 a/(2 a + t)
    EXPECT_NEAR(unrelaxed_share(3., 2., 2., 1.), 4. / 7., 1e-15);
    EXPECT_EQ(unrelaxed_share(0., 5., 2., 0.3), 1.);
    // at Tg the times are as given, 10 % below it slower by exp(26/9)
    EXPECT_EQ(annealing_shift(600., 600.), 1.);
    EXPECT_NEAR(annealing_shift(540., 600.), std::exp(26. / 9.), 1e-10);
  }

  TEST(Preparation, FastCoolingAndCyclingAddFlowUnits)
  {
    // ten times faster: 1/Tf falls by 1/(m Tg), by the definition of m
    EXPECT_NEAR(1. / fictive_temperature(10., 600., 40.),
                1. / 600. - 1. / (40. * 600.),
                1e-15);
    PreparationParameters fast;
    fast.relative_cooling_rate = 10.;
    EXPECT_NEAR(fast.flow_units(), std::exp(21000. / (44. * 623.)), 1e-10);
    EXPECT_GT(fast.factors().amplitude, 1.);
    EXPECT_LT(fast.factors().length, 1.);
    PreparationParameters cycled;
    cycled.cryogenic_cycles = 1e6;
    EXPECT_NEAR(cycled.flow_units(), 1.25, 1e-15);
  }

  TEST(Preparation, BadParametersAreNamed)
  {
    const auto expect_bad = [](const std::string &name,
                               const PreparationParameters &parameters) {
      expect_bad_input("Structure/Preparation/" + name + " = ",
                       [&]() { parameters.validate(); });
    };
    PreparationParameters p;
    p.annealing_time = -1.;
    expect_bad("Annealing time", p);
    p                    = {};
    p.annealing_exponent = 1.5;
    expect_bad("Annealing exponent", p);
    for (const double rate : {0., -1., 1e5, 1e80})
      {
        p                       = {};
        p.relative_cooling_rate = rate;
        expect_bad("Relative cooling rate", p);
      }
    p                  = {};
    p.cryogenic_cycles = -1.;
    expect_bad("Cryogenic cycles", p);
  }
} // namespace
