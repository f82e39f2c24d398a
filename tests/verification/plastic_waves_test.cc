// Question: do simulations of a glass with shear-transformation zones band, or
// not, as linear theory says, and does a wave grow as it says?

#include <vitriflow/stability/homogeneous_flow.h>
#include <vitriflow/stability/kelvin_modes.h>
#include <vitriflow/stability/stability_case.h>

#include <cmath>

#include "cases.h"
#include "fixed_step.h"
#include "measured.h"

namespace vitriflow
{
  namespace
  {
    constexpr double rate = 0.01;

    /** Vitreloy 1 at 400 K with the effective temperature @p chi [K], sheared
     * in strain steps of @p step. */
    Parameters zones(const double chi,
                     const double step,
                     const std::vector<std::string> &more)
    {
      auto settings = fixed_step(step / rate,
                                 {"Units/System=SI",
                                  "Loading/Shear rate=" + text_of(rate),
                                  "Mesh/Size=1",
                                  "Structure/Density/Type=uniform",
                                  "Material/Relaxation time model=none"});
      for (const auto &[name, value] : material_preset("Vitreloy 1 STZ"))
        settings.push_back(name + "=" + value);
      settings.push_back("Material/Plastic flow/Effective temperature=" +
                         text_of(chi));
      settings.insert(settings.end(), more.begin(), more.end());
      return case_parameters(settings);
    }

    double relative_deviation(const Record &r)
    {
      const PlasticMeasurements &m = r.measurements.plastic;
      return m.max_structure / m.mean_structure - 1.;
    }
  } // namespace

  namespace
  {
    /**
     * A wave along the gradient, so small that it stays linear, one in the
     * height of 1. Strain steps of 2e-4 leave the yield point uncertain by one
     * step; ln A grows by 50 to 70 per strain, hence 0.02, and second-order
     * steps a hundredth of ln A.
     *
     * @return ln A at strain 0.12.
     */
    double expect_growth_of_theory(const double diffusion_length)
    {
      const Parameters parameters =
        zones(600.,
              2e-4,
              {"Mesh/Cells=2,8",
               "Mesh/Size=0.25,1",
               "Loading/End strain=0.13",
               "Material/Plastic flow/Diffusion length=" +
                 text_of(diffusion_length),
               "Structure/Effective temperature/Type=mode",
               "Structure/Effective temperature/Mode numbers=0,1",
               "Structure/Effective temperature/Amplitude=1e-5"});
      Simulation<2> simulation(parameters, "", MPI_COMM_WORLD);
      EXPECT_EQ(simulation.run().exit_code, 0);
      const auto &records = simulation.records();

      const StabilityCase sample(parameters.material, true, 1.);
      const double Wi = rate * sample.time_scale;
      const WaveEquations equations(*sample.material, *sample.law, 0.);
      // without a length any wave grows alike
      const double length = diffusion_length > 0. ? diffusion_length : 0.03;
      KelvinModes wave(*sample.law,
                       equations,
                       Wi,
                       {{wave_vector(2. * dealii::numbers::PI * length,
                                     0.5 * dealii::numbers::PI),
                         Disturbance::structure}});
      const double initial = relative_deviation(records.front());
      double last          = 0.;
      for (const double strain : {0.02, 0.04, 0.06, 0.08, 0.1, 0.12})
        {
          while (wave.end() < strain / Wi)
            wave.step();
          wave.set_time(strain / Wi);
          const double theory = wave.log_amplification(0);
          last = at_strain(records, strain, [initial](const Record &r) {
            return std::log(relative_deviation(r) / initial);
          });
          EXPECT_NEAR(last, theory, 0.02 + 0.01 * std::abs(theory)) << strain;
          measured("ln A of simulation less theory, diffusion length " +
                     short_text(diffusion_length) + ", strain " +
                     short_text(strain),
                   last - theory);
        }
      return last;
    }
  } // namespace

  TEST(SimulatedPlasticWaves, GrowAsTheTheorySays)
  {
    EXPECT_GT(expect_growth_of_theory(0.), 3.);
  }

  /** Half of the height: D k^2 is 2.5 pi^2 d with the heat capacity of 0.4. */
  TEST(SimulatedPlasticWaves, DiffusionSlowsGrowthAsTheTheorySays)
  {
    EXPECT_LT(expect_growth_of_theory(0.5), 3.);
  }

  /** Noise, of which the largest deviation is followed; its waves in other
   * directions grow less, so that the onset comes later than in theory. */
  TEST(SimulatedPlasticWaves, TypeOfTheory)
  {
    for (const auto &[chi, type] :
         std::vector<std::pair<double, std::string>>{{600., "plastic"},
                                                     {850., "stable"}})
      {
        Simulation<2> simulation(
          zones(chi,
                1e-3,
                {"Mesh/Cells=6",
                 "Loading/End strain=0.2",
                 "Stability/Onset strain=0.2",
                 "Stability/End strain=0.2",
                 "Structure/Effective temperature/Type=noise",
                 "Structure/Effective temperature/Correlation length=0.2",
                 "Structure/Effective temperature/Amplitude=1e-6"}),
          "",
          MPI_COMM_WORLD);
        ASSERT_EQ(simulation.run().exit_code, 0);
        const auto summary = simulation.summary();
        EXPECT_EQ(summary["instability_type"], type) << chi;
        EXPECT_EQ(summary["predicted_instability_type"], type) << chi;
        if (type == "plastic")
          {
            EXPECT_EQ(summary["onset_signal"], "structural deviation");
          }
      }
  }
} // namespace vitriflow
