// Question: does a material point under constant shear rate yield as the flow
// laws say, whichever mechanism flows, at all rates and temperatures?

#include <boost/numeric/odeint.hpp>

#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "cases.h"
#include "fixed_step.h"
#include "measured.h"

namespace vitriflow
{
  namespace
  {
    constexpr double infinity = std::numeric_limits<double>::infinity();

    /** Vitreloy 1 in SI units; the formulas are written out once more. */
    constexpr double G = 37.4e9, yield = 0.85e9;

    struct Point
    {
      double temperature = 400.;
      double rate        = 0.025;
      double tau         = infinity;
      std::string mechanism;
      std::vector<std::string> settings = {};
      /** d(x, w) and Dw/Dt(d, x, w). */
      std::function<double(double, double)> flow;
      std::function<double(double, double, double)> growth;
      double structure = 0.;
    };

    constexpr double k_B = 1.380649e-23;

    /** d over Lambda. */
    double zones(const double x, const double T)
    {
      return x > yield
               ? 1e13 * std::exp(-8000. / T) *
                   std::cosh(300e-30 * 0.3 * x / (k_B * T)) * (1. - yield / x)
               : 0.;
    }

    Point effective_temperature(const double T    = 400.,
                                const double rate = 0.025,
                                const double tau  = infinity)
    {
      Point p;
      p.temperature = T;
      p.rate        = rate;
      p.tau         = tau;
      p.mechanism   = "shear-transformation zones";
      p.structure   = 600.;
      p.flow        = [T](const double x, const double chi) {
        return std::exp(-21000. / chi) * zones(x, T);
      };
      p.growth = [](const double d, const double x, const double chi) {
        return 2. * d * x / (0.4 * yield) * (900. - chi);
      };
      return p;
    }

    Point zone_density()
    {
      Point p;
      p.mechanism = "zone density";
      p.structure = 6.3e-16;
      p.settings  = {"Material/Plastic flow/Zone density=6.3e-16"};
      p.flow      = [](const double x, const double w) {
        return w * zones(x, 400.);
      };
      p.growth = [](const double d, const double x, const double w) {
        return 2. * d * x / (0.4 * yield) * w / (1. + w);
      };
      return p;
    }

    Point free_volume()
    {
      Point p;
      p.mechanism    = "free volume";
      p.structure    = 0.05;
      p.settings     = {"Material/Plastic flow/Zone volume=100e-30",
                        "Material/Plastic flow/Zone strain=0.5",
                        "Material/Plastic flow/Attempt time=1e-13",
                        "Material/Plastic flow/Activation temperature=9000",
                        "Material/Plastic flow/Dilatation stiffness=200"};
      const double k = 100e-30 * 0.5 / (k_B * 400.);
      p.flow         = [k](const double x, const double w) {
        return 1e13 * std::exp(-9000. / 400. - 1. / w) * std::sinh(k * x);
      };
      p.growth = [k](const double d, const double x, const double w) {
        const double z = k * std::max(x, 1.);
        return 2. * d / (0.15 * std::sinh(z)) *
               ((std::cosh(z) - 1.) / (200. * w) - 1. / 3.);
      };
      return p;
    }

    Point power_law(const double n)
    {
      Point p;
      p.mechanism = "power law";
      p.settings  = {"Material/Plastic flow/Reference rate=0.01",
                     "Material/Plastic flow/Exponent=" + text_of(n)};
      p.flow      = [n](const double x, const double) {
        return 0.01 * std::pow(x / yield, n);
      };
      p.growth = [](double, double, double) { return 0.; };
      return p;
    }

    /** sxx, syy, szz, sxy and w. */
    using Variables = std::array<double, 5>;

    /** Shear stress at strains 0, 1/n, ... of the end strain. */
    std::vector<double>
    exact(const Point &p, const double end_strain, const unsigned int n)
    {
      const auto rates = [&p](const Variables &y,
                              Variables &rate,
                              const double) {
        const double mean = (y[0] + y[1] + y[2]) / 3.;
        const double a = y[0] - mean, b = y[1] - mean, c = y[2] - mean;
        const double x = std::sqrt(0.5 * (a * a + b * b + c * c) + y[3] * y[3]);
        const double d = p.flow(x, y[4]);
        const double flow = x > 0. ? 2. * G * d / x : 0.;
        rate[0]           = p.rate * y[3] - flow * a - y[0] / p.tau;
        rate[1]           = -p.rate * y[3] - flow * b - y[1] / p.tau;
        rate[2]           = -flow * c - y[2] / p.tau;
        rate[3] =
          p.rate * (G + 0.5 * (y[1] - y[0])) - flow * y[3] - y[3] / p.tau;
        rate[4] = p.growth(d, x, y[4]);
      };
      namespace odeint = boost::numeric::odeint;
      // relative, also of zone densities of 1e-15
      const auto stepper =
        odeint::make_controlled<odeint::runge_kutta_dopri5<Variables>>(1e-30,
                                                                       1e-10);
      Variables y               = {{0., 0., 0., 0., p.structure}};
      std::vector<double> curve = {0.};
      const double interval     = end_strain / p.rate / n;
      for (unsigned int i = 0; i < n; ++i)
        {
          odeint::integrate_adaptive(stepper,
                                     rates,
                                     y,
                                     i * interval,
                                     (i + 1) * interval,
                                     1e-6 * interval);
          curve.push_back(y[3]);
        }
      return curve;
    }

    std::vector<double>
    computed(const Point &p, const double end_strain, const unsigned int n)
    {
      const double end_time = end_strain / p.rate;
      auto settings =
        fixed_step(end_time / n,
                   {"Units/System=SI",
                    "Mesh/Cells=2",
                    "Mesh/Size=1",
                    "Structure/Density/Type=uniform",
                    "Solver/Inertia threshold=1",
                    "Material/Shear modulus=" + text_of(G),
                    "Material/Bulk modulus=112e9",
                    "Material/Density=6125",
                    "Material/Gradient length=0",
                    "Material/Temperature=" + text_of(p.temperature),
                    "Material/Stress rate=Jaumann",
                    "Material/Stress source=deviatoric",
                    "Material/Relaxation time density exponent=0",
                    "Material/Shear modulus density exponent=0",
                    "Material/Plastic flow/Mechanism=" + p.mechanism,
                    "Material/Plastic flow/Yield stress=" + text_of(yield),
                    "Loading/Shear rate=" + text_of(p.rate),
                    "Loading/End strain=" + text_of(end_strain)});
      settings.push_back(std::isfinite(p.tau)
                           ? "Material/Relaxation time=" + text_of(p.tau)
                           : "Material/Relaxation time model=none");
      settings.insert(settings.end(), p.settings.begin(), p.settings.end());
      Simulation<2> simulation(case_parameters(settings), "", MPI_COMM_WORLD);
      EXPECT_EQ(simulation.run().exit_code, 0);
      std::vector<double> curve;
      for (const Record &r : simulation.records())
        curve.push_back(r.measurements.shear_stress * G);
      EXPECT_EQ(curve.size(), n + 1);
      return curve;
    }

    /** Largest difference of the coarse curve over the largest stress. */
    double difference(const std::vector<double> &curve,
                      const std::vector<double> &fine)
    {
      const std::size_t stride = (fine.size() - 1) / (curve.size() - 1);
      double largest = 0., peak = 0.;
      for (std::size_t i = 0; i < curve.size(); ++i)
        {
          largest = std::max(largest, std::abs(curve[i] - fine[i * stride]));
          peak    = std::max(peak, std::abs(fine[i * stride]));
        }
      return largest / peak;
    }

    /**
     * With n and 4 n steps. The stress-strain curve has a kink at yield and is
     * smooth elsewhere: a step that straddles it errs by G gdot dt times a
     * fraction, which flow then forgets, and the order is between one and two:
     * the error must fall by more than four. That of n steps is bounded by
     * the overshoot of one elastic step, G gdot dt over the peak.
     */
    void expect_convergence(const Point &p,
                            const std::string &name,
                            const double end_strain = 0.2)
    {
      constexpr unsigned int n = 200;
      const auto curve         = exact(p, end_strain, 4 * n);
      const double coarse      = difference(computed(p, end_strain, n), curve);
      const double fine = difference(computed(p, end_strain, 4 * n), curve);
      measured(name + ", error of " + std::to_string(n) + " steps", coarse);
      measured(name + ", error of " + std::to_string(4 * n) + " steps", fine);
      const double peak = *std::max_element(curve.begin(), curve.end());
      EXPECT_LT(coarse, G * end_strain / n / peak) << name;
      EXPECT_LT(fine, coarse / 4.) << name;
    }

    TEST(PlasticPoint, ZonesYieldAtAllRatesAndTemperatures)
    {
      for (const double rate : {2.5e-4, 0.025, 2.5})
        expect_convergence(effective_temperature(400., rate),
                           "rate " + text_of(rate));
      for (const double T : {300., 500.})
        expect_convergence(effective_temperature(T), "T " + text_of(T));
    }

    /**
     * ln d grows by Omega eps_0/(k_B T) = 16.3/GPa at least, so that ten times
     * the rate takes 0.15 GPa at most. Stress helps over the barrier Delta as
     * long as Omega eps_0 x < k_B Delta, below 1.23 GPa: then heat does, too.
     * The soft glass of 750 K stays below.
     */
    TEST(PlasticPoint, PeakGrowsWithRateAndFallsWithTemperature)
    {
      const auto peak = [](Point p) {
        p.settings       = {"Material/Plastic flow/Effective temperature=750"};
        const auto curve = computed(p, 0.1, 200);
        return *std::max_element(curve.begin(), curve.end());
      };
      const double reference = peak(effective_temperature());
      const double faster    = peak(effective_temperature(400., 0.25));
      EXPECT_LT(reference, 1.23e9);
      EXPECT_GT(faster, 1.01 * reference);
      EXPECT_LT(faster, reference + 0.15e9);
      EXPECT_LT(peak(effective_temperature(500.)), 0.99 * reference);
    }

    TEST(PlasticPoint, ZonesAndMaxwellRelaxationFlowTogether)
    {
      // tau gdot = 1/20: relaxation alone would stop at 1.2 s_Y
      expect_convergence(effective_temperature(400., 0.025, 1.1), "both");
    }

    TEST(PlasticPoint, OtherMechanisms)
    {
      expect_convergence(zone_density(), "zone density", 0.05);
      expect_convergence(free_volume(), "free volume");
      expect_convergence(power_law(1.), "n = 1");
      expect_convergence(power_law(10.), "n = 10");
      expect_convergence(power_law(100.), "n = 100");
    }
  } // namespace
} // namespace vitriflow
