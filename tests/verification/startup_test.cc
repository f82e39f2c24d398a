// Question: does homogeneous shear start with the stresses of the closed forms
// in boxes and channels, 2D and 3D, and with the order of the time stepping?

#include "cases.h"
#include "fixed_step.h"
#include "measured.h"

#include <cmath>
#include <complex>

namespace vitriflow
{
  namespace
  {
    constexpr double rate     = 0.5;
    constexpr double end_time = 1.;

    struct Stress
    {
      double shear;
      double normal_difference;
    };

    /** Closed forms with G = tau = 1. */
    Stress upper_convected(const double t)
    {
      return {rate * (1. - std::exp(-t)),
              2. * rate * rate * (1. - (1. + t) * std::exp(-t))};
    }

    /**
     * Jaumann's rate: sxy' = g (1 - N1/2) - sxy, (N1/2)' = g sxy - N1/2, so
     * q = sxy + i N1/2 obeys q' = g + (i g - 1) q.
     */
    Stress jaumann(const double t)
    {
      const std::complex<double> i(0., 1.);
      const std::complex<double> q =
        rate * (1. - std::exp((i * rate - 1.) * t)) / (1. - i * rate);
      return {q.real(), 2. * q.imag()};
    }

    /** Errors of shear stress and first normal stress difference at the end,
     * and how far the wall tractions of a channel are from the stress. */
    struct Errors
    {
      double shear;
      double normal_difference;
      double wall = 0.;
    };

    template <int dim>
    Errors errors(const double dt,
                  const std::vector<std::string> &settings,
                  const Stress &exact)
    {
      std::vector<std::string> all =
        fixed_step(dt,
                   {"Structure/Density/Type=uniform",
                    "Mesh/Cells=4",
                    "Mesh/Size=4",
                    "Material/Inertia number=0",
                    "Loading/Program=rate " + text_of(rate) + " duration " +
                      text_of(end_time),
                    // a homogeneous state leaves nothing but round-off to the
                    // solver
                    "Solver/Linear tolerance=1e-8"});
      all.insert(all.end(), settings.begin(), settings.end());
      all.push_back("Mesh/Dimension=" + std::to_string(dim));
      Simulation<dim> simulation(case_parameters(all), "", MPI_COMM_WORLD);
      EXPECT_EQ(simulation.run().exit_code, 0);
      const Record &record = simulation.records().back();
      EXPECT_NEAR(record.time, end_time, 1e-9);
      EXPECT_NEAR(record.strain, rate * end_time, 1e-9);
      // uniform but for what the solver leaves: 1e-8 of a velocity of the order
      // of one in each of at most 80 steps
      EXPECT_LT(record.measurements.max_density -
                  record.measurements.min_density,
                8e-7);
      const double shear = record.measurements.shear_stress;
      return {std::abs(shear - exact.shear),
              std::abs(record.measurements.normal_stress_difference -
                       exact.normal_difference),
              std::abs(std::abs(record.wall_traction) - std::abs(shear))};
    }

    void measured_errors(const std::string &name,
                         const Errors &coarse,
                         const Errors &fine)
    {
      measured_convergence(name + "shear stress at dt = tau/80",
                           coarse.shear,
                           fine.shear);
      measured_convergence(name + "N1 at dt = tau/80",
                           coarse.normal_difference,
                           fine.normal_difference);
    }

    /**
     * Halving the step divides the error by four. Terms of third order change
     * the ratio by a share of about dt/tau of it, so that at dt = 1/40 it must
     * lie within a tenth of four. Their size itself is bounded by the
     * truncation error of BDF2, dt^2/3 of the third derivative, which is below
     * one here, over a unit of time.
     */
    template <int dim>
    void expect_second_order(const std::vector<std::string> &settings,
                             const Stress &exact,
                             const std::string &name = "")
    {
      const double dt     = 1. / 40.;
      const Errors coarse = errors<dim>(dt, settings, exact);
      const Errors fine   = errors<dim>(0.5 * dt, settings, exact);
      measured_errors(name, coarse, fine);
      EXPECT_LT(coarse.shear, dt * dt / 3.);
      EXPECT_LT(coarse.normal_difference, dt * dt / 3.);
      EXPECT_GE(coarse.shear / fine.shear, 3.6);
      EXPECT_GE(coarse.normal_difference / fine.normal_difference, 3.6);
    }
  } // namespace

  TEST(StartUp, BoxIn2DIsSecondOrder)
  {
    expect_second_order<2>({}, upper_convected(end_time));
  }

  TEST(StartUp, BoxIn3DIsSecondOrder)
  {
    expect_second_order<3>({"Mesh/Cells=2"}, upper_convected(end_time));
  }

  TEST(StartUp, ChannelIn2DIsSecondOrder)
  {
    expect_second_order<2>({"Mesh/Geometry=channel"},
                           upper_convected(end_time));
  }

  TEST(StartUp, ChannelIn3DIsSecondOrder)
  {
    expect_second_order<3>({"Mesh/Geometry=channel", "Mesh/Cells=2"},
                           upper_convected(end_time));
  }

  TEST(StartUp, DeviatoricSourceIsTheSameInSimpleShear)
  {
    expect_second_order<2>({"Material/Stress source=deviatoric"},
                           upper_convected(end_time));
  }

  TEST(StartUp, JaumannRateInBoxAndChannel)
  {
    expect_second_order<2>({"Material/Stress rate=Jaumann"},
                           jaumann(end_time),
                           "box: ");
    expect_second_order<2>({"Material/Stress rate=Jaumann",
                            "Mesh/Geometry=channel"},
                           jaumann(end_time),
                           "channel: ");
  }

  TEST(StartUp, JaumannRateReachesItsSteadyStress)
  {
    // what is left of the start after ten relaxation times is e^-10 = 5e-5
    const std::vector<std::string> settings =
      fixed_step(0.1,
                 {"Structure/Density/Type=uniform",
                  "Mesh/Cells=4",
                  "Mesh/Size=4",
                  "Material/Inertia number=0",
                  "Material/Stress rate=Jaumann",
                  "Loading/Program=rate 0.5 duration 10"});
    Simulation<2> simulation(case_parameters(settings), "", MPI_COMM_WORLD);
    simulation.run();
    const double stress = simulation.records().back().measurements.shear_stress;
    const double steady = rate / (1. + rate * rate);
    measured("shear stress, error", std::abs(stress - steady));
    EXPECT_NEAR(stress, steady, 1e-4);
  }

  TEST(StartUp, BackwardEulerIsFirstOrder)
  {
    for (const std::string geometry : {"periodic box", "channel"})
      {
        const std::vector<std::string> settings = {"Time/Scheme=backward Euler",
                                                   "Mesh/Geometry=" + geometry};
        const double dt                         = 1. / 40.;
        const Errors coarse = errors<2>(dt, settings, upper_convected(1.));
        const Errors fine = errors<2>(0.5 * dt, settings, upper_convected(1.));
        measured_errors(geometry + ": ", coarse, fine);
        // terms of second order move the ratio by a share of about dt/tau
        for (const double ratio :
             {coarse.shear / fine.shear,
              coarse.normal_difference / fine.normal_difference})
          {
            EXPECT_GT(ratio, 1.8);
            EXPECT_LT(ratio, 2.2);
          }
      }
  }

  TEST(StartUp, WallTractionsOfTheChannelAreTheShearStress)
  {
    // net force vanishes on any mesh: only the solver's residual is left
    const Errors found =
      errors<2>(0.05, {"Mesh/Geometry=channel"}, upper_convected(end_time));
    measured("wall traction less shear stress", found.wall);
    EXPECT_LT(found.wall, 1e-8);
  }
} // namespace vitriflow
