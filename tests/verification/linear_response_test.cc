// Question: is the linear response that of a Maxwell fluid in relaxation,
// oscillation and creep?

#include "cases.h"
#include "fixed_step.h"
#include "measured.h"

#include <cmath>

namespace vitriflow
{
  namespace
  {
    /** The smallest box that holds a multigrid hierarchy: the state is uniform.
     */
    std::vector<std::string> uniform_box(const double dt,
                                         const std::vector<std::string> &more)
    {
      std::vector<std::string> settings =
        fixed_step(dt,
                   {"Structure/Density/Type=uniform",
                    "Mesh/Cells=2",
                    "Mesh/Size=4",
                    "Material/Inertia number=0"});
      settings.insert(settings.end(), more.begin(), more.end());
      return settings;
    }
  } // namespace

  TEST(LinearResponse, StressRelaxesExponentially)
  {
    // the ramp takes 0.05: sxy = g (1 - e^-t), then a decay with time one.
    // First steps of a segment (1e-3) are of first order and leave
    // dt^2/2 = 5e-7 of a rate over a ramp of 0.05, a share of 1e-5; BDF2
    // at dt <= 0.01 leaves a share t dt^2/3 = 1e-4 at t = 3; the steps that
    // grow from the first to the largest, each of BDF2, no more than that again
    const double ramp = 0.05, strain = 0.01, hold = 3.;
    Simulation<2> simulation(
      case_parameters(uniform_box(0.01,
                                  {"Time/Initial step=0.001",
                                   "Time/Growth=1.2",
                                   "Loading/Program=step strain 0.01 duration "
                                   "0.05; hold duration 3"})),
      "",
      MPI_COMM_WORLD);
    ASSERT_EQ(simulation.run().exit_code, 0);
    const double at_ramp_end = strain / ramp * (1. - std::exp(-ramp));
    double worst             = 0.;
    unsigned int n           = 0;
    for (const Record &record : simulation.records())
      if (record.time >= ramp - 1e-9)
        {
          const double exact = at_ramp_end * std::exp(-(record.time - ramp));
          worst =
            std::max(worst,
                     std::abs(record.measurements.shear_stress / exact - 1.));
          EXPECT_NEAR(record.strain, strain, 1e-12);
          ++n;
        }
    EXPECT_GT(n, 100u);
    EXPECT_NEAR(simulation.records().back().time, ramp + hold, 1e-9);
    measured("largest relative error of exp(-t/tau)", worst);
    EXPECT_LT(worst, 2e-4);
  }

  TEST(LinearResponse, OscillationYieldsStorageAndLossModulus)
  {
    // the transient e^-t has fallen to 3e-4 of the strain when the last cycle
    // begins; BDF2 misses the rate by a share (w dt)^2/3 = 5e-5
    const double two_pi = 2. * dealii::numbers::PI;
    for (const auto &[w, cycles] :
         std::vector<std::pair<double, int>>{{0.3, 2}, {1., 3}, {3., 5}})
      {
        const double dt = two_pi / w / 512.;
        Simulation<2> simulation(
          case_parameters(
            uniform_box(dt,
                        {"Loading/Program=oscillation amplitude 0.001 "
                         "frequency " +
                         text_of(w) + " cycles " + std::to_string(cycles)})),
          "",
          MPI_COMM_WORLD);
        ASSERT_EQ(simulation.run().exit_code, 0);
        const auto summary         = simulation.summary();
        const double storage       = summary["storage_modulus"]["value"];
        const double loss          = summary["loss_modulus"]["value"];
        const double exact_storage = w * w / (1. + w * w);
        const double exact_loss    = w / (1. + w * w);
        const std::string at       = ", w tau = " + short_text(w);
        measured("relative error of G'" + at, storage / exact_storage - 1.);
        measured("relative error of G''" + at, loss / exact_loss - 1.);
        EXPECT_NEAR(storage / exact_storage, 1., 3.5e-4) << w;
        EXPECT_NEAR(loss / exact_loss, 1., 3.5e-4) << w;
      }
  }

  TEST(LinearResponse, CreepFollowsTheMaxwellLine)
  {
    const double target = 0.05, rise = 0.2;
    Simulation<2> simulation(
      case_parameters(
        uniform_box(0.01,
                    {"Loading/Program=stress 0.05 duration 2 rise 0.2",
                     "Solver/Linear tolerance=1e-10"})),
      "",
      MPI_COMM_WORLD);
    ASSERT_EQ(simulation.run().exit_code, 0);
    double worst_stress = 0., worst_strain = 0.;
    for (const Record &record : simulation.records())
      if (record.step > 0)
        {
          const double t      = record.time;
          const double stress = target * std::min(t / rise, 1.);
          worst_stress =
            std::max(worst_stress,
                     std::abs(record.measurements.shear_stress - stress));
          // strain = s(t) + int s dt
          const double integral =
            t < rise ? 0.5 * target * t * t / rise : target * (t - 0.5 * rise);
          worst_strain =
            std::max(worst_strain, std::abs(record.strain - stress - integral));
        }
    measured("error of the stress (of 0.05)", worst_stress);
    measured("error of the strain (to 0.145)", worst_strain);
    // the rate follows from a linear equation, solved to round-off
    EXPECT_LT(worst_stress, 1e-8);
    // strain and stress are differentiated by the same formula, so only the
    // integral of the stress is approximate: a kink of 0.25 in its slope, at
    // the start and at the end of the rise, costs dt^2/2 of it each, 1.25e-5;
    // twice that for what BDF2 makes of a kink
    EXPECT_LT(worst_strain, 5e-5);
    const Record &last = simulation.records().back();
    EXPECT_NEAR(last.shear_rate, target, 0.01 * target);
    EXPECT_NEAR(last.strain, target + target * (2. - 0.5 * rise), 5e-5);
  }
} // namespace vitriflow
