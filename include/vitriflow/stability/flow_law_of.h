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

  /** What plastic flow does at the stress invariant J = s:s/2 = sbar^2. */
  template <typename N>
  struct PlasticTerms
  {
    /** d/sbar. */
    N fluidity;
    /** Dw/Dt. */
    N structure_rate;
  };

  /** Below this sbar [G0] there is no stress. */
  constexpr double no_stress = 1e-30;

  inline PlasticTerms<double>
  evaluate(const PlasticFlow &flow, const double J, const double w)
  {
    const double x           = std::max(std::sqrt(J), no_stress);
    const PlasticRates rates = flow.rates(x, w, 1.);
    return {rates.rate / x, rates.structure_rate};
  }

  /** Values and derivatives by the chain rule. */
  inline PlasticTerms<Differentiated> evaluate(const PlasticFlow &flow,
                                               const Differentiated &J,
                                               const Differentiated &w)
  {
    const double x           = std::max(std::sqrt(J.val()), no_stress);
    const PlasticRates rates = flow.rates(x, w.val(), 1.);
    PlasticTerms<Differentiated> terms;
    terms.fluidity       = rates.rate / x;
    terms.structure_rate = rates.structure_rate;
    for (unsigned int d = 0; d < n_passed_directions; ++d)
      {
        const double dx = 0.5 * J.dx(d) / x, dw = w.dx(d);
        terms.fluidity.fastAccessDx(d) =
          ((rates.rate_by_stress - rates.rate / x) * dx +
           rates.rate_by_structure * dw) /
          x;
        terms.structure_rate.fastAccessDx(d) =
          rates.structure_rate_by_stress * dx +
          rates.structure_rate_by_structure * dw;
      }
    return terms;
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
   *   `void start(double *x) const`, `void set_isotropic_stress(double, double
   *   *x) const`, `std::optional<unsigned int> structural_variable() const`,
   *   `static constexpr bool is_plastic`, `double plastic_rate(const double *x)
   *   const`, if plastic `double diffusivity(const double *x) const` of the
   *   structural variable, and the const member templates
   *   `Stress<N> stress(const N *x)` and `void rate(const VelocityGradient<N>
   *   &L, const N &rho, const N *x, N *rate)` for N = double and
   *   Differentiated.
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

    void start(double *x) const override
    {
      law_.start(x);
    }

    void set_isotropic_stress(const double s, double *x) const override
    {
      law_.set_isotropic_stress(s, x);
    }

    std::optional<unsigned int> structural_variable() const override
    {
      return law_.structural_variable();
    }

    bool is_plastic() const override
    {
      return Law::is_plastic;
    }

    double plastic_rate(const double *x) const override
    {
      return law_.plastic_rate(x);
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
      jacobian.reinit(n, n_directions + 1);
      if constexpr (Law::is_plastic)
        if (const auto structure = structural_variable())
          jacobian(*structure, n_directions) = law_.diffusivity(x);
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
