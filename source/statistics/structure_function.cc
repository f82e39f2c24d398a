#include <deal.II/base/tensor.h>

#include <vitriflow/statistics/structure_function.h>
#include <vitriflow/structure/fourier.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vitriflow
{
  namespace
  {
    using dealii::Tensor;

    constexpr unsigned int max_n_iterations = 100;

    /** The fit has converged when logarithms change by less. */
    constexpr double step_tolerance = 1e-10;

    constexpr double first_damping = 1e-3;

    /** Twice as many points in directions that are not periodic, so that no
     * pair reaches around. */
    template <int dim>
    std::array<unsigned int, dim> padded(const Grid<dim> &grid)
    {
      auto n = grid.n_points;
      for (int d = 0; d < dim; ++d)
        if (!grid.periodic[d])
          n[d] = smooth_number(2 * n[d]);
      return n;
    }

    template <int dim>
    double spacing(const Grid<dim> &grid, const int d)
    {
      return grid.size[d] /
             (grid.periodic[d] ? grid.n_points[d] : grid.n_points[d] - 1);
    }

    /** Sums over pairs at every lag, on the padded grid. */
    struct PairSums
    {
      std::vector<double> n_pairs;
      std::vector<double> square_difference;
    };

    template <int dim>
    PairSums pair_sums(const GriddedField<dim> &field)
    {
      const auto &n        = field.grid().n_points;
      const auto n_padded  = padded(field.grid());
      std::size_t n_values = 1;
      for (const unsigned int n_d : n_padded)
        n_values *= n_d;

      // differences do not depend on the mean, rounding does
      const auto &values = field.values();
      const double mean =
        std::accumulate(values.begin(), values.end(), 0.) / values.size();
      std::vector<double> mask(n_values, 0.), f(n_values, 0.),
        square(n_values, 0.);
      for (std::size_t i = 0; i < values.size(); ++i)
        {
          const std::size_t x = i % n[0], y = i / n[0] % n[1],
                            z     = i / n[0] / n[1];
          const std::size_t place = (z * n_padded[1] + y) * n_padded[0] + x;
          mask[place]             = 1.;
          f[place]                = values[i] - mean;
          square[place]           = f[place] * f[place];
        }

      auto m               = fourier_coefficients<dim>(n_padded, mask);
      auto g               = fourier_coefficients<dim>(n_padded, f);
      const auto q         = fourier_coefficients<dim>(n_padded, square);
      const double n_total = static_cast<double>(n_values);
      for (std::size_t i = 0; i < m.size(); ++i)
        {
          g[i] = n_total * (2. * std::real(q[i] * std::conj(m[i])) -
                            2. * std::norm(g[i]));
          m[i] = n_total * std::norm(m[i]);
        }
      return {fourier_sum<dim>(n_padded, std::move(m)),
              fourier_sum<dim>(n_padded, std::move(g))};
    }

    /** Derivatives of ln S after ln s^2, ln xi, ln alpha, and ln S itself. */
    struct LogModel
    {
      double value;
      Tensor<1, 3> gradient;
    };

    LogModel log_model(const Tensor<1, 3> &p, const double r)
    {
      const double xi = std::exp(p[1]), alpha = std::exp(p[2]);
      const double u = std::pow(r / xi, 2. * alpha);
      const double e = std::exp(-u);
      // d ln(1 - e^-u)/d ln u; 1 - e^-u without cancellation
      const double slope = u * e / -std::expm1(-u);
      LogModel model;
      model.value       = std::log(2.) + p[0] + std::log(-std::expm1(-u));
      model.gradient[0] = 1.;
      model.gradient[1] = -2. * alpha * slope;
      model.gradient[2] = 2. * alpha * std::log(r / xi) * slope;
      return model;
    }

    struct LogData
    {
      std::vector<double> r, log_value;
    };

    double mean_square(const LogData &data, const Tensor<1, 3> &p)
    {
      double sum = 0., weight = 0.;
      for (std::size_t i = 0; i < data.r.size(); ++i)
        {
          const double difference =
            data.log_value[i] - log_model(p, data.r[i]).value;
          sum += difference * difference / data.r[i];
          weight += 1. / data.r[i];
        }
      return sum / weight;
    }

    Tensor<1, 3> first_guess(const LogData &data)
    {
      const double plateau =
        *std::max_element(data.log_value.begin(), data.log_value.end());
      std::size_t i = 0; // where S has risen to 1 - 1/e
      while (i + 1 < data.r.size() &&
             data.log_value[i] < plateau + std::log(1. - std::exp(-1.)))
        ++i;
      Tensor<1, 3> p;
      p[0] = plateau - std::log(2.);
      p[1] = std::log(data.r[i]);
      p[2] = std::log(0.5);
      return p;
    }

    Tensor<1, 3> damped_step(const LogData &data,
                             const Tensor<1, 3> &p,
                             const double damping)
    {
      Tensor<2, 3> matrix;
      Tensor<1, 3> right_side;
      for (std::size_t i = 0; i < data.r.size(); ++i)
        {
          const LogModel model = log_model(p, data.r[i]);
          matrix +=
            dealii::outer_product(model.gradient, model.gradient) / data.r[i];
          right_side +=
            (data.log_value[i] - model.value) / data.r[i] * model.gradient;
        }
      const double scale = dealii::trace(matrix);
      for (int d = 0; d < 3; ++d)
        matrix[d][d] += damping * matrix[d][d] + 1e-14 * scale;
      return dealii::invert(matrix) * right_side;
    }
  } // namespace

  template <int dim>
  RadialFunction structure_function(const GriddedField<dim> &field)
  {
    const Grid<dim> &grid = field.grid();
    const auto n          = padded(grid);
    double ring = 0., longest = std::numeric_limits<double>::max();
    for (int d = 0; d < dim; ++d)
      {
        ring    = std::max(ring, spacing(grid, d));
        longest = std::min(longest, grid.size[d] / 2.);
      }
    const std::size_t n_rings =
      static_cast<std::size_t>(longest / ring * (1. + 1e-9));
    std::vector<double> r(n_rings + 1, 0.), sum(n_rings + 1, 0.),
      pairs(n_rings + 1, 0.);

    const PairSums sums = pair_sums(field);
    for (std::size_t i = 0; i < sums.n_pairs.size(); ++i)
      {
        std::size_t rest = i;
        double square    = 0.;
        for (int d = 0; d < dim; ++d)
          {
            const std::size_t lag = rest % n[d];
            rest /= n[d];
            const double x = std::min(lag, n[d] - lag) * spacing(grid, d);
            square += x * x;
          }
        const double distance = std::sqrt(square);
        const std::size_t bin = static_cast<std::size_t>(distance / ring + 0.5);
        if (bin < 1 || bin > n_rings || sums.n_pairs[i] < 0.5)
          continue;
        r[bin] += sums.n_pairs[i] * distance;
        sum[bin] += sums.square_difference[i];
        pairs[bin] += sums.n_pairs[i];
      }

    RadialFunction result;
    for (std::size_t bin = 1; bin <= n_rings; ++bin)
      if (pairs[bin] > 0.)
        {
          result.r.push_back(r[bin] / pairs[bin]);
          result.value.push_back(std::max(sum[bin] / pairs[bin], 0.));
          result.weight.push_back(pairs[bin]);
        }
    return result;
  }

  double StructureFunctionFit::value(const double r) const
  {
    return -2. * deviation * deviation *
           std::expm1(
             -std::pow(r / correlation_length, 2. * roughness_exponent));
  }

  StructureFunctionFit fit_structure_function(const RadialFunction &function)
  {
    LogData data;
    for (std::size_t i = 0; i < function.r.size(); ++i)
      if (function.value[i] > 0.)
        {
          data.r.push_back(function.r[i]);
          data.log_value.push_back(std::log(function.value[i]));
        }
    StructureFunctionFit fit;
    if (data.r.size() < 3)
      return fit;

    Tensor<1, 3> p  = first_guess(data);
    double residual = mean_square(data, p);
    double damping  = first_damping;
    for (unsigned int i = 0; i < max_n_iterations; ++i)
      {
        const Tensor<1, 3> step = damped_step(data, p, damping);
        const double next       = mean_square(data, p + step);
        const bool better       = next <= residual; // false for nan
        damping *= better ? 0.2 : 10.;
        if (better)
          {
            p += step;
            residual = next;
          }
        if (step.norm() < step_tolerance)
          break;
      }
    fit.deviation          = std::exp(p[0] / 2.);
    fit.correlation_length = std::exp(p[1]);
    fit.roughness_exponent = std::exp(p[2]);
    fit.misfit             = std::sqrt(residual);
    return fit;
  }

  template RadialFunction structure_function<2>(const GriddedField<2> &);
  template RadialFunction structure_function<3>(const GriddedField<3> &);
} // namespace vitriflow
