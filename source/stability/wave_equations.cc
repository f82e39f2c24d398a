#include <vitriflow/base/exceptions.h>
#include <vitriflow/stability/wave_equations.h>

#include <deal.II/lac/lapack_full_matrix.h>

#include <array>
#include <cmath>

namespace vitriflow
{
  using dealii::FullMatrix;
  using dealii::Tensor;

  namespace
  {
    /** k' = -L^T k. */
    WaveVector turning(const double shear_rate, const WaveVector &k)
    {
      WaveVector rate;
      rate[1] = -shear_rate * k[0];
      return rate;
    }

    /** Change of variable @p m by u, a row of A_L : (-e_i k). */
    WaveVector response(const FlowJacobian &jacobian,
                        const WaveVector &k,
                        const unsigned int m)
    {
      const unsigned int by_gradient = jacobian.m() + 1;
      WaveVector result;
      for (unsigned int i = 0; i < 2; ++i)
        result[i] = -(jacobian(m, by_gradient + 2 * i) * k[0] +
                      jacobian(m, by_gradient + 2 * i + 1) * k[1]);
      return result;
    }
  } // namespace

  WaveVector wave_vector(const double k, const double angle)
  {
    WaveVector result;
    result[0] = k * std::cos(angle);
    result[1] = k * std::sin(angle);
    return result;
  }

  WaveEquations::WaveEquations(const Material &material,
                               const FlowLaw &law,
                               const double inertia_number)
    : n_(law.n_variables())
    , first_variable_(inertia_number > 0. ? 3 : 1)
    , inertia_number_(inertia_number)
    , stiffness_(material.equation_of_state().stiffness(1.))
    , gradient_coefficient_(material.gradient_coefficient())
    , stress_matrix_(law.stress_matrix())
    , law_(&law)
  {
  }

  double WaveEquations::stiffness(const WaveVector &k) const
  {
    return stiffness_ + gradient_coefficient_ * (k * k);
  }

  unsigned int WaveEquations::position(const Disturbance disturbance) const
  {
    return disturbance == Disturbance::structure
             ? first_variable_ + law_->structural_variable().value()
             : 0;
  }

  void WaveEquations::set_initial(const WaveVector &k,
                                  const Disturbance disturbance,
                                  double *y) const
  {
    std::fill(y, y + size(), 0.);
    if (disturbance == Disturbance::balanced_density)
      law_->set_isotropic_stress(stiffness(k), y + first_variable_);
    y[position(disturbance)] = 1.;
  }

  WaveVector WaveEquations::traction(const double *x, const WaveVector &k) const
  {
    double xx = 0., xy = 0., yy = 0.;
    for (unsigned int i = 0; i < n_; ++i)
      {
        xx += stress_matrix_(0, i) * x[i];
        xy += stress_matrix_(1, i) * x[i];
        yy += stress_matrix_(2, i) * x[i];
      }
    WaveVector result;
    result[0] = xx * k[0] + xy * k[1];
    result[1] = xy * k[0] + yy * k[1];
    return result;
  }

  WaveVector WaveEquations::balanced_velocity(const FlowJacobian &jacobian,
                                              const double shear_rate,
                                              const WaveVector &k,
                                              const double *y,
                                              const double *dx) const
  {
    // F' = -(K k)' rho - K k (k.u) + sigma.k' + sigma'.k = 0 with
    // K = f'' + C k^2 and sigma' = S (dx + B u)
    const WaveVector dk = turning(shear_rate, k);
    const double K      = stiffness(k);
    const double dK     = 2. * gradient_coefficient_ * (k * dk);
    const double *x     = y + first_variable_;
    const WaveVector known =
      traction(dx, k) + traction(x, dk) - y[0] * (K * dk + dK * k);

    std::array<WaveVector, 3> stress; // S B: xx, xy, yy by u
    for (unsigned int m = 0; m < n_; ++m)
      {
        const WaveVector by_u = response(jacobian, k, m);
        for (unsigned int c = 0; c < 3; ++c)
          stress[c] += stress_matrix_(c, m) * by_u;
      }
    Tensor<2, 2> by_velocity;
    for (unsigned int i = 0; i < 2; ++i)
      by_velocity[i] = k[0] * stress[i] + k[1] * stress[i + 1] - K * k[i] * k;
    return -(invert(by_velocity) * known);
  }

  void WaveEquations::rate(const FlowJacobian &jacobian,
                           const double shear_rate,
                           const WaveVector &k,
                           const double *y,
                           double *dy) const
  {
    const double *x = y + first_variable_;
    double *dx      = dy + first_variable_;
    for (unsigned int m = 0; m < n_; ++m)
      {
        dx[m] = jacobian(m, n_) * y[0];
        for (unsigned int j = 0; j < n_; ++j)
          dx[m] += own_rate(jacobian, k, m, j) * x[j];
      }

    WaveVector u;
    if (inertia_number_ > 0.)
      {
        u[0]                   = y[1];
        u[1]                   = y[2];
        const WaveVector force = traction(x, k) - stiffness(k) * y[0] * k;
        dy[1]                  = force[0] / inertia_number_ - shear_rate * u[1];
        dy[2]                  = force[1] / inertia_number_;
      }
    else
      u = balanced_velocity(jacobian, shear_rate, k, y, dx);

    dy[0] = k * u;
    for (unsigned int m = 0; m < n_; ++m)
      dx[m] += response(jacobian, k, m) * u;
  }

  double WaveEquations::own_rate(const FlowJacobian &jacobian,
                                 const WaveVector &k,
                                 const unsigned int m,
                                 const unsigned int j) const
  {
    const double damping = m == j ? jacobian(m, n_ + n_flow_inputs) : 0.;
    return jacobian(m, j) - damping * (k * k);
  }

  FullMatrix<double> WaveEquations::own_rates(const FlowJacobian &jacobian,
                                              const WaveVector &k) const
  {
    FullMatrix<double> matrix(n_ + 1, n_ + 1);
    for (unsigned int m = 0; m < n_; ++m)
      {
        matrix(m + 1, 0) = jacobian(m, n_);
        for (unsigned int j = 0; j < n_; ++j)
          matrix(m + 1, j + 1) = own_rate(jacobian, k, m, j);
      }
    return matrix;
  }

  FullMatrix<double>
  WaveEquations::rates_by_velocity(const FlowJacobian &jacobian,
                                   const WaveVector &k) const
  {
    FullMatrix<double> matrix(n_ + 1, 2);
    for (unsigned int i = 0; i < 2; ++i)
      {
        matrix(0, i) = k[i];
        for (unsigned int m = 0; m < n_; ++m)
          matrix(m + 1, i) = response(jacobian, k, m)[i];
      }
    return matrix;
  }

  FullMatrix<double> WaveEquations::forces(const WaveVector &k) const
  {
    FullMatrix<double> matrix(2, n_ + 1);
    for (unsigned int i = 0; i < 2; ++i)
      {
        matrix(i, 0) = -stiffness(k) * k[i];
        for (unsigned int m = 0; m < n_; ++m)
          matrix(i, m + 1) =
            stress_matrix_(i, m) * k[0] + stress_matrix_(i + 1, m) * k[1];
      }
    return matrix;
  }

  double WaveEquations::growth_rate(const FlowJacobian &jacobian,
                                    const double shear_rate,
                                    const WaveVector &k) const
  {
    const FullMatrix<double> A = own_rates(jacobian, k), F = forces(k),
                             B = rates_by_velocity(jacobian, k);
    const unsigned int n       = n_ + 1;
    FullMatrix<double> matrix;
    if (inertia_number_ > 0.)
      {
        matrix.reinit(n + 2, n + 2);
        matrix.fill(A, 0, 0);
        matrix.fill(B, 0, n);
        for (unsigned int i = 0; i < 2; ++i)
          for (unsigned int j = 0; j < n; ++j)
            matrix(n + i, j) = F(i, j) / inertia_number_;
        matrix(n, n + 1) = -shear_rate;
      }
    else
      {
        // u = -(F B)^-1 F A y keeps F y = 0. The matrix A - P A with
        // P = B (F B)^-1 F then has two eigenvalues zero that belong to
        // F y != 0; -c P moves them to -c, below all others.
        FullMatrix<double> FB(2, 2), FB_inverse_F(2, n), P(n, n);
        F.mmult(FB, B);
        FB.invert(FB);
        FB.mmult(FB_inverse_F, F);
        B.mmult(P, FB_inverse_F);
        FullMatrix<double> PA(n, n);
        P.mmult(PA, A);
        matrix = A;
        matrix.add(-1., PA);
        matrix.add(-(1. + matrix.frobenius_norm()), P);
      }
    dealii::LAPACKFullMatrix<double> lapack(matrix.m());
    lapack = matrix;
    lapack.compute_eigenvalues();
    double largest = lapack.eigenvalue(0).real();
    for (unsigned int i = 1; i < matrix.m(); ++i)
      largest = std::max(largest, lapack.eigenvalue(i).real());
    return largest;
  }
} // namespace vitriflow
