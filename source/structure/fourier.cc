#include <fftw3.h>

#include <vitriflow/structure/fourier.h>

#include <algorithm>

namespace vitriflow
{
  namespace
  {
    /**
     * ESTIMATE chooses the algorithm without timing it, UNALIGNED without
     * looking at addresses: so every rank and every run gets the same bits.
     */
    constexpr unsigned int plan_flags = FFTW_ESTIMATE | FFTW_UNALIGNED;

    /** FFTW's order: the fastest index last. */
    template <int dim>
    std::array<int, dim>
    slowest_first(const std::array<unsigned int, dim> &n_points)
    {
      std::array<int, dim> n;
      std::reverse_copy(n_points.begin(), n_points.end(), n.begin());
      return n;
    }

    void execute(const fftw_plan plan)
    {
      fftw_execute(plan);
      fftw_destroy_plan(plan);
    }
  } // namespace

  template <int dim>
  FourierCoefficients
  fourier_coefficients(const std::array<unsigned int, dim> &n_points,
                       const std::vector<double> &values)
  {
    const auto n = slowest_first<dim>(n_points);
    std::vector<double> in(values); // the interface is not const
    FourierCoefficients out(values.size() / n_points[0] *
                            (n_points[0] / 2 + 1));
    execute(fftw_plan_dft_r2c(dim,
                              n.data(),
                              in.data(),
                              reinterpret_cast<fftw_complex *>(out.data()),
                              plan_flags));
    const double factor = 1. / values.size();
    for (auto &coefficient : out)
      coefficient *= factor;
    return out;
  }

  template <int dim>
  std::vector<double> fourier_sum(const std::array<unsigned int, dim> &n_points,
                                  FourierCoefficients coefficients)
  {
    const auto n = slowest_first<dim>(n_points);
    std::vector<double> out(coefficients.size() / (n_points[0] / 2 + 1) *
                            n_points[0]);
    execute(
      fftw_plan_dft_c2r(dim,
                        n.data(),
                        reinterpret_cast<fftw_complex *>(coefficients.data()),
                        out.data(),
                        plan_flags));
    return out;
  }

  unsigned int smooth_number(unsigned int n)
  {
    for (;; ++n)
      {
        unsigned int rest = n;
        for (const unsigned int factor : {2u, 3u, 5u})
          while (rest > 1 && rest % factor == 0)
            rest /= factor;
        if (rest <= 1)
          return n;
      }
  }

  template FourierCoefficients
  fourier_coefficients<2>(const std::array<unsigned int, 2> &,
                          const std::vector<double> &);
  template FourierCoefficients
  fourier_coefficients<3>(const std::array<unsigned int, 3> &,
                          const std::vector<double> &);
  template std::vector<double>
  fourier_sum<2>(const std::array<unsigned int, 2> &, FourierCoefficients);
  template std::vector<double>
  fourier_sum<3>(const std::array<unsigned int, 3> &, FourierCoefficients);
} // namespace vitriflow
