// Question: do the modes of a computed state grow like the waves of linear
// theory where the state is uniform, and do they show the band to come where
// it is about to localise?

#include <vitriflow/eigenmodes/global_modes.h>
#include <vitriflow/stability/homogeneous_flow.h>
#include <vitriflow/stability/wave_equations.h>

#include <deal.II/dofs/dof_tools.h>

#include <cmath>

#include "verification/cases.h"
#include "verification/fixed_step.h"
#include "verification/measured.h"

namespace vitriflow
{
  namespace
  {
    constexpr double pi = dealii::numbers::PI;

    /** A plane wave of the periodic box: nx periods along x, ny along y on the
     * mesh, and its growth rate by theory. */
    struct LatticeWave
    {
      int nx, ny;
      double growth_rate;
      double angle;
    };

    constexpr double box = 20.;

    /** The fastest of the waves that fit into a sheared box. */
    LatticeWave
    fastest_wave(const Material &material, const double Wi, const double strain)
    {
      const auto law = make_flow_law(material);
      const WaveEquations equations(material, *law, 0.);
      const auto x = startup_flow(*law, Wi, strain / Wi);
      FlowJacobian jacobian;
      std::vector<double> rate(x.size());
      law->linearise(simple_shear(Wi), 1., x.data(), rate.data(), jacobian);
      LatticeWave best{0, 0, -1e9, 0.};
      for (int nx = 0; nx <= 4; ++nx)
        for (int ny = -4; ny <= 4; ++ny)
          if (nx != 0 || ny > 0)
            {
              WaveVector k;
              k[0]           = 2. * pi * nx / box;
              k[1]           = 2. * pi * ny / box - strain * k[0];
              const double s = equations.growth_rate(jacobian, Wi, k);
              if (s > best.growth_rate)
                best = {nx, ny, s, std::atan2(k[1], k[0])};
            }
      return best;
    }

    /** A run in memory, and modes about its end. */
    struct Modes
    {
      Modes(const std::vector<std::string> &settings,
            const double dt,
            const unsigned int n_modes)
        : parameters(case_parameters(settings))
        , simulation(parameters, "", MPI_COMM_WORLD)
        , material(ReducedRun(parameters).make_material(parameters))
      {
        EXPECT_EQ(simulation.run().exit_code, 0);
        const auto &discretization = simulation.discretization();
        Integrator<2> integrator(discretization,
                                 material,
                                 FrozenStep<2>::solver_parameters(
                                   parameters.solver));
        mass = integrator.flow().density_operator().lumped_mass();
        Drive drive;
        drive.shear_rate = simulation.records().back().shear_rate;
        drive.strain     = simulation.state().strain;
        FrozenStep<2> step(
          discretization, integrator, material, simulation.state(), drive, dt);
        ModeParameters wanted;
        wanted.n_modes = n_modes;
        found          = find_global_modes(step, wanted, dt, MPI_COMM_WORLD);
      }

      Parameters parameters;
      Simulation<2> simulation;
      Material material;
      Vector mass;
      std::vector<GlobalMode> found;
    };

    /** Start-up of shear in a glass of uniform density. */
    Modes uniform_modes(const unsigned int n_cells,
                        const double Wi,
                        const double strain,
                        const double dt)
    {
      auto settings = fixed_step(0.02, glass(3., 60., 2., 0.));
      for (const std::string &s :
           {"Mesh/Cells=" + std::to_string(n_cells),
            "Mesh/Size=" + text_of(box),
            std::string("Structure/Density/Type=uniform"),
            "Loading/Shear rate=" + text_of(Wi),
            "Loading/End strain=" + text_of(strain)})
        settings.push_back(s);
      return Modes(settings, dt, 2);
    }
  } // namespace

  /**
   * Uniform shear just after start-up, frozen: the fastest mode is the fastest
   * plane wave that fits into the box, with the growth rate of linear theory.
   * Errors: of the mesh, which falls with the second order or better, so that
   * the difference of two meshes bounds that of the finer one; and of the step,
   * likewise.
   */
  TEST(GlobalModes, OfUniformFlowAreThePlaneWavesOfTheory)
  {
    constexpr double Wi = 0.5, strain = 0.5, dt = 0.02;
    const Modes fine       = uniform_modes(12, Wi, strain, 0.5 * dt);
    const Modes long_step  = uniform_modes(12, Wi, strain, dt);
    const Modes coarse     = uniform_modes(6, Wi, strain, 0.5 * dt);
    const LatticeWave wave = fastest_wave(fine.material, Wi, strain);
    ASSERT_GE(fine.found.size(), 1u);
    const double s     = fine.found[0].rate.real();
    const double error = std::abs(s - long_step.found[0].rate.real()) +
                         std::abs(s - coarse.found[0].rate.real());
    measured("growth rate of the fastest global mode over theory's less one",
             s / wave.growth_rate - 1.);
    EXPECT_GT(wave.growth_rate, 1.);
    EXPECT_LT(error, 0.05 * s); // means something
    EXPECT_NEAR(s, wave.growth_rate, error);
    EXPECT_NEAR(fine.found[0].rate.imag(), 0., error);

    // its direction: a pattern of the wave's cosine and sine
    const auto &discretization = fine.simulation.discretization();
    std::map<dealii::types::global_dof_index, dealii::Point<2>> points;
    dealii::DoFTools::map_dofs_to_support_points(discretization.mapping(),
                                                 discretization.dof_handler(
                                                   density_space),
                                                 points);
    Vector cosine = fine.mass, sine = fine.mass;
    for (const auto i : cosine.locally_owned_elements())
      {
        const double phase =
          2. * pi * (wave.nx * points.at(i)[0] + wave.ny * points.at(i)[1]) /
          box;
        cosine(i) = std::cos(phase);
        sine(i)   = std::sin(phase);
      }
    // what is left is a quarter of a per cent of the amplitude: the error of
    // quadratic elements with 12 cells along the wave, (2 pi/24)^3/8
    EXPECT_GT(pattern_overlap(fine.found[0].real.density,
                              {&cosine, &sine},
                              fine.mass),
              0.999);
  }

  /**
   * A noisy glass held when localisation is about to set in, the participation
   * ratio being just above 1/2: the fastest of its modes is the pattern by
   * which the density changes until the band is there, closer than the pattern
   * that the density already has, and other modes are not. Overlap 0.9 is the
   * agreement that is asked for.
   */
  TEST(GlobalModes, OfALocalisingStateAreTheBandToCome)
  {
    const auto until = [](const double strain) {
      auto settings = glass(3., 60., 2., 0.);
      for (const std::string &s :
           {std::string("Mesh/Cells=12"),
            std::string("Mesh/Size=14"),
            std::string("Structure/Density/Type=noise"),
            std::string("Structure/Density/Amplitude=0.005"),
            std::string("Structure/Density/Correlation length=2"),
            std::string("Structure/Density/Seed=1"),
            std::string("Loading/Shear rate=0.5"),
            std::string("Time/Maximum step=0.02"),
            "Loading/End strain=" + text_of(strain)})
        settings.push_back(s);
      return settings;
    };
    const Modes held(until(0.55), 0.02, 2);
    Simulation<2> later(case_parameters(until(0.65)), "", MPI_COMM_WORLD);
    ASSERT_EQ(later.run().exit_code, 0);
    const auto participation = [](const Simulation<2> &run) {
      return run.records().back().measurements.participation_ratio;
    };
    ASSERT_GT(participation(held.simulation), 0.5);
    ASSERT_LT(participation(later), 0.3);

    ASSERT_GE(held.found.size(), 2u);
    Vector change = later.state().density;
    change -= held.simulation.state().density;
    const auto overlap = [&](const Vector &pattern) {
      return pattern_overlap(change, {&pattern}, held.mass);
    };
    const double fastest = overlap(held.found[0].real.density);
    measured("overlap of the fastest mode with the band to come", fastest);
    EXPECT_GT(fastest, 0.9);
    EXPECT_GT(fastest, overlap(held.simulation.state().density));
    EXPECT_LT(overlap(held.found[1].real.density), 0.5);
    EXPECT_GT(held.found[0].rate.real(), 1.); // before the stress relaxes
  }

  /**
   * Yielding zones between walls. Bands along the flow of every profile whose
   * shear adds up to nothing grow alike, with the rate of theory, which knows
   * no walls; nothing grows faster. The error of the step is s (s dt)^2 with
   * s dt = 0.03 and the constants of backward differences.
   */
  TEST(GlobalModes, OfYieldingZonesInAChannel)
  {
    constexpr double rate = 0.01, strain = 0.06, dt = 5e-4;
    std::vector<std::string> settings =
      fixed_step(5e-4 / rate,
                 {"Units/System=SI",
                  "Mesh/Geometry=channel",
                  "Mesh/Cells=2,4",
                  "Mesh/Size=0.5,1",
                  "Structure/Density/Type=uniform",
                  "Material/Relaxation time model=none",
                  "Loading/Shear rate=" + text_of(rate),
                  "Loading/End strain=" + text_of(strain)});
    for (const auto &[name, value] : material_preset("Vitreloy 1 STZ"))
      settings.push_back(name + "=" + value);
    const Modes modes(settings, dt, 2); // its unit of time is 1/rate

    const auto law = make_flow_law(modes.material);
    const WaveEquations equations(modes.material, *law, 0.);
    const auto x = startup_flow(*law, 1., strain);
    FlowJacobian jacobian;
    std::vector<double> rates(x.size());
    law->linearise(simple_shear(1.), 1., x.data(), rates.data(), jacobian);
    // theory disturbs ln w and modes w, which is larger by w(t)
    const double s =
      equations.growth_rate(jacobian, 1., wave_vector(1., 0.5 * pi)) +
      rates[*law->structural_variable()];
    EXPECT_GT(s, 20.);
    // rounding may make a complex pair of two that are equal, of which one is
    // listed
    ASSERT_GE(modes.found.size(), 1u);
    for (const GlobalMode &mode : modes.found)
      {
        EXPECT_NEAR(mode.rate.real(), s, 0.01 * s);
        EXPECT_NEAR(mode.rate.imag(), 0., 0.01 * s);
      }
    measured("growth rate of bands in a channel over theory's less one",
             modes.found[0].rate.real() / s - 1.);
  }

  TEST(GlobalModes, OverlapOfPatterns)
  {
    const Modes any = uniform_modes(6, 0.5, 0.1, 0.05);
    Vector mass     = any.mass;
    Vector a = mass, b = mass, mixed = mass;
    unsigned int n = 0;
    for (const auto i : mass.locally_owned_elements())
      if (mass(i) > 0.)
        {
          mass(i)  = 1.;
          a(i)     = ++n % 2 == 0 ? 1. : -1.;
          b(i)     = n % 4 < 2 ? 1. : -1.;
          mixed(i) = 5. + 3. * a(i) + 4. * b(i);
        }
    EXPECT_EQ(n % 4, 0u); // so that both have no mean
    EXPECT_NEAR(pattern_overlap(mixed, {&a}, mass), 0.6, 1e-12);
    EXPECT_NEAR(pattern_overlap(mixed, {&b}, mass), 0.8, 1e-12);
    EXPECT_NEAR(pattern_overlap(mixed, {&a, &b, &a}, mass), 1., 1e-12);
    EXPECT_NEAR(pattern_overlap(a, {&b}, mass), 0., 1e-12);
  }
} // namespace vitriflow
