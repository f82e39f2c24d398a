#include <vitriflow/discretization/row_access.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Entries of a line of nodes of all cells; whether they are as
     * RowAccess reads them. @p indices has the lanes of each node in turn. */
    template <unsigned int lanes>
    bool line_entries(const unsigned int *indices,
                      const unsigned int degree,
                      unsigned int *entries)
    {
      const unsigned int *right = indices + degree * lanes;
      bool in_row               = true;
      for (unsigned int c = 0; c < degree; ++c)
        {
          entries[c] = indices[c * lanes];
          for (unsigned int l = 1; l < lanes; ++l)
            in_row = in_row && indices[c * lanes + l] == entries[c] + l;
        }
      for (unsigned int l = 0; l + 1 < lanes; ++l)
        in_row = in_row && right[l] == indices[l + 1];
      entries[degree] = right[lanes - 1];
      return in_row;
    }
  } // namespace

  template <int dim, typename Number>
  void
  RowAccess<dim, Number>::reinit(const MatrixFree<dim, Number> &matrix_free,
                                 const unsigned int space)
  {
    using DoFInfo      = dealii::internal::MatrixFreeFunctions::DoFInfo;
    const auto &fe     = matrix_free.get_dof_handler(space).get_fe();
    const auto &info   = matrix_free.get_dof_info(space);
    const auto &stored = info.index_storage_variants[DoFInfo::dof_access_cell];
    matrix_free_       = &matrix_free;
    space_             = space;
    degree_            = fe.degree;
    n_unknowns_        = fe.n_dofs_per_cell();

    entries_.resize(std::size_t(matrix_free.n_cell_batches()) * n_unknowns_);
    for (unsigned int b = 0; b < matrix_free.n_cell_batches(); ++b)
      {
        unsigned int *entries = entries_.data() + std::size_t(b) * n_unknowns_;
        // these have an index for each lane and no constraints but hanging
        // nodes, which are kept elsewhere
        bool in_row = lanes > 1 && degree_ <= 2 &&
                      stored[b] == DoFInfo::IndexStorageVariants::interleaved &&
                      info.hanging_node_constraint_masks.empty();
        if (in_row)
          {
            const unsigned int *indices =
              info.dof_indices_interleaved.data() +
              info.row_starts[b * fe.n_components() * lanes].first;
            for (unsigned int i = 0; i < n_unknowns_; i += degree_ + 1)
              in_row = line_entries<lanes>(indices + i * lanes,
                                           degree_,
                                           entries + i) &&
                       in_row;
          }
        if (!in_row)
          entries[0] = none;
      }
  }

  template class RowAccess<2, double>;
  template class RowAccess<3, double>;
  template class RowAccess<2, float>;
  template class RowAccess<3, float>;
} // namespace vitriflow
