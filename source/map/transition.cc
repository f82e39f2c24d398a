#include <deal.II/base/symmetric_tensor.h>
#include <deal.II/base/tensor.h>

#include <boost/math/distributions/students_t.hpp>

#include <vitriflow/map/transition.h>
#include <vitriflow/material/temperature_laws.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  namespace
  {
    using Coefficients = dealii::Tensor<1, 2>;
    using Information  = dealii::SymmetricTensor<2, 2>;

    Coefficients regressors(const double x)
    {
      return Coefficients({1., x});
    }

    double probability(const Coefficients &beta, const double x)
    {
      return 1. / (1. + std::exp(-(beta * regressors(x))));
    }

    /** Fisher's information of the logistic model. */
    Information information(const Coefficients &beta,
                            const std::vector<Trial> &trials)
    {
      Information result;
      for (const Trial &trial : trials)
        {
          const double p = probability(beta, trial.x);
          result +=
            p * (1. - p) *
            symmetrize(outer_product(regressors(trial.x), regressors(trial.x)));
        }
      return result;
    }

    /** Log-likelihood with Jeffreys' prior. */
    double penalised(const Coefficients &beta, const std::vector<Trial> &trials)
    {
      double sum = 0.5 * std::log(determinant(information(beta, trials)));
      for (const Trial &trial : trials)
        {
          // ln p = -ln(1 + exp(-eta)) without overflow
          const double eta     = beta * regressors(trial.x);
          const double signed_ = trial.brittle ? eta : -eta;
          sum -=
            std::max(-signed_, 0.) + std::log1p(std::exp(-std::abs(signed_)));
        }
      return sum;
    }

    /** Its gradient. */
    Coefficients score(const Coefficients &beta,
                       const std::vector<Trial> &trials,
                       const Information &covariance)
    {
      Coefficients sum;
      for (const Trial &trial : trials)
        {
          const Coefficients r  = regressors(trial.x);
          const double p        = probability(beta, trial.x);
          const double leverage = p * (1. - p) * (r * (covariance * r));
          sum += ((trial.brittle ? 1. : 0.) - p + leverage * (0.5 - p)) * r;
        }
      return sum;
    }

    /** Maximum of the penalised likelihood by Fisher scoring with halved steps;
     * x should be of order one. */
    Coefficients maximise(const std::vector<Trial> &trials)
    {
      constexpr unsigned int most_iterations = 200, most_halvings = 30;
      constexpr double tolerance = 1e-10;
      Coefficients beta;
      double value = penalised(beta, trials);
      for (unsigned int i = 0; i < most_iterations; ++i)
        {
          const Information covariance = invert(information(beta, trials));
          Coefficients step = covariance * score(beta, trials, covariance);
          double next       = penalised(beta + step, trials);
          for (unsigned int j = 0; j < most_halvings && !(next >= value); ++j)
            {
              step *= 0.5;
              next = penalised(beta + step, trials);
            }
          beta += step;
          value = next;
          if (step.norm() < tolerance)
            break;
        }
      return beta;
    }
  } // namespace

  std::optional<Transition> find_transition(const std::vector<Trial> &trials)
  {
    const auto brittle =
      std::count_if(trials.begin(), trials.end(), [](const Trial &t) {
        return t.brittle;
      });
    if (brittle == 0 || brittle == static_cast<long>(trials.size()))
      return {};
    const auto [least, most] =
      std::minmax_element(trials.begin(),
                          trials.end(),
                          [](const Trial &a, const Trial &b) {
                            return a.x < b.x;
                          });
    const double middle = 0.5 * (least->x + most->x);
    const double half   = 0.5 * (most->x - least->x);
    if (half == 0.)
      return {};
    std::vector<Trial> scaled = trials;
    for (Trial &trial : scaled)
      trial.x = (trial.x - middle) / half;

    const Coefficients beta = maximise(scaled);
    if (!(beta[1] > 0.))
      return {};
    const Information covariance = invert(information(beta, scaled));
    const double x               = -beta[0] / beta[1];
    const Coefficients direction = regressors(x);
    const double variance =
      direction * (covariance * direction) / (beta[1] * beta[1]);
    return Transition{middle + half * x,
                      half * std::sqrt(variance),
                      half / beta[1]};
  }

  std::optional<ArrheniusFit>
  fit_arrhenius(const std::vector<RateAtTemperature> &points,
                const double confidence)
  {
    double weights = 0., mean_x = 0., mean_y = 0.;
    for (const RateAtTemperature &p : points)
      {
        const double w = 1. / (p.standard_error * p.standard_error);
        weights += w;
        mean_x += w / p.temperature;
        mean_y += w * p.log_rate;
      }
    mean_x /= weights;
    mean_y /= weights;

    double sxx = 0., sxy = 0.;
    for (const RateAtTemperature &p : points)
      {
        const double w = 1. / (p.standard_error * p.standard_error);
        const double x = 1. / p.temperature - mean_x;
        sxx += w * x * x;
        sxy += w * x * (p.log_rate - mean_y);
      }
    // rounding of 1/T
    constexpr double same_temperature = 1e-12;
    if (points.size() < 2 ||
        !(sxx > weights * std::pow(same_temperature * mean_x, 2)))
      return {};
    const double slope = sxy / sxx;

    double chi_square = 0.;
    for (const RateAtTemperature &p : points)
      chi_square +=
        std::pow((p.log_rate - mean_y - slope * (1. / p.temperature - mean_x)) /
                   p.standard_error,
                 2);
    ArrheniusFit fit;
    fit.energy             = -gas_constant * slope;
    fit.log_prefactor      = mean_y - slope * mean_x;
    fit.degrees_of_freedom = points.size() - 2;
    fit.reduced_chi_square =
      fit.degrees_of_freedom > 0 ? chi_square / fit.degrees_of_freedom : 0.;
    fit.standard_error =
      gas_constant * std::sqrt(std::max(fit.reduced_chi_square, 1.) / sxx);
    if (fit.degrees_of_freedom > 0)
      {
        const boost::math::students_t distribution(fit.degrees_of_freedom);
        const double half_width =
          fit.standard_error *
          boost::math::quantile(distribution, 0.5 * (1. + confidence));
        fit.interval = {fit.energy - half_width, fit.energy + half_width};
      }
    return fit;
  }
} // namespace vitriflow
