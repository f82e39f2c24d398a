#include <vitriflow/material/stress_law.h>

#include <gtest/gtest.h>

#include <cmath>

using namespace vitriflow;
using dealii::SymmetricTensor;
using dealii::Tensor;

namespace
{
  using Matrix = Tensor<2, 3>;

  const StressLaw upper_convected{1., 0.};
  const StressLaw jaumann{0., 0.};
  const StressLaw deviatoric{1., 1.};

  // sums of a few products of order 1
  constexpr double rounding = 1e-14;

  Matrix velocity_gradient()
  {
    const double entries[3][3] = {{0.3, 1.1, -0.2},
                                  {-0.7, 0.4, 0.5},
                                  {0.6, -0.1, -0.9}};
    return Matrix(entries);
  }

  Stress<double> stress()
  {
    Stress<double> s;
    s[0][0] = 0.8;
    s[1][1] = -0.3;
    s[2][2] = 0.1;
    s[0][1] = 0.4;
    s[0][2] = -0.6;
    s[1][2] = 0.25;
    return s;
  }

  Matrix spin()
  {
    const double entries[3][3] = {{0., 1.3, -0.4},
                                  {-1.3, 0., 0.7},
                                  {0.4, -0.7, 0.}};
    return Matrix(entries);
  }

  /** Rotation about (1, 2, 2)/3 by 40 degrees, Rodrigues' formula. */
  Matrix rotation()
  {
    const double n[3] = {1. / 3., 2. / 3., 2. / 3.};
    const double c = std::cos(0.7), s = std::sin(0.7);
    const double cross[3][3] = {{0., -n[2], n[1]},
                                {n[2], 0., -n[0]},
                                {-n[1], n[0], 0.}};
    Matrix Q;
    for (unsigned int i = 0; i < 3; ++i)
      for (unsigned int j = 0; j < 3; ++j)
        Q[i][j] = (i == j ? c : 0.) + (1. - c) * n[i] * n[j] + s * cross[i][j];
    return Q;
  }

  void expect_equal(const Matrix &a, const Matrix &b)
  {
    for (unsigned int i = 0; i < 3; ++i)
      for (unsigned int j = 0; j < 3; ++j)
        EXPECT_NEAR(a[i][j], b[i][j], rounding) << i << j;
  }

  TEST(StressLaw, UpperConvectedRateIsLsPlusSLt)
  {
    const Matrix L = velocity_gradient();
    const Matrix s = stress();
    expect_equal(upper_convected.rotation_and_stretch(L, stress()),
                 L * s + s * transpose(L));
  }

  TEST(StressLaw, GordonSchowalterInBetween)
  {
    const Matrix L = velocity_gradient();
    const Matrix s = stress();
    const Matrix D = 0.5 * (L + transpose(L));
    const Matrix W = 0.5 * (L - transpose(L));
    const StressLaw law{0.3, 0.};
    expect_equal(law.rotation_and_stretch(L, stress()),
                 W * s - s * W + 0.3 * (D * s + s * D));
  }

  TEST(StressLaw, JaumannRateConservesInvariants)
  {
    // in any flow, in particular in pure rotation: the eigenvalues of s stay
    const Matrix s = stress();
    for (const Matrix &L : {velocity_gradient(), spin()})
      {
        const Matrix rate = jaumann.rotation_and_stretch(L, stress());
        EXPECT_NEAR(trace(rate), 0., rounding);
        EXPECT_NEAR(trace(s * rate), 0., rounding);
        EXPECT_NEAR(trace(s * s * rate), 0., rounding);
      }
  }

  TEST(StressLaw, RotationTurnsStressRigidlyWhateverTheRate)
  {
    const Matrix s = stress();
    const Matrix W = spin();
    for (const double slip : {0., 0.5, 1.})
      expect_equal(StressLaw{slip, 0.}.rotation_and_stretch(W, stress()),
                   W * s - s * W);
  }

  TEST(StressLaw, IsObjective)
  {
    const Matrix Q  = rotation();
    const Matrix L  = velocity_gradient();
    const Matrix s  = stress();
    const Matrix Qt = transpose(Q);
    // also in a frame that spins: L* = Q L Q^T + spin
    const Matrix L_rotated = Q * L * Qt + spin();
    const Matrix s_rotated = Q * s * Qt;
    for (const double slip : {0., 0.5, 1.})
      for (const double dev : {0., 1.})
        {
          const StressLaw law{slip, dev};
          const Matrix rate =
            law.rotation_and_stretch(L, stress()) + law.source(L, 2.3);
          const Stress<double> packed = symmetrize(s_rotated);
          const Matrix rotated =
            Matrix(law.rotation_and_stretch(L_rotated, packed)) +
            Matrix(law.source(L_rotated, 2.3));
          expect_equal(rotated,
                       Q * rate * Qt + spin() * s_rotated - s_rotated * spin());
        }
  }

  TEST(StressLaw, FullSourceIsTwiceGD)
  {
    const Matrix L = velocity_gradient();
    expect_equal(upper_convected.source(L, 2.5), 2.5 * (L + transpose(L)));
  }

  TEST(StressLaw, DeviatoricSourceIsTraceless)
  {
    const Matrix L = velocity_gradient();
    const double G = 2.5;
    EXPECT_NEAR(trace(deviatoric.source(L, G)), 0., rounding);
    expect_equal(deviatoric.source(L, G),
                 Matrix(2. * G * deviator(symmetrize(L))));
  }

  TEST(StressLaw, SimpleShearFeedsTheNormalStress)
  {
    // v_x = gdot y: s_xy feeds s_xx at 2 gdot s_xy, s_yy feeds s_xy
    Matrix L;
    L[0][1] = 2.;
    Stress<double> s;
    s[0][1]         = 0.5;
    s[1][1]         = 0.25;
    const auto rate = upper_convected.rotation_and_stretch(L, s);
    EXPECT_EQ(rate[0][0], 2.);
    EXPECT_EQ(rate[0][1], 0.5);
    EXPECT_EQ(rate[1][1], 0.);
  }

  template <typename N>
  void compare_packed(const double tolerance)
  {
    const Matrix L         = velocity_gradient();
    const Stress<double> s = stress();
    VelocityGradient<N> L_packed;
    Stress<N> s_packed;
    for (unsigned int i = 0; i < 3; ++i)
      for (unsigned int j = 0; j < 3; ++j)
        {
          L_packed[i][j] = L[i][j];
          s_packed[i][j] = s[i][j];
        }

    const StressLaw law{0.3, 1.};
    const auto rate          = law.rotation_and_stretch(L_packed, s_packed);
    const auto source        = law.source(L_packed, N(2.5));
    const N bound            = lower_bound_of_smallest_eigenvalue(s_packed);
    const auto rate_double   = law.rotation_and_stretch(L, s);
    const auto source_double = law.source(L, 2.5);
    for (unsigned int lane = 0; lane < N::size(); ++lane)
      {
        for (unsigned int i = 0; i < 3; ++i)
          for (unsigned int j = 0; j < 3; ++j)
            {
              EXPECT_NEAR(rate[i][j][lane], rate_double[i][j], tolerance);
              EXPECT_NEAR(source[i][j][lane], source_double[i][j], tolerance);
            }
        EXPECT_NEAR(bound[lane],
                    lower_bound_of_smallest_eigenvalue(s),
                    tolerance);
      }
  }

  TEST(StressLaw, PackedNumbersGiveTheSame)
  {
    compare_packed<Simd<double>>(rounding);
    compare_packed<Simd<float>>(2e-6); // values up to 10 in single precision
  }

  TEST(EigenvalueBound, IsExactInTwoDimensions)
  {
    SymmetricTensor<2, 2> s;
    s[0][0] = 0.7;
    s[1][1] = -1.2;
    s[0][1] = 0.9;
    EXPECT_NEAR(lower_bound_of_smallest_eigenvalue(s),
                eigenvalues(s)[1],
                rounding);
  }

  TEST(EigenvalueBound, IsALowerBoundInThreeDimensions)
  {
    const Stress<double> s = stress();
    EXPECT_LE(lower_bound_of_smallest_eigenvalue(s), eigenvalues(s)[2]);

    // attained by uniaxial compression, of norm sqrt(2/3) |s_xx|
    Stress<double> uniaxial;
    uniaxial[0][0] = -1.5;
    EXPECT_NEAR(lower_bound_of_smallest_eigenvalue(uniaxial), -1.5, rounding);
  }

  TEST(EigenvalueBound, OfIsotropicStressIsThePressure)
  {
    Stress<double> s;
    for (unsigned int i = 0; i < 3; ++i)
      s[i][i] = -0.4;
    EXPECT_NEAR(lower_bound_of_smallest_eigenvalue(s), -0.4, rounding);
  }
} // namespace
