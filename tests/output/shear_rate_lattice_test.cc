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

    const Material &glass()
    {
      static const Material material(MaterialParameters(), 3., 3., 0., 60., 2.);
      return material;
    }

    /** A velocity along x with a gradient in bands, and noise: @p noise times
     * the rate in short waves of all directions. */
    template <int dim>
    class BandedFlow : public dealii::Function<dim>
    {
    public:
      /** @param waves bands per side; the fluctuation vanishes on average. */
      BandedFlow(const unsigned int waves, const double noise = 0.)
        : dealii::Function<dim>(dim)
        , k_(2. * pi * waves / size)
        , noise_(noise)
      {
      }

      /** d_y v_x of the bands, a function of y only. */
      double gradient(const double y) const
      {
        return amplitude * std::cos(k_ * y);
      }

      double value(const dealii::Point<dim> &p,
                   const unsigned int component) const override
      {
        double v = component == 0 ? amplitude / k_ * std::sin(k_ * p[1]) : 0.;
        for (int i = 1; i <= 5; ++i)
          {
            const int wave[3] = {7 - i, 3 + (i * 5 + int(component)) % 4, i};
            double phase      = i * (component + 1.);
            for (unsigned int d = 0; d < dim; ++d)
              phase += 2. * pi * wave[d] * p[d] / size;
            v += noise_ * rate * size / (2. * pi * 6.) * std::sin(phase) / 5.;
          }
        return v;
      }

    private:
      static constexpr double amplitude = 0.25;
      double k_, noise_;
    };

    /** Lower where the shear is higher. */
    template <int dim>
    class BandedDensity : public dealii::Function<dim>
    {
    public:
      double value(const dealii::Point<dim> &p,
                   const unsigned int = 0) const override
      {
        return 1. - 0.01 * std::cos(4. * pi * p[1] / size);
      }
    };

    template <int dim>
    void interpolate(const Discretization<dim> &discretization,
                     const Space space,
                     const dealii::Function<dim> &function,
                     Vector &vector)
    {
      const auto &dofs = discretization.dof_handler(space);
      dealii::IndexSet relevant;
      dealii::DoFTools::extract_locally_relevant_dofs(dofs, relevant);
      Vector nodal(dofs.locally_owned_dofs(), relevant, MPI_COMM_WORLD);
      dealii::VectorTools::interpolate(discretization.mapping(),
                                       dofs,
                                       function,
                                       nodal);
      vector.copy_locally_owned_data_from(nodal);
    }

    template <int dim>
    ShearRateLattice<dim>
    sample(const BandedFlow<dim> &flow, const int n_cells, const double tilt)
    {
      MeshParameters mesh;
      mesh.dimension = dim;
      mesh.cells     = {n_cells};
      mesh.size      = {size};
      const Discretization<dim> discretization(mesh, MPI_COMM_WORLD);
      State state;
      state.initialize(discretization);
      state.frame.tilt       = tilt;
      state.frame.shear_rate = rate;
      interpolate(discretization, velocity_space, flow, state.velocity);
      interpolate(discretization,
                  density_space,
                  BandedDensity<dim>(),
                  state.density);
      return sample_shear_rate(state, discretization, glass());
    }
  } // namespace

  /**
   * The slope of a quadratic through three nodes is exact to second order,
   * (kh)^2/24 of it at most, h the size of a cell. Run on two ranks as well:
   * all have all values.
   */
  TEST(ShearRateLattice, SamplesTheFlowOnAllRanks)
  {
    const BandedFlow<2> flow(2);
    for (const int n : {16, 32})
      for (const double tilt : {0., 0.4})
        {
          const auto lattice = sample(flow, n, tilt);
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
              // a quadratic between its nodes: (kh/2)^3/(9 sqrt 3) = kh^3/125
              EXPECT_NEAR(lattice.density[i],
                          1. - 0.01 * std::cos(4. * pi * y / size),
                          0.01 * kh * kh * kh / 125.);
            }
          EXPECT_LT(worst, tolerance);
          EXPECT_EQ(lattice.relaxation_time[7],
                    glass().relaxation_time().factor(lattice.density[7]));
        }
  }

  /** Half of the glass was drawn to relax three times as slowly. */
  TEST(ShearRateLattice, RelaxationTimeHasTheDrawnFactor)
  {
    class Factors : public dealii::Function<2>
    {
    public:
      Factors()
        : dealii::Function<2>(n_stress_components<2>)
      {
      }

      double value(const dealii::Point<2> &p,
                   const unsigned int component) const override
      {
        return component == relaxation_time_factor && p[1] < 0.5 * size ? 3.
                                                                        : 1.;
      }
    };
    MeshParameters mesh;
    mesh.cells = {4};
    mesh.size  = {size};
    const Discretization<2> discretization(mesh, MPI_COMM_WORLD);
    State state;
    state.initialize(discretization, 1, true);
    state.density = 0.99;
    interpolate(discretization, stress_space, Factors(), state.structure[0]);
    const auto lattice = sample_shear_rate(state, discretization, glass());
    const double tau   = glass().relaxation_time().factor(0.99);
    for (std::size_t i = 0; i < lattice.values.size(); ++i)
      EXPECT_NEAR(lattice.relaxation_time[i],
                  i < lattice.values.size() / 2 ? 3. * tau : tau,
                  1e-12 * tau);
  }

  /** Bands found in what is sampled from a mesh, noise of a tenth of the peak
   * included: cos has half of its height, from 1 to its minimum -1, over half a
   * wave. Sheets as well as strips. */
  template <int dim>
  void expect_bands_of_a_flow()
  {
    const auto lattice =
      sample(BandedFlow<dim>(2, 0.1), dim == 2 ? 32 : 16, 0.4);
    const auto bands = find_bands(lattice);
    ASSERT_EQ(bands.size(), 2u);
    for (const auto &band : bands)
      {
        EXPECT_TRUE(band.spans);
        EXPECT_NEAR(band.angle, 0., 0.05 * 0.5 * pi);
        EXPECT_NEAR(band.length, size, 0.05 * size);
        EXPECT_NEAR(band.width, 0.25 * size, 0.05 * 0.25 * size);
        const double phase = band.position[1] / (0.5 * size);
        EXPECT_NEAR(phase - std::round(phase), 0., 0.05);
        EXPECT_LT(band.density, 0.995);
        EXPECT_LT(band.relaxation_time, 0.75);
      }
    EXPECT_NEAR(band_spacing(lattice, bands), 0.5 * size, 0.05 * 0.5 * size);
  }

  TEST(ShearRateLattice, BandsOfAFlow)
  {
    expect_bands_of_a_flow<2>();
  }

  TEST(ShearRateLattice, SheetsOfAFlow)
  {
    expect_bands_of_a_flow<3>();
  }
} // namespace vitriflow
