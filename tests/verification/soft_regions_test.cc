// Question: do the results of a heterogeneous glass depend on what was drawn,
// and not on the mesh that it was drawn on?

#include <cmath>

#include "cases.h"
#include "fixed_step.h"
#include "measured.h"

namespace vitriflow
{
  namespace
  {
    /** Stress over strain of Vitreloy 1 with zones; regions of 4 nm, and a
     * diffusion length that both meshes resolve. */
    std::vector<double> curve(const unsigned int n_cells,
                              const std::vector<std::string> &drawn)
    {
      auto settings =
        fixed_step(0.1,
                   zone_glass({"Mesh/Cells=" + std::to_string(n_cells),
                               "Mesh/Size=3.2e-8",
                               "Material/Plastic flow/Diffusion length=4e-9",
                               "Solver/Inertia threshold=1",
                               "Loading/Shear rate=0.02",
                               "Loading/End strain=0.08"}));
      settings.insert(settings.end(), drawn.begin(), drawn.end());
      Simulation<2> simulation(case_parameters(settings), "", MPI_COMM_WORLD);
      EXPECT_EQ(simulation.run().exit_code, 0);
      std::vector<double> stress;
      for (const Record &r : simulation.records())
        stress.push_back(r.measurements.shear_stress);
      return stress;
    }

    double difference(const std::vector<double> &a,
                      const std::vector<double> &b)
    {
      double largest = 0., peak = 0.;
      for (std::size_t i = 0; i < a.size(); ++i)
        {
          largest = std::max(largest, std::abs(a[i] - b[i]));
          peak    = std::max(peak, std::abs(b[i]));
        }
      return largest / peak;
    }

    const std::string section = "Structure/Effective temperature/";

    std::vector<std::string> noise(const unsigned int seed)
    {
      return {section + "Type=random field",
              section + "Random field/Deviation=0.1",
              section + "Random field/Correlation length=4e-9",
              section + "Random field/Roughness exponent=1",
              section + "Seed=" + std::to_string(seed)};
    }

    /** Half the cells change the curve by a small share of what another draw
     * and another generator do. */
    TEST(SoftRegions, MeshDoesNotMatterAndTheDrawingDoes)
    {
      const auto fine   = curve(16, noise(1));
      const double mesh = difference(curve(8, noise(1)), fine);
      const double seed = difference(curve(8, noise(2)), fine);
      const double grains =
        difference(curve(8,
                         {section + "Type=grains",
                          section + "Grains/Amplitude=0.2",
                          section + "Grains/Grain size=1e-8",
                          section + "Grains/Interface width=3e-9"}),
                   fine);
      measured("half the cells", mesh);
      measured("another seed", seed);
      measured("another generator", grains);
      EXPECT_LT(mesh, 0.2 * seed);
      EXPECT_LT(mesh, 0.2 * grains);
    }
  } // namespace
} // namespace vitriflow
