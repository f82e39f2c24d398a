// Question: are the largest eigenvalues of known matrices found, complex pairs
// whole, and what a map throws passed on?

#include <vitriflow/base/exceptions.h>
#include <vitriflow/eigenmodes/eigensolver.h>

#include <gtest/gtest.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    constexpr unsigned int n = 100;

    /** Rotation by 0.3 stretched by 2 on the first two unknowns, coupled to a
     * diagonal that falls from 1.5. */
    void multiply(const double *x, double *y)
    {
      y[0] = 2. * (std::cos(0.3) * x[0] - std::sin(0.3) * x[1]) + 0.1 * x[5];
      y[1] = 2. * (std::sin(0.3) * x[0] + std::cos(0.3) * x[1]);
      for (unsigned int i = 2; i < n; ++i)
        y[i] = 1.5 / (i - 1.) * x[i];
    }
  } // namespace

  TEST(Eigensolver, RealAndComplexValues)
  {
    const auto pairs = largest_eigenpairs(
      &multiply, std::vector<double>(n, 1.), 3, 1e-10, MPI_COMM_SELF);
    ASSERT_EQ(pairs.size(), 3u);
    EXPECT_NEAR(pairs[0].value.real(), 2. * std::cos(0.3), 1e-8);
    EXPECT_NEAR(pairs[0].value.imag(), 2. * std::sin(0.3), 1e-8);
    EXPECT_NEAR(std::abs(pairs[1].value - std::conj(pairs[0].value)), 0., 1e-8);
    EXPECT_NEAR(std::abs(pairs[2].value - 1.5), 0., 1e-8);
    for (const Eigenpair &pair : pairs)
      {
        EXPECT_LT(pair.residual, 1e-9);
        std::vector<double> re(n), im(n);
        multiply(pair.real.data(), re.data());
        multiply(pair.imaginary.data(), im.data());
        for (unsigned int i = 0; i < n; ++i)
          EXPECT_NEAR(std::abs(std::complex<double>(re[i], im[i]) -
                               pair.value *
                                 std::complex<double>(pair.real[i],
                                                      pair.imaginary[i])),
                      0.,
                      1e-8);
      }
  }

  TEST(Eigensolver, KeepsPairsWhole)
  {
    const auto pairs = largest_eigenpairs(
      &multiply, std::vector<double>(n, 1.), 1, 1e-10, MPI_COMM_SELF);
    ASSERT_EQ(pairs.size(), 2u);
    EXPECT_GT(pairs[0].value.imag(), 0.);
    EXPECT_LT(pairs[1].value.imag(), 0.);
  }

  TEST(Eigensolver, PassesOnWhatTheMapThrows)
  {
    EXPECT_THROW(
      largest_eigenpairs([](const double *,
                            double *) { throw StepFailed("no equilibrium"); },
                         std::vector<double>(n, 1.),
                         1,
                         1e-10,
                         MPI_COMM_SELF),
      StepFailed);
  }
} // namespace vitriflow
