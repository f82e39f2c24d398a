// Question: does the remap of the sheared box keep integrals and fields, up to
// the third order of the elements?

#include <vitriflow/operators/remap.h>

#include <deal.II/base/numbers.h>

#include <deal.II/dofs/dof_tools.h>

#include <deal.II/fe/fe_values.h>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "verification/measured.h"

namespace
{
  using namespace vitriflow;
  using dealii::Point;
  using dealii::numbers::PI;

  /** Value of component c of a field at a point of the mesh coordinates. */
  template <int dim>
  using Field = std::function<double(const Point<dim> &, unsigned int c)>;

  MeshParameters box(const std::vector<int> &cells,
                     const std::vector<double> &size)
  {
    MeshParameters parameters;
    parameters.dimension = cells.size();
    parameters.cells     = cells;
    parameters.size      = size;
    return parameters;
  }

  template <int dim>
  struct RemappedBox
  {
    Discretization<dim> discretization;
    DensityOperator<dim> density_operator;
    Remap<dim> remap;
    State state;

    explicit RemappedBox(const MeshParameters &parameters)
      : discretization(parameters, MPI_COMM_WORLD)
      , density_operator(discretization)
      , remap(discretization, density_operator)
    {
      state.initialize(discretization);
    }

    /** Nodal values of a field; nothing meaningful on periodic partners. */
    void interpolate(Vector &vector, const Space space, const Field<dim> &field)
    {
      const auto &dofs = discretization.dof_handler(space);
      const auto &fe   = dofs.get_fe();
      const dealii::Quadrature<dim> nodes(fe.get_unit_support_points());
      dealii::FEValues<dim> points(discretization.mapping(),
                                   fe,
                                   nodes,
                                   dealii::update_quadrature_points);
      std::vector<dealii::types::global_dof_index> indices(nodes.size());
      for (const auto &cell : dofs.active_cell_iterators())
        if (cell->is_locally_owned())
          {
            points.reinit(cell);
            cell->get_dof_indices(indices);
            for (unsigned int i = 0; i < indices.size(); ++i)
              if (vector.in_local_range(indices[i]))
                vector(indices[i]) =
                  discretization.constraints(space).is_constrained(indices[i])
                    ? 1e3
                    : field(points.quadrature_point(i),
                            fe.system_to_component_index(i).first);
          }
    }

    void interpolate(const Field<dim> &field)
    {
      interpolate(state.density, density_space, field);
      interpolate(state.velocity, free_velocity_space, field);
      interpolate(state.stress[0], stress_space, field);
    }

    const Vector &vector(const Space space) const
    {
      return space == density_space
               ? state.density
               : (space == stress_space ? state.stress[0] : state.velocity);
    }

    /** Calls visit(x, component, value, JxW) at Gauss points of all cells. */
    template <typename Visitor>
    void visit(const Space space, const Visitor &visitor) const
    {
      const auto &dofs = discretization.dof_handler(space);
      dealii::IndexSet relevant;
      dealii::DoFTools::extract_locally_relevant_dofs(dofs, relevant);
      Vector field(dofs.locally_owned_dofs(), relevant, MPI_COMM_WORLD);
      field.copy_locally_owned_data_from(vector(space));
      discretization.constraints(space).distribute(field);
      field.update_ghost_values();
      const unsigned int n = dofs.get_fe().n_components();
      dealii::FEValues<dim> values(discretization.mapping(),
                                   dofs.get_fe(),
                                   dealii::QGauss<dim>(4),
                                   dealii::update_values |
                                     dealii::update_JxW_values |
                                     dealii::update_quadrature_points);
      std::vector<dealii::Vector<double>> at_points(values.n_quadrature_points,
                                                    dealii::Vector<double>(n));
      for (const auto &cell : dofs.active_cell_iterators())
        if (cell->is_locally_owned())
          {
            values.reinit(cell);
            values.get_function_values(field, at_points);
            for (const unsigned int q : values.quadrature_point_indices())
              for (unsigned int c = 0; c < n; ++c)
                visitor(values.quadrature_point(q),
                        c,
                        at_points[q][c],
                        values.JxW(q));
          }
    }

    double integral(const Space space, const unsigned int component) const
    {
      double sum = 0.;
      visit(space, [&](const auto &, unsigned int c, double v, double dx) {
        sum += c == component ? v * dx : 0.;
      });
      return dealii::Utilities::MPI::sum(sum, MPI_COMM_WORLD);
    }

    /** Root mean square error over volume and components. */
    double error(const Space space, const Field<dim> &exact) const
    {
      double sum = 0., volume = 0.;
      visit(space, [&](const auto &x, unsigned int c, double v, double dx) {
        sum += std::pow(v - exact(x, c), 2) * dx;
        volume += dx;
      });
      return std::sqrt(dealii::Utilities::MPI::sum(sum, MPI_COMM_WORLD) /
                       dealii::Utilities::MPI::sum(volume, MPI_COMM_WORLD));
    }
  };

  constexpr Space spaces[] = {density_space, free_velocity_space, stress_space};

  /** 1 + 0.1 cos(2 pi (k . x / L) + c) of the physical point x at a tilt. */
  template <int dim>
  Field<dim> wave(const std::vector<double> &size,
                  const double kx,
                  const double ky,
                  const double tilt)
  {
    return [=](const Point<dim> &mesh_point, const unsigned int c) {
      const double x     = mesh_point[0] + tilt * mesh_point[1];
      const double depth = dim == 3 ? mesh_point[dim - 1] / size[dim - 1] : 0.;
      return 1. + 0.1 * std::cos(2. * PI *
                                   (kx * x / size[0] +
                                    ky * mesh_point[1] / size[1] + depth) +
                                 c);
    };
  }

  /**
   * Another value in [0.5, 1.5] at each node, the same for any number of ranks.
   * Smooth waves would not do: every operation that treats all cells alike
   * keeps their mean, conservative or not.
   */
  template <int dim>
  double noise(const Point<dim> &p, const unsigned int c)
  {
    double phase = 1. + c;
    for (unsigned int d = 0; d < dim; ++d)
      phase += (12.9898 + 65.2431 * d) * p[d];
    const double s = 1e3 * std::sin(phase);
    return 0.5 + s - std::floor(s);
  }

  /** Errors of all spaces after k remaps of a wave that has the tilt 'from'. */
  template <int dim>
  std::array<double, 3> errors(const std::vector<int> &cells,
                               const std::vector<double> &size,
                               const double from,
                               const int k)
  {
    RemappedBox<dim> s(box(cells, size));
    // periodic at the tilt 'from': a mesh mode (1, 1) plus integer multiples
    const double ky    = 1. - from * size[1] / size[0];
    s.state.frame.tilt = from;
    s.interpolate(wave<dim>(size, 1., ky, from));
    s.remap.apply(s.state, k);
    EXPECT_NEAR(s.state.frame.tilt, from - k * s.remap.tilt_period(), 1e-15);
    std::array<double, 3> result;
    for (unsigned int i = 0; i < 3; ++i)
      result[i] =
        s.error(spaces[i], wave<dim>(size, 1., ky, s.state.frame.tilt));
    return result;
  }

  /** The order of smooth errors is three: eight for every halving of h. */
  void expect_third_order(const std::string &name,
                          const std::array<double, 3> &coarse,
                          const std::array<double, 3> &fine,
                          const double largest)
  {
    const char *const fields[] = {"density", "velocity", "stress"};
    for (unsigned int i = 0; i < 3; ++i)
      {
        EXPECT_GT(coarse[i] / fine[i], 6.) << "space " << spaces[i];
        EXPECT_LT(fine[i], largest) << "space " << spaces[i];
        measured_convergence(name + ", " + fields[i], coarse[i], fine[i]);
      }
  }

  template <int dim>
  void expect_conserved(const std::vector<int> &cells,
                        const std::vector<double> &size,
                        const int k)
  {
    RemappedBox<dim> s(box(cells, size));
    s.interpolate(noise<dim>);
    const Vector &mass  = s.density_operator.lumped_mass();
    const double before = mass * s.state.density;
    std::vector<double> integrals;
    for (const Space space : spaces)
      for (unsigned int c = 0;
           c < s.discretization.dof_handler(space).get_fe().n_components();
           ++c)
        integrals.push_back(s.integral(space, c));
    const Vector old_density = s.state.density;
    s.remap.apply(s.state, k);
    // sums of some 10^4 terms of one sign
    EXPECT_NEAR((mass * s.state.density) / before, 1., 1e-13);
    unsigned int n = 0;
    for (const Space space : spaces)
      for (unsigned int c = 0;
           c < s.discretization.dof_handler(space).get_fe().n_components();
           ++c, ++n)
        EXPECT_NEAR(s.integral(space, c) / integrals[n], 1., 1e-12)
          << "space " << space << " component " << c;
    // and something has moved
    Vector moved = s.state.density;
    moved -= old_density;
    moved.scale(mass);
    EXPECT_GT(moved.l1_norm(), 1e-2 * before);
  }

  TEST(Remap, PeriodIsWholeCellsPerRow)
  {
    EXPECT_EQ(RemappedBox<2>(box({8, 8}, {3., 3.})).remap.tilt_period(), 1.);
    // hx = hy
    EXPECT_EQ(RemappedBox<2>(box({16, 8}, {2., 1.})).remap.tilt_period(), 2.);
    EXPECT_EQ(RemappedBox<2>(box({8, 16}, {1., 2.})).remap.tilt_period(), 1.);
    // hx = 2 hy: two rows make one cell
    EXPECT_EQ(RemappedBox<2>(box({8, 16}, {1., 1.})).remap.tilt_period(), 2.);
    EXPECT_EQ(RemappedBox<2>(box({16, 8}, {1., 1.})).remap.tilt_period(), 1.);
  }

  TEST(Remap, TiltReturnsToTheIntervalAroundZero)
  {
    const RemappedBox<2> square(box({8, 8}, {1., 1.}));
    EXPECT_EQ(square.remap.periods(0.999), 0);
    EXPECT_EQ(square.remap.periods(-0.999), 0);
    EXPECT_EQ(square.remap.periods(1.), 1);
    EXPECT_EQ(square.remap.periods(1.001), 1);
    EXPECT_EQ(square.remap.periods(-1.), -1);
    EXPECT_EQ(square.remap.periods(3.2), 3);
    const RemappedBox<2> wide(box({16, 8}, {2., 1.})); // T = 2
    EXPECT_EQ(wide.remap.periods(0.999), 0);
    EXPECT_EQ(wide.remap.periods(1.), 1);
    EXPECT_EQ(wide.remap.periods(-1.), 0); // the same box as 1
    EXPECT_EQ(wide.remap.periods(-1.001), -1);
    const RemappedBox<2> wider(box({32, 8}, {4., 1.})); // T = 4
    EXPECT_EQ(wider.remap.periods(1.999), 0);
    EXPECT_EQ(wider.remap.periods(2.), 1);
  }

  TEST(Remap, UniformStateIsUnchanged)
  {
    for (const unsigned int degree : {1, 2})
      {
        MeshParameters parameters = box({16, 8}, {2., 1.});
        parameters.density_degree = degree;
        const Field<2> uniform    = [](const Point<2> &, const unsigned int c) {
          return 1. + c;
        };
        for (const int k : {1, -1, 2})
          {
            RemappedBox<2> s(parameters);
            s.interpolate(uniform);
            s.remap.apply(s.state, k);
            for (const Space space : spaces)
              EXPECT_LT(s.error(space, uniform), 1e-12);
          }
      }
  }

  TEST(Remap, IntegralsAreConserved)
  {
    expect_conserved<2>({16, 16}, {1., 1.}, 1);
    expect_conserved<2>({16, 16}, {1., 1.}, -1);
    expect_conserved<2>({16, 8}, {3., 1.}, 1);
    expect_conserved<3>({8, 8, 4}, {1., 1., 0.5}, 1);
  }

  /** A projection does not lengthen, whatever it projects. */
  TEST(Remap, NormDoesNotGrow)
  {
    const Field<2> zero = [](const Point<2> &, unsigned int) { return 0.; };
    for (const int k : {1, -1, 2})
      {
        RemappedBox<2> s(box({16, 16}, {1., 1.}));
        s.interpolate(noise<2>);
        std::array<double, 3> before;
        for (unsigned int i = 0; i < 3; ++i)
          before[i] = s.error(spaces[i], zero);
        s.remap.apply(s.state, k);
        for (unsigned int i = 0; i < 3; ++i)
          EXPECT_LT(s.error(spaces[i], zero), before[i]);
      }
  }

  /** A field constant along x is the same in all frames. */
  TEST(Remap, LayersStay)
  {
    const Field<2> layers = [](const Point<2> &p, const unsigned int c) {
      return std::sin(2. * PI * p[1] + c);
    };
    RemappedBox<2> s(box({16, 16}, {1., 1.}));
    s.interpolate(layers);
    const State old = s.state;
    s.remap.apply(s.state, 1);
    Vector change = s.state.stress[0];
    change -= old.stress[0];
    EXPECT_LT(change.linfty_norm(), 1e-12);
    change = s.state.density;
    change -= old.density;
    change.scale(s.density_operator.lumped_mass());
    EXPECT_LT(change.linfty_norm(), 1e-12 / 256.);
  }

  /** The projection is linear: a mode of twice the stress stays that. */
  TEST(Remap, EveryModeIsProjected)
  {
    const Field<2> waves = [](const Point<2> &p, const unsigned int c) {
      return std::sin(2. * PI * (p[0] + p[1]) + c);
    };
    RemappedBox<2> s(box({8, 8}, {1., 1.}));
    s.interpolate(waves);
    s.state.stress.push_back(s.state.stress[0]);
    s.state.stress[1] *= 2.;
    const Vector old = s.state.stress[1];
    s.remap.apply(s.state, 1);
    Vector change = s.state.stress[1];
    change -= old;
    EXPECT_GT(change.linfty_norm(), 0.1);
    // doubling is exact
    change = s.state.stress[1];
    change.add(-2., s.state.stress[0]);
    EXPECT_EQ(change.linfty_norm(), 0.);
  }

  // The L2 error of quadratic elements of size h for 0.1 cos(q x) is about
  // 0.1 (q h)^3 / (sqrt(2) 720 sqrt(7)/6): 2e-5 for q h = 2 pi sqrt(5)/32, the
  // shortest of the waves below. Interpolated initial values add some.
  constexpr double largest_error = 4e-5;

  TEST(Remap, SquareBoxIsOfThirdOrder)
  {
    for (const int k : {1, -1})
      expect_third_order(k > 0 ? "tilt 1 to 0" : "tilt -1 to 0",
                         errors<2>({16, 16}, {1., 1.}, k, k),
                         errors<2>({32, 32}, {1., 1.}, k, k),
                         largest_error);
  }

  TEST(Remap, WideBoxIsOfThirdOrder)
  {
    // Lx = 2 Ly with hx = hy (p = 2) and with hx = 2 hy (p = 1)
    expect_third_order("64 x 32 cells",
                       errors<2>({32, 16}, {2., 1.}, 1., 1),
                       errors<2>({64, 32}, {2., 1.}, 1., 1),
                       largest_error);
    expect_third_order("32 x 32 cells",
                       errors<2>({16, 16}, {2., 1.}, 1., 1),
                       errors<2>({32, 32}, {2., 1.}, 1., 1),
                       largest_error);
  }

  TEST(Remap, TallBoxIsOfThirdOrder)
  {
    // Lx:Ly = 1:2, two box periods
    expect_third_order("32 x 64 cells",
                       errors<2>({16, 32}, {1., 2.}, 1., 1),
                       errors<2>({32, 64}, {1., 2.}, 1., 1),
                       largest_error);
  }

  TEST(Remap, ThreeDimensionsAreOfThirdOrder)
  {
    expect_third_order("16 x 16 x 8 cells",
                       errors<3>({8, 8, 4}, {1., 1., 1.}, 1., 1),
                       errors<3>({16, 16, 8}, {1., 1., 1.}, 1., 1),
                       5e-4);
  }

  /** There and back again differs by two projections, not more. */
  TEST(Remap, ForthAndBackIsTheIdentityUpToProjection)
  {
    const std::vector<double> size = {1., 1.};
    RemappedBox<2> s(box({32, 32}, size));
    const Field<2> field = wave<2>(size, 1., 1., 0.);
    s.interpolate(field);
    s.remap.apply(s.state, 1);
    s.remap.apply(s.state, -1);
    EXPECT_EQ(s.state.frame.tilt, 0.);
    for (const Space space : spaces)
      EXPECT_LT(s.error(space, field), 4e-5);
  }

  TEST(Remap, ChannelIsRefused)
  {
    MeshParameters parameters = box({8, 8}, {1., 1.});
    parameters.geometry       = "channel";
    RemappedBox<2> s(parameters);
    EXPECT_THROW(s.remap.apply(s.state, 1), dealii::ExceptionBase);
  }
} // namespace
