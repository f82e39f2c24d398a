#pragma once

#include <vitriflow/base/types.h>

#include <cmath>

namespace vitriflow
{
  /**
   * The kinematic half of the Maxwell law of Furukawa & Tanaka, Nature
   * Materials 8, 601 (2009),
   *
   *   d_t s + v.grad s = rotation_and_stretch(L, s) + source(L, G) - s/tau,
   *
   * with s the viscoelastic stress (tension positive), L_ij = d_j v_i,
   * D = (L + L^T)/2 and W = (L - L^T)/2. Any consistent units; the tensors are
   * always three-dimensional, plane strain leaves the third row and column of
   * L zero.
   */
  struct StressLaw
  {
    /**
     * Slip parameter of Gordon & Schowalter, Trans. Soc. Rheol. 16, 79 (1972):
     * 1 is the upper-convected rate of Furukawa & Tanaka, 0 Jaumann's.
     */
    double slip = 1.;

    /**
     * 0: source 2 G D, as in Furukawa & Tanaka. The elastic limit then has
     * first Lame constant K_eos, that is bulk modulus K_eos + 2G/3.
     * 1: its deviator, and the bulk modulus is K_eos.
     */
    double deviatoric = 0.;

    /**
     * W s - s W + slip (D s + s D); for slip = 1 this is L s + s L^T.
     *
     * @tparam N double or a packed number.
     */
    template <typename N>
    Stress<N> rotation_and_stretch(const VelocityGradient<N> &L,
                                   const Stress<N> &s) const
    {
      // W + slip D =: A turns the expression into A s + (A s)^T
      const N along  = N(0.5 * (slip + 1.));
      const N across = N(0.5 * (slip - 1.));
      VelocityGradient<N> product;
      for (unsigned int i = 0; i < 3; ++i)
        for (unsigned int k = 0; k < 3; ++k)
          {
            const N A_ik = along * L[i][k] + across * L[k][i];
            for (unsigned int j = 0; j < 3; ++j)
              product[i][j] += A_ik * s[k][j];
          }

      Stress<N> rate;
      for (unsigned int i = 0; i < 3; ++i)
        for (unsigned int j = i; j < 3; ++j)
          rate[i][j] = product[i][j] + product[j][i];
      return rate;
    }

    /**
     * 2 G (D - (deviatoric/3) tr(D) I).
     *
     * @param L velocity gradient, or D itself: only the symmetric part counts.
     * @param G shear modulus at the local density.
     */
    template <typename N>
    Stress<N> source(const VelocityGradient<N> &L, const N &G) const
    {
      const N dilation =
        N(2. / 3. * deviatoric) * G * (L[0][0] + L[1][1] + L[2][2]);
      Stress<N> rate;
      for (unsigned int i = 0; i < 3; ++i)
        {
          for (unsigned int j = i; j < 3; ++j)
            rate[i][j] = G * (L[i][j] + L[j][i]);
          rate[i][i] -= dilation;
        }
      return rate;
    }
  };

  template <typename N>
  inline Stress<N> deviator_of(const Stress<N> &stress)
  {
    // that of deal.II divides packed numbers by an integer
    Stress<N> s  = stress;
    const N mean = N(1. / 3.) * trace(stress);
    for (unsigned int d = 0; d < 3; ++d)
      s[d][d] -= mean;
    return s;
  }

  /** sqrt(s:s/2) of the deviator s of a stress. */
  template <typename N>
  inline N equivalent_stress(const Stress<N> &stress)
  {
    const Stress<N> s = deviator_of(stress);
    return std::sqrt(N(0.5) * (s * s));
  }

  /**
   * Lower bound of the smallest eigenvalue of a symmetric tensor without
   * solving for it:
   *
   *   tr(s)/d - sqrt((d - 1)/d) |dev s|.
   *
   * Of all traceless tensors of norm |dev s|, the uniaxial one has the lowest
   * eigenvalue; in two dimensions there is no other and the bound is exact.
   *
   * What it is for: with the upper-convected rate the implicit momentum
   * operator contains int L(v) s* : L(w) beside the elastic int 2 G D(v) :
   * D(w), and is symmetric positive definite as long as s + G I is. It is
   * therefore safe where bound(s) + G > 0. The same tensor c = s + G I is the
   * conformation whose loss of positivity makes transverse waves ill-posed
   * (Joseph & Saut, J. Non-Newtonian Fluid Mech. 20, 117 (1986)).
   *
   * @tparam dim dimension: pass the in-plane block in plane strain.
   * @tparam N double or a packed number.
   */
  template <int dim, typename N>
  N lower_bound_of_smallest_eigenvalue(
    const dealii::SymmetricTensor<2, dim, N> &s)
  {
    N mean = s[0][0];
    for (unsigned int i = 1; i < dim; ++i)
      mean += s[i][i];
    mean *= N(1. / dim);

    N square = N(0.);
    for (unsigned int i = 0; i < dim; ++i)
      {
        square += (s[i][i] - mean) * (s[i][i] - mean);
        for (unsigned int j = i + 1; j < dim; ++j)
          square += N(2.) * s[i][j] * s[i][j];
      }
    return mean - std::sqrt(N((dim - 1.) / dim) * square);
  }
} // namespace vitriflow
