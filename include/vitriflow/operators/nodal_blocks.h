#pragma once

#include <deal.II/base/mpi.h>
#include <deal.II/base/symmetric_tensor.h>

#include <deal.II/lac/la_parallel_vector.h>

#include <array>
#include <vector>

namespace vitriflow
{
  /**
   * The stiffness B of a contact, a symmetric operator that couples the
   * velocity components of single nodes only. Where the load and not the depth
   * of the indenter is given, the indenter is afloat: it moves along y so that
   * the load stays,
   *
   *   B - (B e)(B e)^T/(e^T B e),   e = e_y at all nodes,
   *
   * which is still symmetric and has no negative eigenvalues.
   */
  template <int dim, typename Number>
  class NodalBlocks
  {
  public:
    using VectorType = dealii::LinearAlgebra::distributed::Vector<Number>;

    struct Node
    {
      /** Owned entries of the components of the velocity. */
      std::array<unsigned int, dim> entries;
      dealii::SymmetricTensor<2, dim, Number> block;
    };

    void clear()
    {
      nodes_.clear();
    }

    /** Whether the indenter is afloat. */
    void set_afloat(const bool afloat)
    {
      afloat_ = afloat;
    }

    void add(const std::array<unsigned int, dim> &entries,
             const dealii::SymmetricTensor<2, dim, Number> &block)
    {
      nodes_.push_back({entries, block});
    }

    const std::vector<Node> &nodes() const
    {
      return nodes_;
    }

    /** Collective if afloat. */
    void vmult_add(VectorType &dst, const VectorType &src) const
    {
      if (afloat_)
        vmult_add_motion(dst, src);
      for (const Node &node : nodes_)
        for (unsigned int i = 0; i < dim; ++i)
          for (unsigned int j = 0; j < dim; ++j)
            dst.local_element(node.entries[i]) +=
              node.block[i][j] * src.local_element(node.entries[j]);
    }

    void add_diagonal(VectorType &diagonal) const
    {
      for (const Node &node : nodes_)
        for (unsigned int i = 0; i < dim; ++i)
          diagonal.local_element(node.entries[i]) += node.block[i][i];
    }

    /** How fast the indenter goes up, afloat, while the nodes move with the
     * velocity @p src; 0 without any. Collective. */
    Number motion(const VectorType &src) const
    {
      std::array<double, 2> sums{}; // (B e).src, e.B e
      for (const Node &node : nodes_)
        {
          for (unsigned int i = 0; i < dim; ++i)
            sums[0] += node.block[i][1] * src.local_element(node.entries[i]);
          sums[1] += node.block[1][1];
        }
      for (double &sum : sums)
        sum = dealii::Utilities::MPI::sum(sum, src.get_mpi_communicator());
      return sums[1] > 0. ? sums[0] / sums[1] : 0.;
    }

  private:
    /** The second term. */
    void vmult_add_motion(VectorType &dst, const VectorType &src) const
    {
      const Number upwards = motion(src);
      for (const Node &node : nodes_)
        for (unsigned int i = 0; i < dim; ++i)
          dst.local_element(node.entries[i]) -= upwards * node.block[i][1];
    }

    bool afloat_ = false;
    std::vector<Node> nodes_;
  };
} // namespace vitriflow
