#include <vitriflow/output/density_waves.h>

#include <deal.II/base/numbers.h>

#include <deal.II/dofs/dof_tools.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

namespace vitriflow
{
  using namespace dealii;
  using Complex = std::complex<double>;

  namespace
  {
    constexpr int n_along = 2, n_across = 8;

    /** Without the care for infinities that operator* takes, at thrice its
     * cost. */
    Complex product(const Complex &a, const Complex &b)
    {
      return {a.real() * b.real() - a.imag() * b.imag(),
              a.real() * b.imag() + a.imag() * b.real()};
    }

    Complex power(Complex base, const int exponent)
    {
      if (exponent < 0)
        base = std::conj(base); // of absolute value one
      Complex result = 1.;
      for (int e = std::abs(exponent); e > 0; e /= 2)
        {
          if (e % 2 == 1)
            result = product(result, base);
          base = product(base, base);
        }
      return result;
    }
  } // namespace

  template <int dim>
  DensityWaves<dim>::DensityWaves(const Discretization<dim> &discretization,
                                  const Vector &lumped_mass)
    : discretization_(discretization)
    , lumped_mass_(lumped_mass)
  {
    const auto &size   = discretization.size();
    const auto periods = [&](const unsigned int d, const unsigned int other) {
      return std::max(1, static_cast<int>(std::lround(size[d] / size[other])));
    };
    along_  = periods(0, 1);
    across_ = periods(1, 0);
    for (int i = 1; i <= n_along; ++i)
      for (int j = -n_across; j <= n_across; ++j)
        if (j != 0)
          mode_numbers_.push_back({{i * along_, j * across_}});

    const auto &dofs = discretization.dof_handler(density_space);
    std::map<types::global_dof_index, Point<dim>> points;
    DoFTools::map_dofs_to_support_points(discretization.mapping(),
                                         dofs,
                                         points);
    // nodes of a row have the same Y up to rounding
    std::map<long, unsigned int> rows;
    const double spacing = 1e-6 * discretization.cell_size()[1];
    for (unsigned int i = 0; i < lumped_mass.locally_owned_size(); ++i)
      // other entries are constrained to those
      if (lumped_mass.local_element(i) > 0.)
        {
          const Point<dim> &X =
            points.at(lumped_mass.get_partitioner()->local_to_global(i));
          const auto phase = [&](const unsigned int d) {
            return std::polar(1., -2. * numbers::PI * X[d] / size[d]);
          };
          const auto row =
            rows.emplace(std::lround(X[1] / spacing), rows.size());
          if (row.second)
            phases_y_.push_back(phase(1));
          nodes_.push_back({i, row.first->second, phase(0)});
        }
  }

  template <int dim>
  std::vector<Complex> DensityWaves<dim>::amplitudes(const State &state) const
  {
    // The frame of the mesh turns waves as shear does, but for the tilt that
    // remaps have taken off: a multiple of Lx/Ly, an integer per period in x.
    const auto &size = discretization_.size();
    const int taken =
      std::lround((state.strain - state.frame.tilt) * size[1] / size[0]);
    std::vector<std::array<Complex, n_along>> rows(phases_y_.size());
    for (const Node &node : nodes_)
      {
        const Complex along = power(node.phase_x, along_);
        Complex value       = lumped_mass_.local_element(node.index) *
                        (state.density.local_element(node.index) - 1.);
        for (Complex &sum : rows[node.row])
          {
            value = product(value, along);
            sum += value;
          }
      }
    const std::size_t n = mode_numbers_.size();
    std::vector<double> sums(2 * n, 0.);
    for (std::size_t r = 0; r < rows.size(); ++r)
      {
        const Complex across = power(phases_y_[r], across_);
        std::size_t w        = 0;
        for (int i = 1; i <= n_along; ++i)
          {
            Complex value =
              product(rows[r][i - 1],
                      power(phases_y_[r],
                            -n_across * across_ - taken * i * along_));
            for (int j = -n_across; j <= n_across; ++j)
              {
                if (j != 0)
                  {
                    sums[2 * w] += value.real();
                    sums[2 * w + 1] += value.imag();
                    ++w;
                  }
                value = product(value, across);
              }
          }
      }
    Utilities::MPI::sum(sums, discretization_.communicator(), sums);
    std::vector<Complex> result(n);
    for (std::size_t w = 0; w < n; ++w)
      result[w] =
        Complex(sums[2 * w], sums[2 * w + 1]) / discretization_.volume();
    return result;
  }

  template class DensityWaves<2>;
  template class DensityWaves<3>;
} // namespace vitriflow
