#include <vitriflow/operators/advection_series.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    /** p(z) = sum over k of c_k z^k/k!, c_0 = ... = c_3 = 1. */
    struct Polynomial
    {
      double max_courant;
      /** c_4, c_5, ... */
      std::vector<double> coefficients;
    };

    constexpr unsigned int order = 3;

    const std::vector<Polynomial> &polynomials()
    {
      static const std::vector<Polynomial> all = {
        {0.2, {}},
        {0.335, {1., 0.6144}},
        {0.43, {1., 0.8141, 0.372}},
        {0.53, {1., 0.8828, 0.5804, 0.2055}},
        {0.635, {1., 0.9193, 0.701, 0.3833, 0.1107}},
        {0.74, {1., 0.9383, 0.7701, 0.507, 0.2345, 0.0566}},
        {0.83, {1., 0.9516, 0.818, 0.5988, 0.3458, 0.1389, 0.0289}}};
      return all;
    }
  } // namespace

  AdvectionSeries advection_series(const double courant)
  {
    AdvectionSeries series;
    series.n_substeps = std::ceil(courant / polynomials().back().max_courant);
    auto lowest       = polynomials().begin();
    while (courant > series.n_substeps * lowest->max_courant &&
           lowest + 1 != polynomials().end())
      ++lowest;
    double last = 1.;
    for (unsigned int k = 1; k <= order + lowest->coefficients.size(); ++k)
      {
        const double c = k <= order ? 1. : lowest->coefficients[k - order - 1];
        series.factors.push_back(c / (k * last));
        last = c;
      }
    return series;
  }
} // namespace vitriflow
