// Question: are the stresses below a pressure on the surface those of an
// elastic half space, and the surface where theory puts it?

#include <vitriflow/base/exceptions.h>
#include <vitriflow/discretization/evaluation.h>

#include "indentation_case.h"

#include <cmath>

namespace vitriflow
{
  namespace
  {
    using namespace indentation;
    using dealii::Point;
    using dealii::numbers::PI;

    /** In units of G, so small that strains do not change the geometry. */
    constexpr double pressure = 1e-4;

    /** Of half width or radius 1. */
    Settings under_pressure(const Settings &block, const double load)
    {
      return together(block,
                      {"Indentation/Indenter=uniform pressure",
                       "Indentation/Radius=1",
                       "Loading/Program=load " + text(load) +
                         " duration 1 rise 1",
                       "Indentation/Tolerance=1e-6",
                       "Time/Maximum strain step=1"});
    }

    /** In the plane, tension positive: xx, yy, xy. */
    using PlaneStress = std::array<double, 3>;

    /**
     * Of a pressure on the strip |x| < 1, at the depth z: superposed Flamant
     * solutions (Johnson, Contact Mechanics, eqs. (2.30)), y upwards.
     */
    PlaneStress below_strip(const double x, const double z)
    {
      const double a      = std::atan2(z, x - 1.);
      const double b      = std::atan2(z, x + 1.);
      const double factor = -pressure / (2. * PI);
      const double sum    = 2. * (a - b);
      const double sines  = std::sin(2. * a) - std::sin(2. * b);
      return {{factor * (sum + sines),
               factor * (sum - sines),
               factor * (std::cos(2. * a) - std::cos(2. * b))}};
    }

    /** Whether the solution is smooth over the cells around a point. */
    bool is_away_from_edges(const double x, const double z)
    {
      return std::hypot(x - 1., z) > 0.5 && std::hypot(x, z) < 4.;
    }

    /** Largest difference from the half space, over the pressure. */
    double largest_error(const Settings &settings)
    {
      const Parameters parameters = case_parameters(settings);
      Simulation<2> simulation(parameters, "", MPI_COMM_WORLD);
      EXPECT_EQ(simulation.run().status, "finished");
      const auto &mesh    = simulation.discretization();
      const double length = simulation.reduced().scales.length;
      StressEvaluation<2> sigma(mesh.matrix_free(), stress_space);
      DensityEvaluation<2, double> rho(mesh.rows(density_space));
      double largest        = 0.;
      unsigned int n_points = 0;
      for (unsigned int b = 0; b < mesh.matrix_free().n_cell_batches(); ++b)
        {
          sigma.reinit(b);
          rho.reinit(b);
          sigma.read_dof_values(simulation.state().stress[0]);
          rho.gather_evaluate(simulation.state().density,
                              dealii::EvaluationFlags::values);
          for (const unsigned int q : rho.quadrature_point_indices())
            for (unsigned int l = 0;
                 l < mesh.matrix_free().n_active_entries_per_cell_batch(b);
                 ++l)
              {
                const auto point = rho.quadrature_point(q);
                const double x   = length * point[0][l];
                const double z =
                  length * (mesh.contact_point()[1] - point[1][l]);
                if (!is_away_from_edges(x, z))
                  continue;
                ++n_points;
                const double p = bulk_modulus * (rho.get_value(q)[l] - 1.);
                const auto s   = [&](const unsigned int c) {
                  return sigma.begin_dof_values()[c * sigma.n_q_points + q][l];
                };
                const PlaneStress exact    = below_strip(x, z);
                const PlaneStress computed = {{s(0) - p, s(1) - p, s(3)}};
                for (unsigned int c = 0; c < 3; ++c)
                  largest = std::max(largest, std::abs(computed[c] - exact[c]));
              }
        }
      EXPECT_GT(n_points, 1000u);
      return largest / pressure;
    }

    Settings wide_block(const double size, const unsigned int levels)
    {
      Settings settings = elastic_block(levels);
      settings.push_back("Mesh/Size=" + text(size));
      settings.push_back("Mesh/Indentation/Refined radius=4");
      return settings;
    }

    // A block of H differs from a half space by what would act on its sides and
    // bottom, 2 p/(pi H): 0.5 % for H = 128, and twice that for half of it.
    TEST(SurfaceLoad, StressesBelowAStripAreThoseOfFlamant)
    {
      const double narrow =
        largest_error(under_pressure(wide_block(64., 7), 2. * pressure));
      const double wide =
        largest_error(under_pressure(wide_block(128., 8), 2. * pressure));
      EXPECT_LT(wide, 0.01);
      EXPECT_NEAR(narrow / wide, 2., 0.3);
    }

    /** Johnson, section 3.4(a): the mean depth is 16/(3 pi) p a/E*. The block
     * lacks P/(pi E* H) of it below its bottom, and as much again beside it. */
    TEST(SurfaceLoad, DepthBelowACircleIsThatOfAHalfSpace)
    {
      const double load = PI * pressure;
      const Indent indent =
        press(under_pressure(axisymmetric(elastic_block(6)), load));
      const double depth = 16. * pressure / (3. * PI * reduced_modulus);
      const double lacks = load / (PI * reduced_modulus * block_size * depth);
      EXPECT_NEAR(indent.depth / depth, 1. - 1.5 * lacks, 0.5 * lacks);
      EXPECT_NEAR(indent.load, load, 1e-12 * load);
      EXPECT_NEAR(indent.radius, 1., 1e-12);
      for (const auto &point : indent.surface)
        {
          if (point.radius < 0.9)
            EXPECT_NEAR(point.pressure, pressure, 1e-3 * pressure);
        }
    }

    TEST(SurfaceLoad, WithoutALoadIsBadInput)
    {
      const auto expect_refusal = [](const std::string &setting,
                                     const std::string &word) {
        try
          {
            press(
              together(under_pressure(elastic_block(6), pressure), {setting}));
            FAIL() << setting;
          }
        catch (const BadInput &error)
          {
            EXPECT_NE(std::string(error.what()).find(word), std::string::npos)
              << error.what();
          }
      };
      expect_refusal("Loading/Program=depth 0.1 duration 1", "Loading/Program");
      expect_refusal("Indentation/Initial gap=0.1", "Indentation/Initial gap");
      expect_refusal("Indentation/Friction=sticking", "Indentation/Friction");
      expect_refusal("Indentation/Radius=0.001", "Indentation/Radius");
    }
  } // namespace
} // namespace vitriflow
