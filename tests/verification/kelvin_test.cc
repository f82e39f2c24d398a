// Question: does a density wave that turns with the flow grow, decay and sound
// as linear theory says, and with which order do step and mesh err?

#include "kelvin_mode.h"
#include "measured.h"

#include <nlohmann/json.hpp>

#include <fstream>

namespace vitriflow
{
  namespace
  {
    const nlohmann::json &trajectories()
    {
      static const nlohmann::json all = [] {
        std::ifstream in(data_file("kelvin.json"));
        nlohmann::json read;
        in >> read;
        return read;
      }();
      return all;
    }

    /** Cells per direction and steps per interval of the tabulated times. */
    struct Resolution
    {
      unsigned int n_cells;
      unsigned int n_steps;
    };

    /** Relative amplitude of the density wave at the tabulated times. The
     * amplitude is such that the relaxation time changes by 1e-3 at most: what
     * is not linear acts on the wave at second order in that. */
    std::vector<double> computed(const nlohmann::json &reference,
                                 const Resolution resolution,
                                 std::size_t n_times = 0)
    {
      const auto &p = reference["params"];
      double worst  = 1.;
      for (const double r : reference["rho"])
        worst = std::max(worst, std::abs(r));
      const double a = p["a"], b = p["b"];
      std::vector<std::string> settings = glass(p["kappa"], a, b, p["M"]);
      for (const std::string &s :
           {std::string("Structure/Density/Type=mode"),
            "Structure/Density/Amplitude=" +
              text_of(1e-3 / (worst * std::max(a, 1.))),
            "Structure/Density/Mode numbers=" +
              std::to_string(int(reference["nx"])) + "," +
              std::to_string(int(reference["ny"])),
            "Mesh/Cells=" + std::to_string(resolution.n_cells),
            "Mesh/Size=" + text_of(reference["L"])})
        settings.push_back(s);
      KelvinMode mode(settings,
                      p["Wi"],
                      reference["ic"] == "zero"
                        ? KelvinMode::InitialStress::zero
                        : KelvinMode::InitialStress::balanced);
      if (n_times == 0)
        n_times = reference["t"].size();
      const double dt         = double(reference["t"][1]) / resolution.n_steps;
      std::vector<double> rho = {1.};
      for (std::size_t i = 1; i < n_times; ++i)
        {
          mode.advance(resolution.n_steps, dt);
          EXPECT_NEAR(mode.time(), double(reference["t"][i]), 1e-9);
          rho.push_back(mode.amplitude());
        }
      return rho;
    }

    /** Largest |error of rho| over the largest |rho|. */
    double measured_error(const nlohmann::json &reference,
                          const Resolution resolution)
    {
      const std::vector<double> rho = computed(reference, resolution);
      double size = 0., worst = 0.;
      for (std::size_t i = 0; i < rho.size(); ++i)
        {
          const double exact = reference["rho"][i];
          size               = std::max(size, std::abs(exact));
          worst              = std::max(worst, std::abs(rho[i] - exact));
        }
      measured("error over largest amplitude", worst / size);
      return worst / size;
    }

    /** What the reference data are to be met with. */
    constexpr double tolerance = 1e-2;
  } // namespace

  TEST(KelvinModes, LiquidWithLargeInertia)
  {
    EXPECT_LT(measured_error(trajectories()[0], {8, 50}), tolerance);
  }

  TEST(KelvinModes, LiquidWithSmallInertia)
  {
    EXPECT_LT(measured_error(trajectories()[1], {8, 50}), tolerance);
  }

  TEST(KelvinModes, ViscoelasticGrowth)
  {
    EXPECT_LT(measured_error(trajectories()[2], {16, 40}), tolerance);
  }

  TEST(KelvinModes, StableDecay)
  {
    EXPECT_LT(measured_error(trajectories()[3], {8, 50}), tolerance);
  }

  TEST(KelvinModes, SoundWaveFromZeroStressToStrainThree)
  {
    EXPECT_LT(measured_error(trajectories()[4], {8, 125}), tolerance);
  }

  /**
   * Errors of the discretisation alone: the same step on all meshes, and the
   * finest mesh instead of the exact solution. With e = C h^p the differences
   * to h/4 and of h/2 to h/4 are in the ratio (4^p - 1)/(2^p - 1) = 2^p + 1.
   */
  TEST(KelvinModes, OrderInMeshSize)
  {
    const auto &reference = trajectories()[2];
    std::vector<double> end;
    for (const unsigned int n : {8, 16, 32})
      end.push_back(computed(reference, {n, 6}, 5).back());
    const double ratio = std::abs(end[0] - end[2]) / std::abs(end[1] - end[2]);
    const double order = std::log2(ratio - 1.);
    measured("order in h", order);
    EXPECT_GT(order, 2.5);
  }

  /** The same for the step: its order is two, and one of the terms of third
   * order shifts it by less than the step in growth times. */
  TEST(KelvinModes, OrderInTime)
  {
    const auto &reference = trajectories()[2];
    std::vector<double> end;
    for (const unsigned int n : {10, 20, 40})
      end.push_back(computed(reference, {8, n}, 7).back());
    const double order = std::log2((end[0] - end[1]) / (end[1] - end[2]));
    measured("order in dt", order);
    EXPECT_GT(order, 1.8);
    EXPECT_LT(order, 2.3);
  }
} // namespace vitriflow
