#include <deal.II/base/function.h>

#include <deal.II/dofs/dof_tools.h>

#include <deal.II/numerics/vector_tools_interpolate.h>

#include <vitriflow/output/shear_rate_lattice.h>

#include <gtest/gtest.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    constexpr double pi   = dealii::numbers::PI;
    constexpr double size = 32.;
    constexpr double rate = 0.3;

    /** A velocity along x with a gradient in bands. */
    class BandedFlow : public dealii::Function<2>
    {
    public:
      /** @param waves bands per side; the fluctuation vanishes on average. */
      BandedFlow(const unsigned int waves)
        : dealii::Function<2>(2)
        , k_(2. * pi * waves / size)
      {
      }

      /** d_y v_x, where the velocity is a function of y only. */
      double gradient(const double y) const
      {
        return amplitude * std::cos(k_ * y);
      }

      double value(const dealii::Point<2> &p,
                   const unsigned int component) const override
      {
        return component == 0 ? amplitude / k_ * std::sin(k_ * p[1]) : 0.;
      }

    private:
      static constexpr double amplitude = 0.25;
      double k_;
    };

    ShearRateLattice
    sample(const BandedFlow &flow, const int n_cells, const double tilt)
    {
      MeshParameters mesh;
      mesh.dimension = 2;
      mesh.cells     = {n_cells};
      mesh.size      = {size};
      const Discretization<2> discretization(mesh, MPI_COMM_WORLD);
      State state;
      state.initialize(discretization);
      state.frame.tilt       = tilt;
      state.frame.shear_rate = rate;
      const auto &dofs       = discretization.dof_handler(velocity_space);
      dealii::IndexSet relevant;
      dealii::DoFTools::extract_locally_relevant_dofs(dofs, relevant);
      Vector nodal(dofs.locally_owned_dofs(), relevant, MPI_COMM_WORLD);
      dealii::VectorTools::interpolate(discretization.mapping(),
                                       dofs,
                                       flow,
                                       nodal);
      state.velocity.copy_locally_owned_data_from(nodal);
      return sample_shear_rate(state, discretization);
    }
  } // namespace

  /**
   * The slope of a quadratic through three nodes is exact to second order,
   * (kh)^2/24 of it at most, h the size of a cell. Run on two ranks as well:
   * all have all values.
   */
  TEST(ShearRateLattice, SamplesTheFlowOnAllRanks)
  {
    const BandedFlow flow(2);
    for (const int n : {16, 32})
      for (const double tilt : {0., 0.4})
        {
          const ShearRateLattice lattice = sample(flow, n, tilt);
          ASSERT_EQ(lattice.n[0], 4u * n);
          ASSERT_EQ(lattice.values.size(), 16u * n * n);
          EXPECT_EQ(lattice.tilt, tilt);
          EXPECT_FALSE(lattice.walls);
          const double kh        = 2. * pi * 2. / n;
          const double tolerance = 0.25 * kh * kh / 24.;
          double worst           = 0.;
          for (std::size_t i = 0; i < lattice.values.size(); ++i)
            {
              const double y = (i / lattice.n[0] + 0.5) * size / lattice.n[1];
              worst          = std::max(worst,
                               std::abs(lattice.values[i] -
                                        std::abs(rate + flow.gradient(y))));
            }
          EXPECT_LT(worst, tolerance);
        }
  }

  /** Bands found in what is sampled from a mesh: cos has half of its height
   * over a third of a wave. */
  TEST(ShearRateLattice, BandsOfAFlow)
  {
    const ShearRateLattice lattice = sample(BandedFlow(2), 32, 0.4);
    const auto bands               = find_bands(lattice);
    ASSERT_EQ(bands.size(), 2u);
    for (const Band &band : bands)
      {
        EXPECT_NEAR(band.angle, 0., 1e-12);
        EXPECT_NEAR(band.length, size, 1e-12);
        // from cos = 1 to its minimum -1, half way is 0: half a wave
        EXPECT_NEAR(band.width, 0.25 * size, 0.05 * 0.25 * size);
        const double phase = band.position[1] / (0.5 * size);
        EXPECT_NEAR(phase - std::round(phase), 0., 1e-6);
      }
    EXPECT_NEAR(band_spacing(lattice, bands), 0.5 * size, 1e-9);
  }
} // namespace vitriflow
