// Kernels work on batches of cells, one per lane; here each is compared with a
// plain loop over cells, points and shape functions by FEValues. Three rows of
// 21 cells have parts of up to 16 lanes that are read in whole registers, and
// cells left over that fill no batch: the idle lanes must not count.

#include <deal.II/base/quadrature_lib.h>

#include <deal.II/fe/fe_values.h>

#include <gtest/gtest.h>
#include <vitriflow/operators/density_operator.h>
#include <vitriflow/operators/momentum_operator.h>
#include <vitriflow/operators/momentum_spaces.h>
#include <vitriflow/operators/point_values.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

namespace vitriflow
{
  namespace
  {
    using dealii::FEValues;
    using dealii::Point;
    using dealii::SymmetricTensor;
    using dealii::Tensor;
    using dealii::FEValuesExtractors::Scalar;
    using dealii::FEValuesExtractors::Vector;
    using DoubleVector     = vitriflow::Vector;
    constexpr int dim      = 2;
    constexpr double tilt  = 0.3;
    constexpr double C     = 0.7;
    constexpr unsigned n_q = 9;
    const dealii::UpdateFlags all_flags =
      dealii::update_values | dealii::update_gradients |
      dealii::update_quadrature_points | dealii::update_JxW_values;

    MeshParameters uneven_rows()
    {
      MeshParameters parameters;
      parameters.cells = {21, 3};
      parameters.size  = {21., 3.6};
      return parameters;
    }

    /** A number in (-1, 1) that looks random. */
    double scatter(const double i)
    {
      return std::sin(12.9898 * i + 1.) * std::cos(4.1414 * i);
    }

    /** Coefficients as a function of position. */
    struct Coefficients
    {
      double viscosity, inertia;
      SymmetricTensor<2, dim> stretch;
    };

    Coefficients coefficients_at(const Point<dim> &x)
    {
      Coefficients k;
      k.viscosity     = 1. + 0.3 * std::sin(x[0] + 2. * x[1]);
      k.inertia       = 0.5 + 0.2 * std::cos(3. * x[0] - x[1]);
      k.stretch[0][0] = 0.3 * std::sin(x[0]);
      k.stretch[0][1] = 0.2 * std::cos(x[1]);
      k.stretch[1][1] = 0.1 * x[0];
      return k;
    }

    /** Spreads over periodic partners what a vector holds. */
    DoubleVector distributed(const Discretization<dim> &box,
                             const Space space,
                             DoubleVector v)
    {
      box.constraints(space).distribute(v);
      return v;
    }

    /** Loops over all cells and adds up local integrals of test functions. */
    class PlainLoop
    {
    public:
      PlainLoop(const Discretization<dim> &box)
        : box(box)
        , v(box.mapping(),
            box.dof_handler(velocity_space).get_fe(),
            gauss,
            all_flags)
        , s(box.mapping(),
            box.dof_handler(density_space).get_fe(),
            gauss,
            all_flags)
      {
      }

      /** Sum over cells and points of @p integrand(q, i), i a test function. */
      template <typename Reinit, typename Integrand>
      DoubleVector operator()(const Space space,
                              const Reinit &reinit,
                              const Integrand &integrand)
      {
        DoubleVector result;
        box.initialize(result, space);
        const auto &fe = box.dof_handler(space).get_fe();
        std::vector<dealii::types::global_dof_index> indices(
          fe.n_dofs_per_cell());
        dealii::Vector<double> local(indices.size());
        for (const auto &cell : box.triangulation().active_cell_iterators())
          {
            v.reinit(dealii::DoFHandler<dim>::cell_iterator(
              *cell, &box.dof_handler(velocity_space)));
            s.reinit(dealii::DoFHandler<dim>::cell_iterator(
              *cell, &box.dof_handler(density_space)));
            reinit();
            local = 0.;
            for (unsigned int i = 0; i < indices.size(); ++i)
              for (unsigned int q = 0; q < n_q; ++q)
                local[i] += integrand(q, i) * v.JxW(q);
            dealii::DoFHandler<dim>::cell_iterator(*cell,
                                                   &box.dof_handler(space))
              ->get_dof_indices(indices);
            box.constraints(space).distribute_local_to_global(local,
                                                              indices,
                                                              result);
          }
        return result;
      }

      std::vector<Tensor<1, dim>> vectors(const DoubleVector &field)
      {
        std::vector<Tensor<1, dim>> at_points(n_q);
        v[Vector(0)].get_function_values(field, at_points);
        return at_points;
      }
      std::vector<Tensor<2, dim>> vector_gradients(const DoubleVector &field)
      {
        std::vector<Tensor<2, dim>> at_points(n_q);
        v[Vector(0)].get_function_gradients(field, at_points);
        for (auto &g : at_points)
          g = physical_gradient(g, tilt);
        return at_points;
      }
      std::vector<double> scalars(const DoubleVector &field)
      {
        std::vector<double> at_points(n_q);
        s.get_function_values(field, at_points);
        return at_points;
      }
      std::vector<Tensor<1, dim>> scalar_gradients(const DoubleVector &field)
      {
        std::vector<Tensor<1, dim>> at_points(n_q);
        s.get_function_gradients(field, at_points);
        for (auto &g : at_points)
          g = physical_gradient(g, tilt);
        return at_points;
      }
      Tensor<1, dim> test_gradient(const unsigned int i, const unsigned int q)
      {
        return physical_gradient(s.shape_grad(i, q), tilt);
      }

      const Discretization<dim> &box;
      const dealii::QGauss<dim> gauss{n_quadrature_points_1d};
      FEValues<dim> v, s;
    };

    /** M_l^-1 x, zero on periodic partners. */
    DoubleVector over_mass(PlainLoop &loop, DoubleVector x)
    {
      const DoubleVector mass = loop(
        density_space,
        [] {},
        [&](const unsigned int q, const unsigned int i) {
          return loop.s.shape_value(i, q);
        });
      for (unsigned int i = 0; i < x.size(); ++i)
        x(i) = mass(i) > 0. ? x(i) / mass(i) : 0.;
      return x;
    }

    /** The operator of momentum_operator.h, term by term as written there. */
    DoubleVector plain_momentum(const Discretization<dim> &box,
                                const DoubleVector &velocity,
                                const DoubleVector &density,
                                const DoubleVector &stiffness)
    {
      PlainLoop loop(box);
      const DoubleVector u = distributed(box, velocity_space, velocity);
      std::vector<Tensor<2, dim>> L;
      std::vector<Tensor<1, dim>> value, slope;
      std::vector<double> force;
      DoubleVector d =
        over_mass(loop,
                  loop(
                    density_space,
                    [&] { L = loop.vector_gradients(u); },
                    [&](const unsigned int q, const unsigned int i) {
                      return loop.s.shape_value(i, q) * trace(L[q]);
                    }));
      d.scale(density);
      const DoubleVector d_all = distributed(box, density_space, d);
      DoubleVector f =
        over_mass(loop,
                  loop(
                    density_space,
                    [&] { slope = loop.scalar_gradients(d_all); },
                    [&](const unsigned int q, const unsigned int i) {
                      return loop.test_gradient(i, q) * slope[q];
                    }));
      f *= C;
      d.scale(stiffness);
      f += d;
      f.scale(density);
      f = distributed(box, density_space, f);
      return loop(
        velocity_space,
        [&] {
          L     = loop.vector_gradients(u);
          value = loop.vectors(u);
          force = loop.scalars(f);
        },
        [&](const unsigned int q, const unsigned int i) {
          const auto k = coefficients_at(loop.v.quadrature_point(q));
          const Tensor<2, dim> stress =
            k.viscosity * (L[q] + transpose(L[q])) +
            L[q] * Tensor<2, dim>(k.stretch) +
            (force[q] - 2. / 3. * k.viscosity * trace(L[q])) *
              Tensor<2, dim>(dealii::unit_symmetric_tensor<dim>());
          const Tensor<2, dim> test =
            physical_gradient(loop.v[Vector(0)].gradient(i, q), tilt);
          return scalar_product(stress, test) +
                 k.inertia * (value[q] * loop.v[Vector(0)].value(i, q));
        });
    }

    /** Everything that an operator of one precision stands on. */
    template <typename Number>
    struct WideMomentum
    {
      using VectorType = dealii::LinearAlgebra::distributed::Vector<Number>;

      MomentumSpaces<dim, Number> spaces;
      MomentumOperator<dim, Number> wide;
      VectorType x, y;

      WideMomentum(const Discretization<dim> &box,
                   const unsigned int coefficients_per_cell)
      {
        spaces.reinit(box.mapping(),
                      box.dof_handler(velocity_space),
                      box.dof_handler(density_space),
                      box.constraints(velocity_space),
                      box.constraints(density_space),
                      box.lattice(),
                      dealii::update_quadrature_points);
        wide.reinit(spaces.velocity, spaces.density, coefficients_per_cell);
        wide.initialize_dof_vector(x);
        wide.initialize_dof_vector(y);
        fill_coefficients(coefficients_per_cell);
      }

      /** Idle lanes get what would show. */
      void fill_coefficients(const unsigned int per_cell)
      {
        const Number nan = std::numeric_limits<Number>::quiet_NaN();
        VelocityEvaluation<dim, Number> v(spaces.velocity);
        const auto &matrix_free = spaces.matrix_free;
        for (unsigned int b = 0; b < matrix_free.n_cell_batches(); ++b)
          {
            v.reinit(b);
            for (unsigned int q = 0; q < per_cell; ++q)
              {
                auto &k     = wide.coefficients(b, q);
                k.viscosity = nan;
                k.inertia   = nan;
                for (unsigned int c = 0; c < 3; ++c)
                  k.stretch.access_raw_entry(c) = nan;
                for (unsigned int l = 0;
                     l < matrix_free.n_active_entries_per_cell_batch(b);
                     ++l)
                  {
                    Point<dim> p;
                    for (unsigned int d = 0; d < dim; ++d)
                      p[d] = v.quadrature_point(q)[d][l];
                    const auto plain = coefficients_at(p);
                    k.viscosity[l]   = plain.viscosity;
                    k.inertia[l]     = plain.inertia;
                    for (unsigned int c = 0; c < 3; ++c)
                      k.stretch.access_raw_entry(c)[l] =
                        plain.stretch.access_raw_entry(c);
                  }
              }
          }
      }
    };

    template <typename T>
    class WideKernels : public testing::Test
    {
    protected:
      // Entries are sums of a few hundred products after three operators in
      // a row; their roundings add up to some ten epsilon of the largest one
      static constexpr double tolerance =
        std::is_same<T, double>() ? 1e-13 : 1e-6;
    };
    using Numbers = testing::Types<double, float>;
    TYPED_TEST_SUITE(WideKernels, Numbers, );

    TYPED_TEST(WideKernels, MomentumOperatorEqualsPlainLoops)
    {
      const Discretization<dim> box(uneven_rows(), MPI_COMM_WORLD);
      WideMomentum<TypeParam> momentum(box, n_q);
      auto &op         = momentum.wide;
      const auto &data = momentum.spaces.matrix_free;
      if (Simd<TypeParam>::size() > 1)
        {
          EXPECT_LT(data.n_active_entries_per_cell_batch(data.n_cell_batches() -
                                                         1),
                    Simd<TypeParam>::size());
        }
      op.set_scalars(tilt, C, 1.);
      DoubleVector x, density, stiffness;
      box.initialize(x, velocity_space);
      box.initialize(density, density_space);
      box.initialize(stiffness, density_space);
      // numbers of the precision under test: the plain loop sees the same
      const auto round = [](const double a) { return TypeParam(a); };
      for (unsigned int i = 0; i < x.size(); ++i)
        if (!box.constraints(velocity_space).is_constrained(i))
          x(i) = momentum.x(i) = round(scatter(i));
      for (unsigned int i = 0; i < density.size(); ++i)
        {
          density(i) = op.nodal_density()(i) = round(1. + 0.1 * scatter(i));
          stiffness(i) = op.nodal_stiffness()(i) = round(2. + scatter(i + 0.5));
        }

      op.vmult(momentum.y, momentum.x);
      const DoubleVector y = plain_momentum(box, x, density, stiffness);
      ASSERT_GT(y.linfty_norm(), 1.);
      for (unsigned int i = 0; i < y.size(); ++i)
        EXPECT_NEAR(momentum.y(i), y(i), this->tolerance * y.linfty_norm())
          << "entry " << i;
    }

    TYPED_TEST(WideKernels, DiagonalIsThatOfTheOperatorWithoutBulk)
    {
      const Discretization<dim> box(uneven_rows(), MPI_COMM_WORLD);
      WideMomentum<TypeParam> momentum(box, 1);
      auto &op = momentum.wide;
      op.set_scalars(tilt, 0., 1.);
      op.nodal_density()   = 1.;
      op.nodal_stiffness() = 0.;
      auto diagonal        = momentum.x;
      op.compute_inverse_diagonal(diagonal);
      for (unsigned int i = 0; i < diagonal.size(); ++i)
        if (!box.constraints(velocity_space).is_constrained(i))
          {
            momentum.x    = 0.;
            momentum.x(i) = 1.;
            op.vmult(momentum.y, momentum.x);
            EXPECT_NEAR(diagonal(i) * momentum.y(i), 1., this->tolerance);
          }
    }

    TEST(WideTransport, DensityFluxEqualsPlainLoops)
    {
      const Discretization<dim> box(uneven_rows(), MPI_COMM_WORLD);
      const DensityOperator<dim> wide(box);
      DoubleVector density, velocity, rate;
      box.initialize(density, density_space);
      box.initialize(velocity, free_velocity_space);
      box.initialize(rate, density_space);
      for (unsigned int i = 0; i < density.size(); ++i)
        density(i) = 1. + 0.2 * scatter(i);
      for (unsigned int i = 0; i < velocity.size(); ++i)
        velocity(i) = scatter(i);
      Frame frame;
      frame.tilt = tilt;
      wide.flux_rate(rate, density, velocity, frame);

      PlainLoop loop(box);
      const DoubleVector r = distributed(box, density_space, density);
      const DoubleVector u = distributed(box, free_velocity_space, velocity);
      std::vector<double> value;
      std::vector<Tensor<1, dim>> flow;
      const DoubleVector plain =
        over_mass(loop,
                  loop(
                    density_space,
                    [&] {
                      value = loop.scalars(r);
                      flow  = loop.vectors(u);
                    },
                    [&](const unsigned int q, const unsigned int i) {
                      return value[q] * flow[q] * loop.test_gradient(i, q);
                    }));
      // a few hundred roundings of products no larger than the result
      for (unsigned int i = 0; i < plain.size(); ++i)
        EXPECT_NEAR(rate(i), plain(i), 1e-13 * plain.linfty_norm());
    }
  } // namespace
} // namespace vitriflow
