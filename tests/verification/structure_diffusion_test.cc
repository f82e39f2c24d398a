// Question: does flow at a uniform rate level a wave of the effective
// temperature as fast as the diffusion that it drives says, also while the
// frame shears?

#include <cmath>

#include "cases.h"
#include "fixed_step.h"
#include "measured.h"

namespace vitriflow
{
  namespace
  {
    constexpr double length = 0.15; // l over the side of the box
    constexpr double growth = 1e6;  // c_0: flow does not heat
    constexpr double k      = 2. * dealii::numbers::PI;

    /**
     * A box whose flow does not care about chi, e_z/k_B being 1 K: it yields
     * everywhere at once and then flows at the rate d = gdot/2. A wave of chi
     * with @p modes waves along x and y; how much of it is left between two
     * strains.
     */
    double share_left(const std::string &modes,
                      const double from,
                      const double to,
                      const unsigned int n_steps)
    {
      Simulation<2> simulation(
        case_parameters(fixed_step(
          to / n_steps,
          {"Units/System=SI",
           "Mesh/Cells=8",
           "Mesh/Size=1",
           "Structure/Density/Type=uniform",
           "Structure/Effective temperature/Type=mode",
           "Structure/Effective temperature/Amplitude=0.01",
           "Structure/Effective temperature/Mode numbers=" + modes,
           "Solver/Inertia threshold=1",
           "Material/Shear modulus=37.4e9",
           "Material/Bulk modulus=112e9",
           "Material/Density=6125",
           "Material/Gradient length=0",
           "Material/Relaxation time model=none",
           "Material/Stress rate=Jaumann",
           "Material/Stress source=deviatoric",
           "Material/Relaxation time density exponent=0",
           "Material/Shear modulus density exponent=0",
           "Material/Plastic flow/Mechanism=shear-transformation zones",
           "Material/Plastic flow/Formation temperature=1",
           "Material/Plastic flow/Effective heat capacity=" + text_of(growth),
           "Material/Plastic flow/Diffusion length=" +
             text_of(length * std::sqrt(growth)),
           "Loading/Shear rate=1",
           "Loading/End strain=" + text_of(to)})),
        "",
        MPI_COMM_WORLD);
      EXPECT_EQ(simulation.run().exit_code, 0);
      const auto amplitude = [&](const double strain) {
        return at_strain(simulation.records(), strain, [](const Record &r) {
          const auto &p = r.measurements.plastic;
          return p.max_structure - p.mean_structure;
        });
      };
      return amplitude(to) / amplitude(from);
    }

    /** exp of -l^2/2 times the integral of k^2 over strain; k turns as the
     * material shears, (k_x, k_y - strain k_x). */
    double expected(const double kx,
                    const double ky,
                    const double from,
                    const double to)
    {
      const auto integral = [&](const double g) {
        return (kx * kx + ky * ky) * g - kx * ky * g * g +
               kx * kx * g * g * g / 3.;
      };
      return std::exp(-0.5 * length * length * (integral(to) - integral(from)));
    }

    /**
     * The error of BDF2 at steady flow: (rate dt)^2/3 of the logarithm at most,
     * rate = l^2 k^2/2 = 0.44 per strain, here 0.2/40 a step, is 2e-6; that of
     * eight quadratic elements per wave 1e-4 of k^2.
     */
    TEST(StructureDiffusionInFlow, LevelsWavesAtTheRateOfTheFlow)
    {
      const double across = share_left("0,1", 0.2, 0.6, 120);
      measured("share of a wave across the flow", across);
      EXPECT_NEAR(across, expected(0., k, 0.2, 0.6), 1e-4);
      const double along = share_left("1,0", 0.2, 0.6, 120);
      measured("share of a wave along the flow", along);
      EXPECT_NEAR(along, expected(k, 0., 0.2, 0.6), 1e-4);
    }
  } // namespace
} // namespace vitriflow
