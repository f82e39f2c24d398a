// Question: is the kernel that advects stresses what the weak form says, cell
// by cell and face by face, in the plane, in space, between walls, in a skew
// frame and with lanes that are idle?

#include <deal.II/base/quadrature_lib.h>

#include <deal.II/fe/fe_values.h>

#include <gtest/gtest.h>
#include <vitriflow/operators/stress_advection.h>

#include <cmath>
#include <string>
#include <vector>

namespace vitriflow
{
  namespace
  {
    using dealii::FEFaceValues;
    using dealii::FEValues;
    using dealii::Tensor;
    using dealii::FEValuesExtractors::Scalar;
    using dealii::types::global_dof_index;
    constexpr double tilt = 0.3;

    /** A number in (-1, 1) that looks random. */
    double scatter(const double i)
    {
      return std::sin(12.9898 * i + 1.) * std::cos(4.1414 * i);
    }

    void scatter_over(Vector &field)
    {
      for (unsigned int i = 0; i < field.size(); ++i)
        field(i) = scatter(i);
    }

    /** w . grad sigma with one-sided upwind fluxes, from shape functions. */
    template <int dim>
    class PlainAdvection
    {
    public:
      PlainAdvection(const Discretization<dim> &box)
        : box(box)
        , stress(box.mapping(),
                 box.dof_handler(stress_space).get_fe(),
                 inside,
                 flags | dealii::update_gradients)
        , velocity(box.mapping(),
                   box.dof_handler(velocity_space).get_fe(),
                   inside,
                   dealii::update_values)
        , inner(box.mapping(), stress.get_fe(), side, face_flags)
        , outer(box.mapping(), stress.get_fe(), side, face_flags)
        , at_face(box.mapping(), velocity.get_fe(), side, face_flags)
      {
      }

      Vector operator()(const Vector &sigma, const Vector &flow)
      {
        Vector result;
        box.initialize(result, stress_space);
        indices.resize(stress.dofs_per_cell);
        for (const auto &cell :
             box.dof_handler(stress_space).active_cell_iterators())
          {
            const typename dealii::DoFHandler<dim>::cell_iterator same(
              *static_cast<const dealii::CellAccessor<dim> *>(&*cell),
              &box.dof_handler(velocity_space));
            cell->get_dof_indices(indices);
            stress.reinit(cell);
            velocity.reinit(same);
            add_cell(sigma, flow, result);
            for (const unsigned int face : cell->face_indices())
              {
                if (cell->at_boundary(face) &&
                    !cell->has_periodic_neighbor(face))
                  continue;
                inner.reinit(cell, face);
                outer.reinit(cell->neighbor_or_periodic_neighbor(face),
                             face ^ 1);
                at_face.reinit(same, face);
                add_face(sigma, flow, result);
              }
            divide_by_mass(result);
          }
        return result;
      }

    private:
      void add_cell(const Vector &sigma, const Vector &flow, Vector &result)
      {
        std::vector<Tensor<1, dim>> slope(inside.size()), u(inside.size());
        velocity[vector].get_function_values(flow, u);
        for (unsigned int c = 0; c < n_stress_components<dim>; ++c)
          {
            stress[Scalar(c)].get_function_gradients(sigma, slope);
            for (unsigned int q = 0; q < inside.size(); ++q)
              for (unsigned int i = 0; i < indices.size(); ++i)
                result(indices[i]) += slope[q] * to_mesh(u[q], tilt) *
                                      stress[Scalar(c)].value(i, q) *
                                      stress.JxW(q);
          }
      }

      void add_face(const Vector &sigma, const Vector &flow, Vector &result)
      {
        std::vector<double> mine(side.size()), other(side.size());
        std::vector<Tensor<1, dim>> u(side.size());
        at_face[vector].get_function_values(flow, u);
        for (unsigned int c = 0; c < n_stress_components<dim>; ++c)
          {
            inner[Scalar(c)].get_function_values(sigma, mine);
            outer[Scalar(c)].get_function_values(sigma, other);
            for (unsigned int q = 0; q < side.size(); ++q)
              for (unsigned int i = 0; i < indices.size(); ++i)
                result(indices[i]) +=
                  (other[q] - mine[q]) *
                  std::min(to_mesh(u[q], tilt) * inner.normal_vector(q), 0.) *
                  inner[Scalar(c)].value(i, q) * inner.JxW(q);
          }
      }

      /** Diagonal: the nodes are the quadrature points. */
      void divide_by_mass(Vector &result)
      {
        for (const global_dof_index i : indices)
          {
            const unsigned int local = i - indices[0];
            double mass              = 0.;
            for (unsigned int q = 0; q < inside.size(); ++q)
              mass += std::pow(stress.shape_value(local, q), 2) * stress.JxW(q);
            result(i) /= mass;
          }
      }

      const Discretization<dim> &box;
      const dealii::FEValuesExtractors::Vector vector{0};
      const dealii::QGauss<dim> inside{n_quadrature_points_1d};
      const dealii::QGauss<dim - 1> side{n_quadrature_points_1d};
      const dealii::UpdateFlags flags =
        dealii::update_values | dealii::update_JxW_values;
      const dealii::UpdateFlags face_flags =
        flags | dealii::update_normal_vectors;
      FEValues<dim> stress, velocity;
      FEFaceValues<dim> inner, outer, at_face;
      std::vector<global_dof_index> indices;
    };

    /** On one rank, with a number of cells that leaves lanes idle. */
    template <int dim>
    void expect_plain_loops(const std::vector<int> &cells,
                            const std::string &geometry)
    {
      MeshParameters parameters;
      parameters.dimension = dim;
      parameters.geometry  = geometry;
      parameters.cells     = cells;
      parameters.size      = {5., 3.6};
      if (dim == 3)
        parameters.size.push_back(1.7);
      const Discretization<dim> box(parameters, MPI_COMM_SELF);
      Vector stress, begin, velocity, wide;
      for (Vector *v : {&stress, &begin, &wide})
        box.initialize(*v, stress_space);
      box.initialize(velocity, free_velocity_space);
      scatter_over(stress);
      scatter_over(velocity);
      begin.add(0.7);
      // walls stand still; and what belongs to a periodic partner is taken
      // from there
      box.constraints(velocity_space).set_zero(velocity);
      Frame frame;
      frame.tilt = tilt;
      StressAdvection<dim> advection(box);
      const double rate = advection.freeze(velocity, frame);
      EXPECT_GT(rate, 0.);
      constexpr double span = 0.4;
      advection.advance(wide, begin, span, stress);

      Vector flow = velocity;
      box.constraints(free_velocity_space).distribute(flow);
      Vector plain = PlainAdvection<dim>(box)(stress, flow);
      plain.sadd(-span, 1., begin);
      // a few hundred roundings of products no larger than the result
      for (unsigned int i = 0; i < plain.size(); ++i)
        ASSERT_NEAR(wide(i), plain(i), 1e-13 * plain.linfty_norm()) << i;
    }

    TEST(StressAdvection, EqualsPlainLoops)
    {
      expect_plain_loops<2>({5, 3}, "periodic box");
      expect_plain_loops<2>({5, 3}, "channel");
      expect_plain_loops<3>({3, 3, 2}, "periodic box");
      expect_plain_loops<3>({3, 3, 2}, "channel");
    }
  } // namespace
} // namespace vitriflow
