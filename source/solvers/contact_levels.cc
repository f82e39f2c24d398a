#include <vitriflow/solvers/contact_levels.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** The nearest tensor without negative eigenvalues. */
    template <int dim>
    SymmetricTensor<2, dim> positive_part(const SymmetricTensor<2, dim> &tensor)
    {
      SymmetricTensor<2, dim> positive;
      for (const auto &[value, direction] : eigenvectors(tensor))
        if (value > 0.)
          positive += value * symmetrize(outer_product(direction, direction));
      return positive;
    }
  } // namespace

  template <int dim>
  void ContactLevels<dim>::set_level(const unsigned int level,
                                     const DoFHandler<dim> &velocity_dofs)
  {
    if (entries_.size() <= level)
      entries_.resize(level + 1);
    entries_[level].clear();
    for (const NodeDofs<dim> &node : top_nodes<dim>(velocity_dofs))
      entries_[level].push_back(
        owned_entries<dim>(node, velocity_dofs.locally_owned_dofs()));
  }

  template <int dim>
  void ContactLevels<dim>::restrict(const NodalBlocks<dim, double> &fine,
                                    const MGLevelObject<Transfer> &transfers,
                                    MGLevelObject<Operator> &operators) const
  {
    const unsigned int finest = operators.max_level();
    // row i of the block of a node, in the entries of its components
    std::array<FloatVector, dim> rows, coarse_rows;
    for (FloatVector &row : rows)
      operators[finest].initialize_dof_vector(row);
    operators[finest].contact().clear();
    for (const auto &node : fine.nodes())
      {
        operators[finest].contact().add(
          node.entries, SymmetricTensor<2, dim, float>(node.block));
        for (unsigned int i = 0; i < dim; ++i)
          for (unsigned int j = 0; j < dim; ++j)
            rows[i].local_element(node.entries[j]) = node.block[i][j];
      }
    for (unsigned int l = finest; l > 0; --l)
      {
        for (unsigned int i = 0; i < dim; ++i)
          {
            operators[l - 1].initialize_dof_vector(coarse_rows[i]);
            transfers[l].restrict_and_add(coarse_rows[i], rows[i]);
          }
        auto &contact = operators[l - 1].contact();
        contact.clear();
        for (const auto &entries : entries_[l - 1])
          {
            SymmetricTensor<2, dim> block;
            for (unsigned int i = 0; i < dim; ++i)
              for (unsigned int j = i; j < dim; ++j)
                block[i][j] = coarse_rows[i].local_element(entries[j]);
            if (block.norm() > 0.)
              contact.add(entries,
                          SymmetricTensor<2, dim, float>(
                            positive_part<dim>(block)));
          }
        rows.swap(coarse_rows);
      }
  }

  template class ContactLevels<2>;
  template class ContactLevels<3>;
} // namespace vitriflow
