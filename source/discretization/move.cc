#include <vitriflow/base/exceptions.h>
#include <vitriflow/discretization/readable_copy.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Smallest determinant of the map from the unit cell at a quadrature
     * point; of this rank. */
    template <int dim>
    double smallest_volume(const RowAccess<dim, double> &rows)
    {
      const auto &data = rows.matrix_free();
      double smallest  = std::numeric_limits<double>::max();
      DensityEvaluation<dim, double> phi(rows);
      for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
        {
          phi.reinit(cell);
          for (const unsigned int q : phi.quadrature_point_indices())
            {
              const Simd<double> dx = phi.JxW(q);
              for (unsigned int l = 0;
                   l < data.n_active_entries_per_cell_batch(cell);
                   ++l)
                // also where it is not a number
                if (!(dx[l] > 0.))
                  return -1.;
                else
                  smallest = std::min(smallest, dx[l]);
            }
        }
      return smallest;
    }
  } // namespace

  template <int dim>
  void Discretization<dim>::move(const Vector &displacement)
  {
    const Vector readable =
      readable_copy(*this, free_velocity_space, displacement);
    if (!moved_)
      moved_ = std::make_unique<MappingQCache<dim>>(velocity_degree);
    moved_->initialize(mapping_, velocity_dofs_, readable, true);
    matrix_free_.update_mapping(*moved_);
    const double smallest =
      Utilities::MPI::min(smallest_volume<dim>(rows(density_space)),
                          communicator());
    if (!(smallest > 0.))
      throw StepFailed("a cell of the mesh was turned inside out");
  }

  template void Discretization<2>::move(const Vector &);
  template void Discretization<3>::move(const Vector &);
} // namespace vitriflow
