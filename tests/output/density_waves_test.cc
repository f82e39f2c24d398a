// Question: is a wave that the mean flow turns the same wave in all states of a
// run, with the amplitude that was planted?

#include <vitriflow/operators/density_operator.h>
#include <vitriflow/output/density_waves.h>

#include <gtest/gtest.h>

#include <cmath>

#include "verification/cases.h"

namespace vitriflow
{
  namespace
  {
    constexpr double pi = dealii::numbers::PI;

    /** cos(k.x) of a physical wave vector, at mesh coordinates. */
    template <int dim>
    class Wave : public dealii::Function<dim>
    {
    public:
      Wave(const double amplitude,
           const dealii::Tensor<1, dim> &k,
           const double tilt)
        : amplitude_(amplitude)
        , k_(k)
        , tilt_(tilt)
      {
      }

      double value(const dealii::Point<dim> &X,
                   const unsigned int = 0) const override
      {
        return 1. + amplitude_ * std::cos(k_ * X + k_[0] * tilt_ * X[1]);
      }

    private:
      double amplitude_;
      dealii::Tensor<1, dim> k_;
      double tilt_;
    };

    /**
     * Plants the wave of mode numbers (i, j) after a strain, seen in a frame of
     * which remaps have taken off @p taken periods.
     */
    template <int dim>
    void expect_wave(const int i,
                     const int j,
                     const double strain,
                     const int taken,
                     const std::vector<double> &size)
    {
      MeshParameters mesh;
      mesh.dimension = dim;
      mesh.cells =
        dim == 2 ? std::vector<int>{24, 24} : std::vector<int>{16, 16, 2};
      mesh.size = size;
      const Discretization<dim> discretization(mesh, MPI_COMM_WORLD);
      const DensityOperator<dim> density(discretization);
      State state;
      state.template initialize<dim>(discretization);
      state.strain     = strain;
      state.frame.tilt = strain - taken * size[0] / size[1];
      dealii::Tensor<1, dim> k;
      k[0]                       = 2. * pi * i / size[0];
      k[1]                       = 2. * pi * j / size[1] - strain * k[0];
      constexpr double amplitude = 1e-3;
      density.project(state.density, Wave<dim>(amplitude, k, state.frame.tilt));
      const DensityWaves<dim> waves(discretization, density.lumped_mass());
      const auto found = waves.amplitudes(state);
      ASSERT_EQ(found.size(), waves.mode_numbers().size());
      // Simpson's rule for the product of two waves of phase h per cell
      const double h = 2. * pi *
                       std::max(std::abs(i), std::abs(j - taken * i)) /
                       mesh.cells[0];
      const double tolerance = 1e-8 + std::pow(2. * h, 4) / 2880.;
      bool is_followed       = false;
      for (std::size_t w = 0; w < found.size(); ++w)
        {
          const auto &mode = waves.mode_numbers()[w];
          const bool same  = mode[0] == i && mode[1] == j;
          is_followed      = is_followed || same;
          EXPECT_NEAR(std::abs(found[w]),
                      same ? 0.5 * amplitude : 0.,
                      0.5 * amplitude * tolerance)
            << mode[0] << ' ' << mode[1] << " for " << i << ' ' << j;
        }
      EXPECT_TRUE(is_followed);
    }
  } // namespace

  TEST(DensityWaves, FollowTheFlow)
  {
    for (const double strain : {0., 0.7})
      {
        expect_wave<2>(1, 2, strain, 0, {32., 32.});
        expect_wave<2>(2, -1, strain, 0, {32., 32.});
      }
    expect_wave<2>(1, 3, 2.3, 2, {32., 32.});
    expect_wave<2>(2, 5, 2.8, 3, {32., 32.});
    expect_wave<2>(1, -1, -1.2, -1, {32., 32.});
    expect_wave<3>(1, 2, 1.2, 1, {32., 32., 8.});
  }

  /** A box twice as long has twice the periods along it. */
  TEST(DensityWaves, OfTheShorterSide)
  {
    expect_wave<2>(2, 1, 0.5, 0, {64., 32.});
    expect_wave<2>(2, 3, 2.5, 1, {64., 32.});
  }
} // namespace vitriflow
