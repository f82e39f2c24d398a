#pragma once

#include <vitriflow/stability/flow_law.h>

#include <deal.II/base/tensor.h>

#include <deal.II/lac/full_matrix.h>

namespace vitriflow
{
  /** In-plane wave vector [1/length unit of the run]. */
  using WaveVector = dealii::Tensor<1, 2>;

  /** Of length @p k, at the angle @p angle [rad] from the flow to the gradient
   * direction. */
  WaveVector wave_vector(double k, double angle);

  /** What a wave disturbs at the start, and is measured by. */
  enum class Disturbance
  {
    /** rho = 1, in balance with the stress (f'' + C k^2) I. */
    balanced_density,
    /** rho = 1, without stress. */
    density,
    /** ln w = 1, of the structural variable w of plastic flow. */
    structure
  };

  /**
   * Linearised equations of a plane wave exp(i k(t).x) on homogeneous shear
   * flow, for any FlowLaw. With density rho, velocity v = i u, variables x,
   *
   *   rho' = k.u,
   *   M u' = -M L.u - k (f'' + C k^2) rho + sigma.k,
   *   x'   = (A - D k^2) x + a rho + A_L : (-u k),     sigma = S x,
   *
   * where A, a, A_L and D are the derivatives of the flow law's rates. (What
   * the diffusion of a variable x = ln w adds by its gradient is of second
   * order.) The wave vector turns with the flow, k' = -L^T k (Kelvin), or is
   * frozen.
   *
   * In the quasi-static limit M = 0 the forces F = -k (f'' + C k^2) rho +
   * sigma.k vanish at all times. Then u follows from F' = 0 and is not an
   * unknown.
   */
  class WaveEquations
  {
  public:
    /** @param inertia_number M; 0 is the quasi-static limit. */
    WaveEquations(const Material &material,
                  const FlowLaw &law,
                  double inertia_number);

    /** Number of unknowns: rho, u if there is inertia, x, in this order. */
    unsigned int size() const
    {
      return first_variable_ + n_;
    }

    /** Position of x among the unknowns. */
    unsigned int first_variable() const
    {
      return first_variable_;
    }

    /** Sets the unknowns @p y to those of a disturbance at rest, which of
     * Disturbance::structure requires that the law has such a variable. */
    void
    set_initial(const WaveVector &k, Disturbance disturbance, double *y) const;

    /** The unknown that a disturbance is of. */
    unsigned int position(Disturbance disturbance) const;

    /** Rates @p dy of the unknowns @p y of a Kelvin mode in simple shear. */
    void rate(const FlowJacobian &jacobian,
              double shear_rate,
              const WaveVector &k,
              const double *y,
              double *dy) const;

    /**
     * Largest real part of the eigenvalues for the frozen wave vector k
     * [1/tau0], in simple shear.
     */
    double growth_rate(const FlowJacobian &jacobian,
                       double shear_rate,
                       const WaveVector &k) const;

  private:
    /** sigma.k of the variables @p x. */
    WaveVector traction(const double *x, const WaveVector &k) const;

    /** f'' + C k^2. */
    double stiffness(const WaveVector &k) const;

    /** u of the quasi-static limit; @p dx holds A x + a rho. */
    WaveVector balanced_velocity(const FlowJacobian &jacobian,
                                 double shear_rate,
                                 const WaveVector &k,
                                 const double *y,
                                 const double *dx) const;

    /** Of variable m by variable j. */
    double own_rate(const FlowJacobian &jacobian,
                    const WaveVector &k,
                    unsigned int m,
                    unsigned int j) const;

    /** Rates of rho and x (columns) by themselves, u being given. */
    dealii::FullMatrix<double> own_rates(const FlowJacobian &jacobian,
                                         const WaveVector &k) const;

    /** Rates of rho and x by u. */
    dealii::FullMatrix<double> rates_by_velocity(const FlowJacobian &jacobian,
                                                 const WaveVector &k) const;

    /** F of rho and x. */
    dealii::FullMatrix<double> forces(const WaveVector &k) const;

    unsigned int n_;
    unsigned int first_variable_;
    double inertia_number_;
    double stiffness_;
    double gradient_coefficient_;
    dealii::FullMatrix<double> stress_matrix_;
    const FlowLaw *law_;
  };
} // namespace vitriflow
