// Question: does the structural variable diffuse as div(D grad w) says, at the
// order of its elements, in a sheared frame and on a mesh that has moved,
// around an axis, without loss, for any contrast?

#include <deal.II/base/quadrature_lib.h>

#include <deal.II/lac/full_matrix.h>
#include <deal.II/lac/lapack_full_matrix.h>

#include <deal.II/numerics/vector_tools.h>

#include <vitriflow/operators/structure_diffusion.h>

#include <cmath>
#include <limits>
#include <map>
#include <random>

#include "verification/cases.h"

namespace vitriflow
{
  namespace
  {
    using namespace dealii;

    constexpr double k = 2. * numbers::PI;

    /** The right-hand side w - weight div(D grad w) of w = sin k(X + Y) and
     * D = 1 + contrast cos k Y in a unit box; physical gradients are
     * (d_X, d_Y - tilt d_X). */
    double right_hand_side(const double x,
                           const double y,
                           const double weight,
                           const double tilt,
                           const double contrast)
    {
      const double s   = 1. - tilt;
      const double D   = 1. + contrast * std::cos(k * y);
      const double D_y = -contrast * k * std::sin(k * y);
      const double divergence =
        -D * k * k * (1. + s * s) * std::sin(k * (x + y)) +
        D_y * s * k * std::cos(k * (x + y));
      return std::sin(k * (x + y)) - weight * divergence;
    }

    /** In component 0; the others are one, as drawn factors are. */
    template <int dim, typename Value>
    class Structure : public Function<dim>
    {
    public:
      explicit Structure(const Value &value)
        : Function<dim>(n_stress_components<dim>)
        , value_(value)
      {
      }

      double value(const Point<dim> &p, const unsigned int c = 0) const override
      {
        return c == 0 ? value_(p) : 1.;
      }

    private:
      Value value_;
    };

    template <int dim>
    class Box
    {
    public:
      explicit Box(
        const std::string &n_cells,
        const std::vector<std::string> &settings = {"Loading/Shear rate=1"})
        : parameters_(
            case_parameters(with({"Mesh/Dimension=" + std::to_string(dim),
                                  "Mesh/Cells=" + n_cells,
                                  "Mesh/Size=1"},
                                 settings)))
        , reduced_(parameters_)
        , discretization(reduced_.mesh, MPI_COMM_WORLD, true)
        , diffusion(discretization)
        , material_(parameters_.material, 1., 0., 0., 0., 0., newtonian())
      {
      }

      template <typename Value>
      Vector interpolate(const Value &value) const
      {
        Vector field;
        discretization.initialize(field, stress_space);
        VectorTools::interpolate(discretization.mapping(),
                                 discretization.dof_handler(stress_space),
                                 Structure<dim, Value>(value),
                                 field);
        return field;
      }

      /** Of a viscous flow D = sbar: a shear stress equal to D. */
      template <typename Value>
      void set_diffusivity(const Value &value, const double tilt)
      {
        Vector stress     = interpolate(value);
        const Vector ones = interpolate([](const Point<dim> &) { return 1.; });
        // sxx = syy = szz has no deviator; sxy is component 3
        auto &data = discretization.matrix_free();
        StressEvaluation<dim> s(data, stress_space);
        for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
          {
            s.reinit(cell);
            s.read_dof_values(stress);
            for (unsigned int q = 0; q < s.n_q_points; ++q)
              {
                Stress<Simd<double>> sigma;
                sigma[0][1] = s.begin_dof_values()[q];
                set_nodal_stress<dim>(s, q, sigma);
              }
            s.set_dof_values(stress);
          }
        diffusion.set_diffusivity(stress, ones, material_, tilt);
      }

      template <typename Value>
      double error(Vector field, const Value &exact) const
      {
        field.update_ghost_values();
        dealii::Vector<float> cells(
          discretization.triangulation().n_active_cells());
        const ComponentSelectFunction<dim> first(0, n_stress_components<dim>);
        VectorTools::integrate_difference(discretization.mapping(),
                                          discretization.dof_handler(
                                            stress_space),
                                          field,
                                          Structure<dim, Value>(exact),
                                          cells,
                                          QGauss<dim>(4),
                                          VectorTools::L2_norm,
                                          &first);
        return VectorTools::compute_global_error(discretization.triangulation(),
                                                 cells,
                                                 VectorTools::L2_norm);
      }

      /** Integral of component 0. */
      double integral(const Vector &field) const
      {
        auto &data      = discretization.matrix_free();
        const auto axis = discretization.axisymmetry();
        FEEvaluation<dim, -1, 0, 1, double, Simd<double>> w(data, stress_space);
        double sum = 0.;
        for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
          {
            w.reinit(cell);
            w.gather_evaluate(field, EvaluationFlags::values);
            for (const unsigned int q : w.quadrature_point_indices())
              w.submit_value(axis.weight(w, q) * w.get_value(q), q);
            const Simd<double> one = w.integrate_value();
            for (unsigned int l = 0;
                 l < data.n_active_entries_per_cell_batch(cell);
                 ++l)
              sum += one[l];
          }
        return Utilities::MPI::sum(sum, MPI_COMM_WORLD);
      }

    private:
      static std::vector<std::string> with(std::vector<std::string> all,
                                           const std::vector<std::string> &more)
      {
        all.insert(all.end(), more.begin(), more.end());
        return all;
      }

      static PlasticFlowConstants newtonian()
      {
        PlasticFlowConstants c;
        c.mechanism = "power law";
        c.exponent  = 1.;
        c.diffusion = 1.;
        return c;
      }

      Parameters parameters_;
      ReducedRun reduced_;

    public:
      Discretization<dim> discretization;
      StructureDiffusion<dim> diffusion;

    private:
      Material material_;
    };

    template <int dim>
    double solution_error(const unsigned int n,
                          const double tilt,
                          const double contrast)
    {
      constexpr double weight = 0.1;
      Box<dim> box(std::to_string(n));
      box.set_diffusivity(
        [&](const Point<dim> &p) { return 1. + contrast * std::cos(k * p[1]); },
        tilt);
      const auto exact = [](const Point<dim> &p) {
        return std::sin(k * (p[0] + p[1]));
      };
      const Vector given = box.interpolate([&](const Point<dim> &p) {
        return right_hand_side(p[0], p[1], weight, tilt, contrast);
      });
      Vector w = box.interpolate([](const Point<dim> &) { return 0.; });
      box.diffusion.solve(w, given, weight);
      return box.error(w, exact);
    }

    /** Elements of degree two are of order three; D is constant in a cell,
     * which leaves two. */
    TEST(StructureDiffusion, OrderInASkewFrame)
    {
      for (const double tilt : {0., 0.8})
        {
          EXPECT_GT(solution_error<2>(8, tilt, 0.) /
                      solution_error<2>(16, tilt, 0.),
                    7.)
            << tilt;
          EXPECT_GT(solution_error<2>(16, tilt, 0.7) /
                      solution_error<2>(32, tilt, 0.7),
                    3.6)
            << tilt;
        }
      EXPECT_GT(solution_error<3>(4, 0.8, 0.) / solution_error<3>(8, 0.8, 0.),
                7.);
    }

    /** With cells of two sizes, for an indenter. */
    std::vector<std::string> block(const std::string &coordinates)
    {
      return {"Mesh/Geometry=indentation",
              "Mesh/Indentation/Coordinates=" + coordinates,
              "Mesh/Indentation/Refinement levels=1",
              "Mesh/Indentation/Refined radius=0.3",
              "Loading/Program=depth 1e-3 duration 1"};
    }

    /** Of the unit square into itself. */
    template <int dim>
    class Displacement : public Function<dim>
    {
    public:
      Displacement()
        : Function<dim>(dim)
      {
      }

      double value(const Point<dim> &p, const unsigned int c = 0) const override
      {
        return 0.05 * (c == 0 ? 1. : -1.) * std::sin(numbers::PI * p[0]) *
               std::sin(numbers::PI * p[1]);
      }
    };

    /** w = cos(pi x) cos(pi y), D = 1, with 1/r dw/dr around an axis: nothing
     * flows through the sides. */
    double block_error(const unsigned int n, const std::string &coordinates)
    {
      constexpr double weight = 0.1, pi = numbers::PI;
      const bool round = coordinates == "axisymmetric";
      Box<2> box(std::to_string(n), block(coordinates));
      Vector displacement;
      box.discretization.initialize(displacement, free_velocity_space);
      VectorTools::interpolate(box.discretization.mapping(),
                               box.discretization.dof_handler(
                                 free_velocity_space),
                               Displacement<2>(),
                               displacement);
      box.discretization.move(displacement);
      box.set_diffusivity([](const Point<2> &) { return 1.; }, 0.);
      const auto exact = [](const Point<2> &p) {
        return std::cos(pi * p[0]) * std::cos(pi * p[1]);
      };
      const Vector given = box.interpolate([&](const Point<2> &p) {
        const double hoop =
          round ? -pi * std::sin(pi * p[0]) * std::cos(pi * p[1]) / p[0] : 0.;
        return exact(p) - weight * (-2. * pi * pi * exact(p) + hoop);
      });
      Vector w           = box.interpolate([](const Point<2> &) { return 0.; });
      box.diffusion.solve(w, given, weight);
      return box.error(w, exact);
    }

    /** Elements of degree two on a mesh of degree two are of order three; the
     * given function is interpolated at its points, not projected. */
    TEST(StructureDiffusion, OrderOnAMovedMeshWithHangingNodes)
    {
      for (const char *coordinates : {"plane strain", "axisymmetric"})
        EXPECT_GT(block_error(8, coordinates) / block_error(16, coordinates),
                  7.)
          << coordinates;
    }

    /** D over six decades, at random; walls are tight. */
    TEST(StructureDiffusion, ConservesAndIsPositiveForAnyContrast)
    {
      const std::vector<std::string> shear = {"Loading/Shear rate=1"};
      for (const auto &[geometry, settings] :
           std::map<std::string, std::vector<std::string>>{
             {"periodic box", shear},
             {"channel", {"Mesh/Geometry=channel", "Loading/Shear rate=1"}},
             {"block", block("plane strain")},
             {"round block", block("axisymmetric")}})
        {
          Box<2> box("6", settings);
          std::minstd_rand random(3);
          std::uniform_real_distribution<> number(0., 1.);
          const double tilt = geometry[0] == 'p' ? 1. : 0.;
          box.set_diffusivity(
            [&](const Point<2> &) {
              return std::pow(10., -6. * number(random));
            },
            tilt);
          const auto draw = [&](const Point<2> &) { return number(random); };
          const Vector v = box.interpolate(draw), w = box.interpolate(draw);
          Vector rate_v(v), rate_w(w);
          box.diffusion.rate(rate_v, v);
          box.diffusion.rate(rate_w, w);
          const auto product = [&](const Vector &a, Vector b) {
            b.scale(a);
            return box.integral(b);
          };
          const double scale = std::sqrt(product(rate_w, rate_w));
          EXPECT_NEAR(box.integral(rate_w), 0., 1e-12 * scale) << geometry;
          EXPECT_NEAR(product(v, rate_w), product(w, rate_v), 1e-12 * scale)
            << geometry;
          EXPECT_LT(product(w, rate_w), 0.) << geometry;

          // 1e3 h^2/D: conjugate gradients end only if the form is positive
          Vector end(w);
          box.diffusion.solve(end, w, 30.);
          EXPECT_NEAR(box.integral(end), box.integral(w), 1e-12) << geometry;
          EXPECT_LT(product(end, end), product(w, w)) << geometry;
        }
    }

    /** Moves the middle node of one face in the unit square along the face: by
     * a quarter of its length and more the face is folded. */
    class Slip : public Function<2>
    {
    public:
      explicit Slip(const double amount)
        : Function<2>(2)
        , amount_(amount)
      {
      }

      double value(const Point<2> &p, const unsigned int c = 0) const override
      {
        constexpr double near = 1e-6;
        return c == 0 && p.distance(Point<2>(0.75, 0.5)) < near ? -amount_ : 0.;
      }

    private:
      double amount_;
    };

    /** Largest eigenvalue of rate() over the size of the smallest. */
    double largest_eigenvalue(const double amount)
    {
      Box<2> box("2", block("plane strain"));
      Vector displacement;
      box.discretization.initialize(displacement, free_velocity_space);
      VectorTools::interpolate(box.discretization.mapping(),
                               box.discretization.dof_handler(
                                 free_velocity_space),
                               Slip(amount),
                               displacement);
      box.discretization.move(displacement);
      box.set_diffusivity([](const Point<2> &) { return 1.; }, 0.);
      Vector unit   = box.interpolate([](const Point<2> &) { return 0.; });
      Vector column = unit;
      const unsigned int n = unit.size();
      FullMatrix<double> columns(n, n);
      for (unsigned int j = 0; j < n; ++j)
        {
          unit = 0.;
          if (unit.in_local_range(j))
            unit(j) = 1.;
          box.diffusion.rate(column, unit);
          for (const auto i : column.locally_owned_elements())
            columns(i, j) = column(i);
        }
      Utilities::MPI::sum(columns, MPI_COMM_WORLD, columns);
      LAPACKFullMatrix<double> form(n);
      form = columns;
      form.compute_eigenvalues();
      double largest  = std::numeric_limits<double>::lowest();
      double smallest = std::numeric_limits<double>::max();
      for (unsigned int i = 0; i < n; ++i)
        {
          largest  = std::max(largest, form.eigenvalue(i).real());
          smallest = std::min(smallest, form.eigenvalue(i).real());
        }
      return largest / -smallest;
    }

    // A face of length 1/2 is stretched without end at one of its quadrature
    // points when the node has slipped by 0.1614: gradients there are as large,
    // and so must be the penalty. Constants have the eigenvalue zero, up to
    // round-off.
    TEST(StructureDiffusion, IsPositiveInCellsWithAFoldedFace)
    {
      for (const double slip :
           {0., 0.1, 0.149, 0.15, 0.155, 0.16, 0.161, 0.162, 0.163, 0.17, 0.19})
        EXPECT_LT(largest_eigenvalue(slip), 1e-12) << slip;
    }

    TEST(StructureDiffusion, RateIsCutOffWhereItIsTooLargeOnly)
    {
      constexpr double most = 12.;
      Box<2> box("8");
      box.set_diffusivity([](const Point<2> &) { return 1.; }, 0.);
      const Vector w = box.interpolate(
        [](const Point<2> &p) { return std::sin(k * p[0]) + 2.; });
      Vector full(w), cut(w);
      box.diffusion.rate(full, w);
      box.diffusion.rate(cut, w, most);
      unsigned int n_raised = 0, n_lowered = 0, n_kept = 0;
      for (unsigned int i = 0; i < w.locally_owned_size(); ++i)
        {
          const double bound = most * w.local_element(i);
          EXPECT_DOUBLE_EQ(cut.local_element(i),
                           std::min(std::max(full.local_element(i), -bound),
                                    bound));
          n_raised += full.local_element(i) < -bound;
          n_lowered += full.local_element(i) > bound;
          n_kept += full.local_element(i) != 0. &&
                    std::abs(full.local_element(i)) < bound;
        }
      EXPECT_GT(n_raised, 0u);
      EXPECT_GT(n_lowered, 0u);
      EXPECT_GT(n_kept, 0u);
    }

    TEST(StructureDiffusion, RangeIsThatOfTheVariableAlone)
    {
      Box<2> box("8");
      // other components are one
      const auto range = box.diffusion.range(box.interpolate(
        [](const Point<2> &p) { return p[0] < 0.5 ? 2. : 3.; }));
      EXPECT_EQ(range.first, 2.);
      EXPECT_EQ(range.second, 3.);
    }
  } // namespace
} // namespace vitriflow
