// Question: do fields drawn on modulus, relaxation time, yield stress and
// effective temperature act on the flow as they should?

#include "cases.h"
#include "fixed_step.h"
#include <vitriflow/base/exceptions.h>

namespace vitriflow
{
  namespace
  {
    /**
     * Layers across the gradient, half of them with a property @p amplitude
     * larger, sharp and along faces of cells. Each shears by itself under the
     * common stress.
     */
    std::vector<std::string> layers(const std::string &property,
                                    const double amplitude,
                                    const std::vector<std::string> &more)
    {
      const std::string section = "Structure/" + property;
      auto settings =
        fixed_step(0.02,
                   {"Structure/Density/Type=uniform",
                    section + "/Type=laminate",
                    section + "/Laminate/Amplitude=" + text_of(amplitude),
                    section + "/Laminate/Periods=0,2,0",
                    section + "/Laminate/Fraction=0.5",
                    section + "/Laminate/Interface width=0",
                    "Mesh/Cells=2,8",
                    "Mesh/Size=2,8",
                    "Material/Inertia number=0",
                    "Material/Relaxation time density exponent=0",
                    "Material/Shear modulus density exponent=0",
                    "Solver/Linear tolerance=1e-8",
                    "Solver/Correction tolerance=1e-6"});
      settings.insert(settings.end(), more.begin(), more.end());
      return settings;
    }

    const Record last_record(const std::vector<std::string> &settings)
    {
      Simulation<2> simulation(case_parameters(settings), "", MPI_COMM_WORLD);
      EXPECT_EQ(simulation.run().exit_code, 0);
      return simulation.records().back();
    }

    TEST(DrawnFields, ShearModulusOfLayers)
    {
      // 1/G is averaged; upper-convected shear of an elastic body is linear
      const auto record =
        last_record(layers("Shear modulus",
                           2.,
                           {"Material/Relaxation time model=none",
                            "Loading/Shear rate=0.1",
                            "Loading/End strain=0.1"}));
      EXPECT_NEAR(record.measurements.shear_stress,
                  0.1 / (0.5 + 0.5 / 3.),
                  1e-6);
    }

    TEST(DrawnFields, RelaxationTimeOfLayers)
    {
      // steady after 12 relaxation times of the slow layers, e^-12 = 6e-6
      const auto record =
        last_record(layers("Relaxation time",
                           -0.75,
                           {"Time/Maximum step=0.1",
                            "Loading/Program=rate 0.1 duration 12"}));
      EXPECT_NEAR(record.measurements.shear_stress,
                  0.1 / (0.5 + 0.5 / 0.25),
                  0.1 * 1e-5);
    }

    TEST(DrawnFields, YieldStressOfLayers)
    {
      // n = 1 is a viscosity s_Y/(2 d_0) = 1/4
      const auto record =
        last_record(layers("Yield stress",
                           1.,
                           {"Material/Relaxation time model=none",
                            "Material/Stress rate=Jaumann",
                            "Material/Stress source=deviatoric",
                            "Material/Plastic flow/Mechanism=power law",
                            "Material/Plastic flow/Exponent=1",
                            "Material/Plastic flow/Yield stress=0.25",
                            "Material/Plastic flow/Reference rate=0.5",
                            "Loading/Program=rate 1e-3 duration 6"}));
      // normal stresses, of order (rate/(2 d_0/s_Y))^2, change it by 1e-7
      EXPECT_NEAR(record.measurements.shear_stress,
                  1e-3 * 0.25 / (0.5 + 0.5 / 2.),
                  1e-3 * 1e-5);
    }

    TEST(DrawnFields, EffectiveTemperature)
    {
      const auto parameters = case_parameters(
        layers("Effective temperature",
               0.5,
               {"Units/System=SI",
                "Material/Relaxation time model=none",
                "Material/Plastic flow/Mechanism=shear-transformation zones",
                "Material/Plastic flow/Effective temperature=600",
                "Material/Shear modulus=37e9",
                "Material/Bulk modulus=112e9",
                "Solver/Inertia threshold=1",
                "Loading/End strain=0.001"}));
      Simulation<2> simulation(parameters, "", MPI_COMM_WORLD);
      EXPECT_EQ(simulation.run().exit_code, 0);
      const double unit = simulation.reduced().scales.structure;
      for (const Record &r : simulation.records())
        {
          EXPECT_NEAR(r.measurements.plastic.mean_structure * unit, 750., 1e-9);
          EXPECT_NEAR(r.measurements.plastic.max_structure * unit, 900., 1e-9);
        }
    }

    /** A periodic box cannot be cut out of a larger sample: fields would jump
     * where it is joined to itself. It can be a section of one. */
    TEST(DrawnFields, PeriodicBoxHasTheSidesOfItsSample)
    {
      const auto box = [](const std::string &size) {
        case_parameters({"Mesh/Size=8", "Structure/Sample/Size=" + size});
      };
      EXPECT_NO_THROW(box("8,8"));
      EXPECT_NO_THROW(box("8,8,20"));
      EXPECT_THROW(box("16,8"), BadInput);
      EXPECT_THROW(box("8,16,8"), BadInput);
      EXPECT_NO_THROW(case_parameters({"Mesh/Size=8",
                                       "Mesh/Geometry=channel",
                                       "Structure/Sample/Size=8,16"}));
    }
  } // namespace
} // namespace vitriflow
