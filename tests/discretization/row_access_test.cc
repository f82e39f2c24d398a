#include <gtest/gtest.h>
#include <vitriflow/discretization/discretization.h>
#include <vitriflow/operators/momentum_spaces.h>

#include <cmath>
#include <string>

namespace vitriflow
{
  namespace
  {
    template <int dim>
    MeshParameters mesh(const std::string &geometry,
                        const std::vector<int> &cells,
                        const unsigned int density_degree)
    {
      MeshParameters parameters;
      parameters.dimension = dim;
      parameters.geometry  = geometry;
      parameters.cells     = cells;
      parameters.size      = std::vector<double>(cells.begin(), cells.end());
      parameters.density_degree = density_degree;
      return parameters;
    }

    /** Writes a different number to each entry of all ranks. */
    template <typename Number>
    void
    number_entries(dealii::LinearAlgebra::distributed::Vector<Number> &vector)
    {
      for (const auto i : vector.locally_owned_elements())
        vector(i) = std::sin(1. + i);
      vector.update_ghost_values();
    }

    /** Evaluations by rows and by deal.II read and add the same numbers. */
    template <int dim, int n_components, typename Number>
    void expect_same(const RowAccess<dim, Number> &rows)
    {
      NodalEvaluation<dim, n_components, Number> by_rows(rows);
      typename decltype(by_rows)::Base one_by_one(rows.matrix_free(),
                                                  rows.space());
      dealii::LinearAlgebra::distributed::Vector<Number> in, expected, found;
      rows.matrix_free().initialize_dof_vector(in, rows.space());
      expected = found = in;
      number_entries(in);
      const unsigned int n = by_rows.dofs_per_cell;
      for (unsigned int b = 0; b < rows.matrix_free().n_cell_batches(); ++b)
        {
          const unsigned int n_cells =
            rows.matrix_free().n_active_entries_per_cell_batch(b);
          by_rows.reinit(b);
          one_by_one.reinit(b);
          by_rows.read_dof_values(in);
          one_by_one.read_dof_values(in);
          for (unsigned int i = 0; i < n; ++i)
            {
              for (unsigned int l = 0; l < n_cells; ++l)
                ASSERT_EQ(by_rows.begin_dof_values()[i][l],
                          one_by_one.begin_dof_values()[i][l])
                  << "batch " << b << " unknown " << i << " lane " << l;
              // a multiple of 1/1024 below 1: sums have no rounding
              for (unsigned int l = 0; l < Simd<Number>::size(); ++l)
                by_rows.begin_dof_values()[i][l] =
                  one_by_one.begin_dof_values()[i][l] =
                    (b * 613 + i * 17 + l * 31) % 1024 / Number(1024.);
            }
          by_rows.distribute_local_to_global(found);
          one_by_one.distribute_local_to_global(expected);
        }
      found.compress(dealii::VectorOperation::add);
      expected.compress(dealii::VectorOperation::add);
      for (const auto i : found.locally_owned_elements())
        ASSERT_EQ(found(i), expected(i)) << "entry " << i;
    }

    template <int dim, typename Number>
    unsigned int cells_in_rows(const RowAccess<dim, Number> &rows)
    {
      unsigned int n = 0;
      for (unsigned int b = 0; b < rows.matrix_free().n_cell_batches(); ++b)
        if (rows.in_row(b))
          n += Simd<Number>::size();
      return dealii::Utilities::MPI::sum(n, MPI_COMM_WORLD);
    }

    /** @p n_held rows of cells touch a wall. */
    template <int dim>
    void check(const MeshParameters &parameters,
               const unsigned int n_rows,
               const unsigned int n_held)
    {
      const Discretization<dim> box(parameters, MPI_COMM_WORLD);
      expect_same<dim, dim>(box.rows(velocity_space));
      expect_same<dim, dim>(box.rows(free_velocity_space));
      expect_same<dim, 1>(box.rows(density_space));
      MomentumSpaces<dim, float> spaces;
      spaces.reinit(box.mapping(),
                    box.dof_handler(velocity_space),
                    box.dof_handler(density_space),
                    box.constraints(velocity_space),
                    box.constraints(density_space),
                    box.lattice());
      expect_same<dim, dim>(spaces.velocity);
      expect_same<dim, 1>(spaces.density);

      // ranks may cut rows
      if (dealii::Utilities::MPI::n_mpi_processes(MPI_COMM_WORLD) > 1)
        return;
      const auto in_rows = [&](const unsigned int lanes) {
        return lanes == 1 ? 0 : box.n_cells()[0] / lanes * lanes;
      };
      const unsigned int wide = in_rows(simd_width<double>);
      EXPECT_EQ(cells_in_rows(box.rows(free_velocity_space)), n_rows * wide);
      EXPECT_EQ(cells_in_rows(box.rows(density_space)), n_rows * wide);
      EXPECT_EQ(cells_in_rows(box.rows(velocity_space)),
                (n_rows - n_held) * wide);
      EXPECT_EQ(cells_in_rows(spaces.velocity),
                (n_rows - n_held) * in_rows(simd_width<float>));
    }

    // 32 cells: whole parts of a row; 16: one that is joined to itself; 42:
    // cells are left over; density on the vertices and on all nodes
    TEST(RowAccess, ReadsAndAddsAsFEEvaluation)
    {
      for (const unsigned int degree : {1, 2})
        {
          check<2>(mesh<2>("periodic box", {32, 4}, degree), 4, 0);
          check<2>(mesh<2>("periodic box", {16, 2}, degree), 2, 0);
          check<2>(mesh<2>("periodic box", {42, 6}, degree), 6, 0);
          check<2>(mesh<2>("channel", {32, 4}, degree), 4, 2);
          check<3>(mesh<3>("periodic box", {32, 2, 4}, degree), 8, 0);
          check<3>(mesh<3>("channel", {16, 4, 2}, degree), 8, 4);
        }
    }
  } // namespace
} // namespace vitriflow
