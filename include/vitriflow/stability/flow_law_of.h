#pragma once

#include <vitriflow/stability/flow_law.h>

#include <Sacado.hpp>

#include <algorithm>
#include <utility>

namespace vitriflow
{
  /** Directions differentiated in one pass: as many as fit a register. */
  constexpr unsigned int n_passed_directions = 4;

  /** A number that carries its derivatives. */
  using Differentiated = Sacado::Fad::SFad<double, n_passed_directions>;

  /** Value of a density law for any number type; see below. */
  inline double evaluate(const DensityLaw &law, const double rho)
  {
    return law.factor(rho);
  }

  /** Value and derivative, X' = X (d ln X/d ln rho)/rho. */
  inline Differentiated evaluate(const DensityLaw &law,
                                 const Differentiated &rho)
  {
    const double value = law.factor(rho.val());
    const double slope = value * law.log_slope(rho.val()) / rho.val();
    Differentiated result(value);
    for (unsigned int d = 0; d < n_passed_directions; ++d)
      result.fastAccessDx(d) = slope * rho.dx(d);
    return result;
  }

  /**
   * Turns a law that is written once for any number type into a FlowLaw, with
   * exact derivatives by automatic differentiation.
   *
   * @tparam Law a copyable struct with `unsigned int n_variables() const`,
   *   `void set_isotropic_stress(double, double *x) const` and the const
   *   member templates `Stress<N> stress(const N *x)` and `void
   *   rate(const VelocityGradient<N> &L, const N &rho, const N *x, N *rate)`
   *   for N = double and Differentiated.
   */
  template <typename Law>
  class FlowLawOf final : public FlowLaw
  {
  public:
    explicit FlowLawOf(Law law)
      : law_(std::move(law))
    {
    }

    unsigned int n_variables() const override
    {
      return law_.n_variables();
    }

    Stress<double> stress(const double *x) const override
    {
      return law_.stress(x);
    }

    void set_isotropic_stress(const double s, double *x) const override
    {
      law_.set_isotropic_stress(s, x);
    }

    void rate(const VelocityGradient<double> &L,
              const double rho,
              const double *x,
              double *rate) const override
    {
      law_.rate(L, rho, x, rate);
    }

    void linearise(const VelocityGradient<double> &L,
                   const double rho,
                   const double *x,
                   double *rate,
                   FlowJacobian &jacobian) const override
    {
      const unsigned int n = n_variables(), n_directions = n + n_flow_inputs;
      jacobian.reinit(n, n_directions, true);
      std::vector<Differentiated> point(n), result(n);
      for (unsigned int first = 0; first < n_directions;
           first += n_passed_directions)
        {
          const auto seeded = [first](const double value,
                                      const unsigned int direction) {
            Differentiated number(value);
            if (direction >= first && direction < first + n_passed_directions)
              number.fastAccessDx(direction - first) = 1.;
            return number;
          };
          for (unsigned int i = 0; i < n; ++i)
            point[i] = seeded(x[i], i);
          VelocityGradient<Differentiated> gradient;
          for (unsigned int i = 0; i < 3; ++i)
            for (unsigned int j = 0; j < 3; ++j)
              gradient[i][j] = i < 2 && j < 2
                                 ? seeded(L[i][j], n + 1 + 2 * i + j)
                                 : Differentiated(L[i][j]);
          law_.rate(gradient, seeded(rho, n), point.data(), result.data());

          const unsigned int n_passed =
            std::min(n_passed_directions, n_directions - first);
          for (unsigned int i = 0; i < n; ++i)
            {
              rate[i] = result[i].val();
              for (unsigned int d = 0; d < n_passed; ++d)
                jacobian(i, first + d) = result[i].dx(d);
            }
        }
    }

  private:
    Law law_;
  };
} // namespace vitriflow
