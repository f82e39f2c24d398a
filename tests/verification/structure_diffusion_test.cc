// Question: does flow at a uniform rate level a wave of the effective
// temperature as fast as the diffusion that it drives says, also while the
// frame shears?

#include <algorithm>
#include <array>
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
          zone_glass(
            {"Mesh/Cells=8",
             "Mesh/Size=1",
             "Structure/Effective temperature/Type=mode",
             "Structure/Effective temperature/Amplitude=0.01",
             "Structure/Effective temperature/Mode numbers=" + modes,
             "Solver/Inertia threshold=1",
             "Material/Plastic flow/Formation temperature=1",
             "Material/Plastic flow/Effective heat capacity=" + text_of(growth),
             "Material/Plastic flow/Diffusion length=" +
               text_of(length * std::sqrt(growth)),
             "Loading/Shear rate=1",
             "Loading/End strain=" + text_of(to)}))),
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

    /** Vitreloy 1 in SI units; the formulas are written out once more. */
    constexpr double height = 200e-9, rate = 0.01, end_strain = 0.15;
    constexpr double band_length = 4e-9, G = 37.4e9, yield = 0.85e9;
    constexpr double sensitivity = 300e-30 * 0.3 / (1.380649e-23 * 400.);

    struct Layered
    {
      std::vector<double> stress; // at equal steps of strain
      double band_width;
    };

    /**
     * The equations of shear in one dimension, the stress the same everywhere:
     * finite volumes with explicit Euler steps for chi, of 1e-4 of a growth
     * time and of 1e-2 of the limit of stability, and an implicit stress.
     */
    Layered finite_volumes(const unsigned int n)
    {
      constexpr unsigned int n_steps = 20000;
      constexpr double dt            = end_strain / rate / n_steps;
      const double h                 = height / n;
      std::vector<double> chi, speed(n), next(n);
      for (unsigned int i = 0; i < n; ++i)
        {
          const double y = (i + 0.5) * h - 0.5 * height;
          chi.push_back(600. *
                        (1. + 0.05 * std::exp(-0.5 * y * y / (5e-9 * 5e-9))));
        }
      const auto drive = [](const double s) {
        return s > yield ? 1e13 * std::exp(-8000. / 400.) *
                             std::cosh(sensitivity * s) * (1. - yield / s)
                         : 0.;
      };
      Layered result;
      double s = 0.;
      for (unsigned int step = 0; step < n_steps; ++step)
        {
          result.stress.push_back(s);
          double mean = 0.;
          for (unsigned int i = 0; i < n; ++i)
            mean += (speed[i] = std::exp(-21000. / chi[i])) / n;
          const double trial = s + G * rate * dt;
          double low = 0., high = trial;
          for (unsigned int k = 0; k < 50; ++k)
            {
              s = 0.5 * (low + high);
              (s + 2. * G * dt * mean * drive(s) > trial ? high : low) = s;
            }
          const double f = drive(s);
          for (unsigned int i = 0; i < n; ++i)
            {
              double flux = 0.;
              for (const unsigned int j : {i - 1, i + 1})
                if (j < n) // also not where i - 1 wraps
                  flux += 0.5 * (speed[i] + speed[j]) * (chi[j] - chi[i]);
              next[i] =
                chi[i] + dt * f / 0.4 *
                           (2. * speed[i] * s / yield * (900. - chi[i]) +
                            flux * band_length * band_length / (h * h));
            }
          chi.swap(next);
        }
      result.stress.push_back(s);
      const double peak = *std::max_element(speed.begin(), speed.end());
      result.band_width =
        h * std::count_if(speed.begin(), speed.end(), [&](const double d) {
          return d > 0.5 * peak;
        });
      return result;
    }

    /** Largest difference to a curve over its peak: before strain 0.04, where
     * all is uniform still, and after 0.06, when there is a band. */
    std::array<double, 2> difference(const unsigned int n_cells,
                                     const Layered &exact)
    {
      Simulation<2> simulation(
        case_parameters(zone_glass(
          {"Mesh/Geometry=channel",
           "Mesh/Cells=2," + std::to_string(n_cells),
           "Mesh/Size=2e-8," + text_of(height),
           "Structure/Effective temperature/Type=segment",
           "Structure/Effective temperature/Segment/"
           "Amplitude=0.05",
           "Structure/Effective temperature/Segment/"
           "Half length=2e-8",
           "Structure/Effective temperature/Segment/Angle=0",
           "Structure/Effective temperature/Segment/Width=5e-9",
           "Solver/Inertia threshold=1",
           "Material/Shear modulus=" + text_of(G),
           "Material/Temperature=400",
           "Material/Plastic flow/Diffusion length=" + text_of(band_length),
           "Loading/Shear rate=" + text_of(rate),
           "Loading/End strain=" + text_of(end_strain),
           "Time/Maximum strain step=0.002",
           "Time/Maximum local strain step=0.05",
           "Time/Maximum stress deviation=2e-5"})),
        "",
        MPI_COMM_WORLD);
      EXPECT_EQ(simulation.run().exit_code, 0);
      const double peak =
        *std::max_element(exact.stress.begin(), exact.stress.end());
      std::array<double, 2> largest{};
      for (const Record &r : simulation.records())
        {
          const double at = r.strain / end_strain * (exact.stress.size() - 1);
          const std::size_t i =
            std::min<std::size_t>(at, exact.stress.size() - 2);
          const double s = exact.stress[i] +
                           (at - i) * (exact.stress[i + 1] - exact.stress[i]);
          const double d = std::abs(r.measurements.shear_stress * G - s) / peak;
          if (r.strain < 0.04)
            largest[0] = std::max(largest[0], d);
          else if (r.strain > 0.06)
            largest[1] = std::max(largest[1], d);
        }
      return largest;
    }

    /**
     * Normal stresses, which one dimension leaves out, are of the order of
     * strain^2/2 = 1e-3. The front of a band is as sharp as the mesh: of the
     * width it is known to half a cell on either side, and ln d with it, which
     * grows by sensitivity times stress.
     */
    TEST(StructureDiffusionInFlow, GivesBandsAWidthThatTheMeshDoesNotChange)
    {
      const Layered exact = finite_volumes(200);
      measured("width of the band [nm]", exact.band_width * 1e9);
      EXPECT_GT(exact.band_width, 2. * band_length);
      const double peak =
        *std::max_element(exact.stress.begin(), exact.stress.end());
      for (const unsigned int n : {24, 48})
        {
          const auto d = difference(n, exact);
          measured(std::to_string(n) + " cells, before the band", d[0]);
          measured(std::to_string(n) + " cells, with a band", d[1]);
          EXPECT_LT(d[0], 3e-3);
          EXPECT_LT(d[1], height / n / exact.band_width / (sensitivity * peak));
        }
    }
  } // namespace
} // namespace vitriflow
