// Question: is the glass with several relaxation modes the sum of Maxwell
// elements, and in localised flow still one glass?

#include "cases.h"
#include "fixed_step.h"
#include "measured.h"

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  namespace
  {
    const double infinity = std::numeric_limits<double>::infinity();

    /** Shares and relaxation times, tau0 = G0 = 1. */
    using Modes = RelaxationModes;

    const Modes alpha_and_betas = {{0.6, 2.}, {0.3, 0.5}, {0.1, 0.125}};
    const Modes standard_solid  = {{0.6, 1.}, {0.4, infinity}};

    std::vector<std::string> settings_of(const Modes &modes)
    {
      std::string shares, ratios;
      for (const RelaxationMode &mode : modes)
        {
          shares += (shares.empty() ? "" : ", ") + text_of(mode.share);
          ratios += (ratios.empty() ? "" : ", ") + text_of(mode.time_ratio);
        }
      return {"Material/Modes/Shares=" + shares,
              "Material/Modes/Relaxation time ratios=" + ratios};
    }

    std::vector<std::string> uniform_box(const double dt,
                                         const Modes &modes,
                                         std::vector<std::string> more)
    {
      const auto of_modes = settings_of(modes);
      more.insert(more.end(), of_modes.begin(), of_modes.end());
      const std::vector<std::string> box = {"Structure/Density/Type=uniform",
                                            "Mesh/Cells=2",
                                            "Mesh/Size=4",
                                            "Material/Inertia number=0",
                                            "Solver/Linear tolerance=1e-10"};
      more.insert(more.begin(), box.begin(), box.end());
      return fixed_step(dt, more);
    }

    template <typename Term>
    double sum_over(const Modes &modes, const Term &term)
    {
      double sum = 0.;
      for (const RelaxationMode &mode : modes)
        sum += mode.share * term(mode.time_ratio);
      return sum;
    }

    template <int dim = 2>
    std::vector<Record> records_of(const std::vector<std::string> &settings)
    {
      Simulation<dim> simulation(case_parameters(settings), "", MPI_COMM_WORLD);
      EXPECT_EQ(simulation.run().exit_code, 0);
      return simulation.records();
    }

    struct StressErrors
    {
      double shear, normal_difference;
    };

    /** Distances from the sum of closed forms at the end of a start-up. */
    template <int dim>
    StressErrors startup_errors(const double dt, const Modes &modes)
    {
      constexpr double rate = 0.5, t = 1.;
      const Record last =
        records_of<dim>(uniform_box(dt,
                                    modes,
                                    {"Loading/Program=rate 0.5 duration 1",
                                     "Mesh/Dimension=" + std::to_string(dim)}))
          .back();
      const double shear      = sum_over(modes, [&](const double tau) {
        return std::isfinite(tau) ? rate * tau * (1. - std::exp(-t / tau))
                                       : rate * t;
      });
      const double difference = sum_over(modes, [&](const double tau) {
        return std::isfinite(tau) ? 2. * std::pow(rate * tau, 2) *
                                      (1. - (1. + t / tau) * std::exp(-t / tau))
                                  : std::pow(rate * t, 2);
      });
      return {std::abs(last.measurements.shear_stress - shear),
              std::abs(last.measurements.normal_stress_difference -
                       difference)};
    }

    /**
     * Halving the step divides the error by four; terms of third order change
     * the ratio by a share of about dt/tau of the mode that errs most. With
     * dt = 1/80 and the shortest time 1/8 that is a tenth. The error itself is
     * that of BDF2 (and of one first step), dt^2 times the second derivative
     * of the shear stress, rate sum g_i/tau_i, integrated over the memory
     * tau_i: below dt^2 rate.
     */
    template <int dim>
    void expect_second_order(const std::string &name, const Modes &modes)
    {
      constexpr double dt       = 1. / 80.;
      const StressErrors coarse = startup_errors<dim>(dt, modes);
      const StressErrors fine   = startup_errors<dim>(0.5 * dt, modes);
      measured_convergence(name + ": shear stress at dt = tau0/160",
                           coarse.shear,
                           fine.shear);
      measured_convergence(name + ": N1 at dt = tau0/160",
                           coarse.normal_difference,
                           fine.normal_difference);
      EXPECT_LT(coarse.shear, 0.5 * dt * dt);
      EXPECT_LT(coarse.normal_difference, 0.5 * dt * dt);
      EXPECT_GT(coarse.shear / fine.shear, 3.6);
      EXPECT_GT(coarse.normal_difference / fine.normal_difference, 3.6);
    }

    TEST(RelaxationModes, StartUpIsTheSumOfMaxwellElements)
    {
      expect_second_order<2>("three modes", alpha_and_betas);
      expect_second_order<2>("standard solid", standard_solid);
      expect_second_order<3>("three modes in 3D", alpha_and_betas);
    }

    /** After a ramp of duration r every mode decays by itself; what an
     * elastic mode holds is the residual stress of eq. (2-2). BDF2 leaves a
     * share t dt^2/(3 tau^3) of a mode after the time t: 4e-4 of the shortest
     * at dt = 1/800, where it is below a tenth of the sum and falls. */
    TEST(RelaxationModes, StressRelaxesAsTheSumOfExponentials)
    {
      constexpr double ramp = 0.05, strain = 0.01;
      for (const Modes &modes : {alpha_and_betas, standard_solid})
        {
          const auto exact = [&](const double t) {
            return sum_over(modes, [&](const double tau) {
              return std::isfinite(tau)
                       ? strain / ramp * tau * (1. - std::exp(-ramp / tau)) *
                           std::exp(-(t - ramp) / tau)
                       : strain;
            });
          };
          unsigned int n = 0;
          for (const Record &record :
               records_of(uniform_box(1. / 800.,
                                      modes,
                                      {"Loading/Program=step strain 0.01 "
                                       "duration 0.05; hold duration 1.5"})))
            if (record.time >= ramp - 1e-9)
              {
                EXPECT_NEAR(record.measurements.shear_stress /
                              exact(record.time),
                            1.,
                            1e-3)
                  << record.time;
                ++n;
              }
          EXPECT_GT(n, 1000u);
        }
    }

    /**
     * Four decades between the relaxation times take some hundred steps, since
     * those may grow with the time since the loading changed: dt <= d t, with
     * d = 0.02, up to d times the longest. BDF2 then leaves a mode of the time
     * tau with an error of d^2 x^3 e^-x/9, x = t/tau, of its share: 6e-5 at
     * most, and the longest with a share t d^2/3 = 4e-4 of itself at t = 3.
     * Relaxed modes leave nearly isotropic tensors to the measurements.
     */
    TEST(RelaxationModes, StepsFollowModesOfDifferentDecades)
    {
      constexpr double ramp = 1e-6, strain = 0.01;
      const Modes modes                 = {{0.7, 1.}, {0.2, 1e-2}, {0.1, 1e-4}};
      std::vector<std::string> settings = {
        "Structure/Density/Type=uniform",
        "Mesh/Cells=2",
        "Mesh/Size=4",
        "Material/Inertia number=0",
        "Time/Maximum relaxation step=0.02",
        "Loading/Program=step strain 0.01 duration 1e-6; hold duration 3"};
      const auto of_modes = settings_of(modes);
      settings.insert(settings.end(), of_modes.begin(), of_modes.end());
      const auto records = records_of(settings);
      EXPECT_NEAR(records.back().time, 3., 1e-4);
      // ln(3/1e-4)/d for the growing steps, 3/d for the rest, and the starts
      EXPECT_LT(records.size(), 1000u);
      for (const Record &record : records)
        if (record.time >= ramp * (1. - 1e-9))
          {
            const double t     = record.time;
            const double exact = sum_over(modes, [&](const double tau) {
              return strain / ramp * tau * -std::expm1(-ramp / tau) *
                     std::exp(-(t - ramp) / tau);
            });
            EXPECT_NEAR(record.measurements.shear_stress / exact, 1., 1e-3)
              << t;
          }
    }

    /** Eq. (2-8) for every mode. The transient of the slowest mode has fallen
     * to e^-9 when the last cycle begins, and BDF2 misses the rate by a share
     * (w dt)^2/3 = 5e-5. */
    TEST(RelaxationModes, ModuliAreSumsOfMaxwellElements)
    {
      constexpr double w = 1.;
      const double dt    = 2. * dealii::numbers::PI / w / 512.;
      for (const Modes &modes : {alpha_and_betas, standard_solid})
        {
          Simulation<2> simulation(
            case_parameters(
              uniform_box(dt,
                          modes,
                          {"Loading/Program=oscillation amplitude 0.001 "
                           "frequency 1 cycles 4"})),
            "",
            MPI_COMM_WORLD);
          ASSERT_EQ(simulation.run().exit_code, 0);
          const double storage       = sum_over(modes, [&](const double tau) {
            return std::isfinite(tau)
                           ? std::pow(w * tau, 2) / (1. + std::pow(w * tau, 2))
                           : 1.;
          });
          const double loss          = sum_over(modes, [&](const double tau) {
            return std::isfinite(tau) ? w * tau / (1. + std::pow(w * tau, 2))
                                               : 0.;
          });
          const auto summary         = simulation.summary();
          const double found_storage = summary["storage_modulus"]["value"];
          const double found_loss    = summary["loss_modulus"]["value"];
          const std::string which =
            modes.size() == 3 ? "three modes" : "standard solid";
          measured("relative error of G', " + which,
                   found_storage / storage - 1.);
          measured("relative error of G'', " + which, found_loss / loss - 1.);
          // twice the sum of both
          EXPECT_NEAR(found_storage / storage, 1., 3.5e-4);
          EXPECT_NEAR(found_loss / loss, 1., 3.5e-4);
        }
    }

    /**
     * The standard linear solid of eq. (3-5), strain' + (g_e/tau) strain =
     * stress' + stress/tau, creeps with the compliance
     *   J(t) = 1/g_e - (1/g_e - 1) exp(-g_e t/tau)
     * to stress/g_e. Strain and stress are differentiated by the same formula,
     * so that only the integrals of stress and strain are approximate: kinks
     * of at most 0.25 in their slopes at the start and at the end of the rise
     * cost dt^2/2 of it each, 1.25e-5; twice that for what BDF2 makes of a
     * kink.
     */
    TEST(RelaxationModes, StandardLinearSolidCreeps)
    {
      constexpr double target = 0.05, rise = 0.2, g = 0.4;
      // integral of J
      const auto integral = [](const double t) {
        return t > 0. ? t / g - (1. / g - 1.) * (1. - std::exp(-g * t)) / g
                      : 0.;
      };
      double worst = 0.;
      const auto records =
        records_of(uniform_box(0.01,
                               standard_solid,
                               {"Loading/Program=stress 0.05 duration 8 "
                                "rise 0.2"}));
      for (const Record &record : records)
        if (record.step > 0)
          {
            const double exact =
              target / rise *
              (integral(record.time) - integral(record.time - rise));
            worst = std::max(worst, std::abs(record.strain - exact));
          }
      measured("error of the strain (to 0.125)", worst);
      EXPECT_LT(worst, 5e-5);
      // it has come near its limit 0.125, where a fluid would flow on
      EXPECT_GT(records.back().strain, 0.115);
    }

    /** The viscoelastic reference glass on a coarse mesh, to beyond its peak.
     */
    std::vector<Record> localising_box(const Modes &modes)
    {
      std::vector<std::string> settings = {
        "Time/Maximum step=0.0025",
        "Mesh/Cells=16",
        "Mesh/Size=64",
        "Structure/Density/Type=file",
        "Structure/Density/File=" + data_file("density_noise.txt"),
        "Material/Relaxation time density exponent=120",
        "Material/Inertia number=1e-6",
        "Loading/Shear rate=2",
        "Loading/End strain=0.5"};
      const auto of_modes = settings_of(modes);
      settings.insert(settings.end(), of_modes.begin(), of_modes.end());
      return records_of(settings);
    }

    /**
     * Modes with the same relaxation time are one: the runs solve the same
     * linear systems with the same number of iterations, up to rounding. That
     * enters with about 1e-13 a step (a thousand roundings in residuals and
     * scalar products), in 150 steps, and grows with the bands by less than
     * their largest rate does, 50: 1e-9 of quantities of the order of one. A
     * rate of change then errs by 50 times that.
     */
    TEST(RelaxationModes, EqualTimesAreOneModeThroughLocalisation)
    {
      constexpr double allowed = 1e-9;
      const auto one           = localising_box({{1., 1.}});
      const auto two           = localising_box({{0.3, 1.}, {0.7, 1.}});
      ASSERT_EQ(one.size(), two.size());
      EXPECT_LT(one.back().measurements.participation_ratio, 0.2);
      for (std::size_t i = 0; i < one.size(); ++i)
        {
          const Measurements &a = one[i].measurements;
          const Measurements &b = two[i].measurements;
          EXPECT_NEAR(a.shear_stress, b.shear_stress, allowed);
          EXPECT_NEAR(a.density_std, b.density_std, allowed);
          EXPECT_NEAR(a.participation_ratio, b.participation_ratio, allowed);
          EXPECT_NEAR(a.half_trace, b.half_trace, allowed);
          EXPECT_NEAR(a.half_trace_rate, b.half_trace_rate, 50. * allowed);
          // sigma_i + g_i G I is g_i times that of the single mode
          ASSERT_GT(a.min_conformation_eigenvalue, 0.);
          EXPECT_NEAR(b.min_conformation_eigenvalue,
                      0.3 * a.min_conformation_eigenvalue,
                      allowed);
        }
    }

    /** Modes at rest hold the shares of the initial pressure tensor, so that
     * the total stress is uniform, as with one mode. */
    TEST(RelaxationModes, InitialStressIsBalancedAndShared)
    {
      const auto box = [](const Modes &modes) {
        std::vector<std::string> settings = settings_of(modes);
        for (const char *s : {"Mesh/Cells=8",
                              "Mesh/Size=16",
                              "Structure/Density/Type=noise",
                              "Structure/Density/Correlation length=4",
                              "Time/Maximum number of steps=1"})
          settings.push_back(s);
        return case_parameters(settings);
      };
      Simulation<2> several(box(alpha_and_betas), "", MPI_COMM_WORLD);
      Simulation<2> one(box({{1., 1.}}), "", MPI_COMM_WORLD);
      several.run();
      one.run();
      const Measurements &a = several.records().front().measurements;
      const Measurements &b = one.records().front().measurements;
      EXPECT_GT(std::abs(b.half_trace), 0.);
      // sums of three products instead of one, relative to single values
      const double round_off = 1e-14;
      EXPECT_NEAR(a.half_trace, b.half_trace, round_off);
      EXPECT_NEAR(a.shear_stress, b.shear_stress, round_off);
      // sigma_i + g_i G I is g_i times that of a single mode: least for 0.1
      EXPECT_NEAR(a.min_conformation_eigenvalue,
                  0.1 * b.min_conformation_eigenvalue,
                  round_off);
      // forces at rest are round-off, so that nothing moves
      EXPECT_LT(std::abs(a.shear_stress), round_off);
    }
  } // namespace
} // namespace vitriflow
