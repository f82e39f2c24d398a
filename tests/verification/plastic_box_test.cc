// Question: is plastic flow in three dimensions that of plane strain where
// nothing varies along z, and does it tend to the quasi-static one at low
// speed?

#include <cmath>

#include "cases.h"
#include "fixed_step.h"
#include "measured.h"

namespace vitriflow
{
  namespace
  {
    /**
     * Vitreloy 1 with zones, in layers across the gradient of 600 and 660 K
     * that change smoothly; past the yield of both.
     */
    std::vector<std::string> layers(const std::vector<std::string> &more)
    {
      auto settings =
        fixed_step(0.1,
                   zone_glass(
                     {"Mesh/Cells=2,4",
                      "Mesh/Size=2e-8,4e-8",
                      "Structure/Effective temperature/Type=laminate",
                      "Structure/Effective temperature/Laminate/Amplitude=0.1",
                      "Structure/Effective temperature/Laminate/Periods=0,1,0",
                      "Structure/Effective temperature/Laminate/"
                      "Interface width=1e-8",
                      "Material/Plastic flow/Diffusion length=5e-9",
                      "Solver/Linear tolerance=1e-8",
                      "Solver/Correction tolerance=1e-8",
                      "Solver/Maximum corrections=100",
                      "Loading/Shear rate=0.02",
                      "Loading/End strain=0.06"}));
      settings.insert(settings.end(), more.begin(), more.end());
      return settings;
    }

    struct Curves
    {
      std::vector<double> stress, rate, temperature;
    };

    template <int dim>
    Curves curves(const std::vector<std::string> &more)
    {
      Simulation<dim> simulation(case_parameters(layers(more)),
                                 "",
                                 MPI_COMM_WORLD);
      EXPECT_EQ(simulation.run().exit_code, 0);
      Curves c;
      for (const Record &r : simulation.records())
        {
          c.stress.push_back(r.measurements.shear_stress);
          c.rate.push_back(r.measurements.plastic.max_rate);
          c.temperature.push_back(r.measurements.plastic.max_structure);
        }
      return c;
    }

    double difference(const std::vector<double> &a,
                      const std::vector<double> &b)
    {
      EXPECT_EQ(a.size(), b.size());
      double largest = 0., scale = 0.;
      for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        {
          largest = std::max(largest, std::abs(a[i] - b[i]));
          scale   = std::max(scale, std::abs(b[i]));
        }
      return largest / scale;
    }

    /** To what corrections leave, 1e-8, times the 40 of the exponential law. */
    TEST(PlasticBox, ThreeDimensionsAreThoseOfPlaneStrain)
    {
      const std::string at_rest = "Solver/Inertia threshold=1";
      const Curves plane        = curves<2>({at_rest});
      const Curves solid        = curves<3>({at_rest,
                                             "Mesh/Dimension=3",
                                             "Mesh/Cells=2,4,2",
                                             "Mesh/Size=2e-8,4e-8,2e-8"});
      EXPECT_GT(*std::max_element(plane.temperature.begin(),
                                  plane.temperature.end()),
                1.05 * plane.temperature.front());
      for (const double d : {difference(solid.stress, plane.stress),
                             difference(solid.rate, plane.rate),
                             difference(solid.temperature, plane.temperature)})
        EXPECT_LT(d, 4e-7);
    }

    /** The difference is proportional to the inertia number, here through the
     * density, as long as that is small. */
    TEST(PlasticBox, InertiaBecomesQuasistatic)
    {
      const Curves rest = curves<2>({"Solver/Inertia threshold=1"});
      double previous   = 0.;
      for (const double density : {1e24, 1e23})
        {
          const Curves moving =
            curves<2>({"Solver/Inertia threshold=0",
                       "Material/Density=" + text_of(density)});
          const double d = difference(moving.stress, rest.stress);
          measured("density " + text_of(density), d);
          if (previous > 0.)
            {
              EXPECT_NEAR(d, previous / 10., previous / 50.);
            }
          previous = d;
        }
      EXPECT_GT(previous, 1e-6);
    }
  } // namespace
} // namespace vitriflow
