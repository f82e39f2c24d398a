#pragma once

#include <vitriflow/base/simd_shift.h>
#include <vitriflow/discretization/evaluation.h>

#include <vector>

namespace vitriflow
{
  /**
   * Where a batch finds its unknowns of a continuous element, if it is a part
   * of a row of cells (see cell_rows.h): the nodes at the left of its cells
   * follow each other in memory, so do the next ones, and those at the right
   * are the left ones of the next cell. They are then read and written in whole
   * registers, not one number at a time.
   */
  template <int dim, typename Number>
  class RowAccess
  {
  public:
    using VectorType = dealii::LinearAlgebra::distributed::Vector<Number>;

    /** For one space of a MatrixFree object, which must stay where it is; to be
     * called again after its reinit(). */
    void reinit(const MatrixFree<dim, Number> &matrix_free,
                const unsigned int space);

    const MatrixFree<dim, Number> &matrix_free() const
    {
      return *matrix_free_;
    }

    unsigned int space() const
    {
      return space_;
    }

    /** Whether a batch is read and written in whole registers. */
    bool in_row(const unsigned int batch) const
    {
      return entries_[std::size_t(batch) * n_unknowns_] != none;
    }

    /** Values of the unknowns of a batch in a row. */
    DEAL_II_ALWAYS_INLINE
    void read(const unsigned int batch,
              const VectorType &vector,
              Simd<Number> *values) const
    {
      if (degree_ == 2)
        read_lines<2>(batch, vector.begin(), values);
      else
        read_lines<1>(batch, vector.begin(), values);
    }

    /** Adds to the unknowns of a batch in a row. */
    DEAL_II_ALWAYS_INLINE
    void add(const unsigned int batch,
             const Simd<Number> *values,
             VectorType &vector) const
    {
      if (degree_ == 2)
        add_lines<2>(batch, values, vector.begin());
      else
        add_lines<1>(batch, values, vector.begin());
    }

  private:
    static constexpr unsigned int lanes = Simd<Number>::size();
    static constexpr unsigned int none  = dealii::numbers::invalid_unsigned_int;

    template <unsigned int degree>
    DEAL_II_ALWAYS_INLINE void read_lines(const unsigned int batch,
                                          const Number *vector,
                                          Simd<Number> *values) const
    {
      const unsigned int n        = n_unknowns_;
      const unsigned int *entries = entries_.data() + std::size_t(batch) * n;
      for (unsigned int i = 0; i < n; i += degree + 1)
        {
          for (unsigned int c = 0; c < degree; ++c)
            values[i + c].load(vector + entries[i + c]);
          values[i + degree] =
            shift_down<Number>(values[i], vector[entries[i + degree]]);
        }
    }

    template <unsigned int degree>
    DEAL_II_ALWAYS_INLINE void add_lines(const unsigned int batch,
                                         const Simd<Number> *values,
                                         Number *vector) const
    {
      const unsigned int n        = n_unknowns_;
      const unsigned int *entries = entries_.data() + std::size_t(batch) * n;
      for (unsigned int i = 0; i < n; i += degree + 1)
        {
          for (unsigned int c = 0; c < degree; ++c)
            {
              Simd<Number> sum;
              sum.load(vector + entries[i + c]);
              sum += values[i + c];
              if (c == 0)
                sum += shift_up<Number>(values[i + degree]);
              sum.store(vector + entries[i + c]);
            }
          vector[entries[i + degree]] += values[i + degree][lanes - 1];
        }
    }

    const MatrixFree<dim, Number> *matrix_free_ = nullptr;
    unsigned int space_                         = 0;
    unsigned int degree_                        = 0;
    unsigned int n_unknowns_                    = 0; // of a cell
    /** For each batch and unknown of its cells the entry of the first cell,
     * but of the last cell at the right end of a line of nodes. */
    std::vector<unsigned int> entries_;
  };
} // namespace vitriflow
