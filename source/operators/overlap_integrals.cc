#include <deal.II/base/quadrature_lib.h>

#include <vitriflow/operators/overlap_integrals.h>

#include <cmath>
#include <utility>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /**
     * Adds weight phi_i psi_j over one pair of matching points to the matrix.
     */
    template <int dim>
    void add_products(const FiniteElement<dim> &fe,
                      const Point<dim> &new_point,
                      const Point<dim> &old_point,
                      const double weight,
                      FullMatrix<double> &matrix)
    {
      for (unsigned int i = 0; i < fe.n_dofs_per_cell(); ++i)
        {
          const double test = weight * fe.shape_value(i, new_point);
          for (unsigned int j = 0; j < fe.n_dofs_per_cell(); ++j)
            matrix(i, j) += test * fe.shape_value(j, old_point);
        }
    }

    /** Positions along z with weights: a single one in two dimensions. */
    template <int dim>
    std::vector<std::pair<double, double>> depth_rule(const unsigned int degree)
    {
      if (dim == 2)
        return {{0., 1.}};
      const QGauss<1> gauss(degree + 1);
      std::vector<std::pair<double, double>> rule;
      for (unsigned int q = 0; q < gauss.size(); ++q)
        rule.emplace_back(gauss.point(q)[0], gauss.weight(q));
      return rule;
    }

    template <int dim>
    Point<dim> unit_point(const double xi, const double eta, const double zeta)
    {
      Point<dim> p;
      p[0] = xi;
      p[1] = eta;
      if constexpr (dim == 3)
        p[2] = zeta;
      return p;
    }
  } // namespace

  template <int dim>
  std::vector<FullMatrix<double>>
  overlap_integrals(const FiniteElement<dim> &fe, const int cells)
  {
    const unsigned int n_strips = std::abs(cells);
    const QGauss<1> along_x(fe.degree + 1);
    const QGauss<1> along_y(2 * fe.degree + 1);
    const auto along_z = depth_rule<dim>(fe.degree);

    std::vector<FullMatrix<double>> overlaps(
      n_strips + 1, FullMatrix<double>(fe.n_dofs_per_cell()));
    for (unsigned int strip = 0; strip < n_strips; ++strip)
      for (unsigned int q = 0; q < along_y.size(); ++q)
        {
          const double g     = along_y.point(q)[0];
          const double eta   = (strip + g) / n_strips;
          const double split = cells > 0 ? g : 1. - g;
          for (const bool left : {true, false})
            {
              const double start   = left ? 0. : split;
              const double length  = left ? split : 1. - split;
              const unsigned int c = left == (cells > 0) ? strip + 1 : strip;
              // exact counterpart of xi - cells eta in the old cell
              const double offset =
                cells > 0 ? c - (strip + g) : (strip + g) - c;
              for (unsigned int r = 0; r < along_x.size(); ++r)
                for (const auto &[zeta, depth] : along_z)
                  {
                    const double xi = start + length * along_x.point(r)[0];
                    add_products(fe,
                                 unit_point<dim>(xi, eta, zeta),
                                 unit_point<dim>(xi + offset, eta, zeta),
                                 along_y.weight(q) / n_strips * length *
                                   along_x.weight(r) * depth,
                                 overlaps[c]);
                  }
            }
        }
    return overlaps;
  }

  template std::vector<FullMatrix<double>>
  overlap_integrals(const FiniteElement<2> &, const int);
  template std::vector<FullMatrix<double>>
  overlap_integrals(const FiniteElement<3> &, const int);
} // namespace vitriflow
