#pragma once

#include <vitriflow/base/types.h>

#include <algorithm>
#include <utility>

/**
 * @file
 * What a discontinuous element needs to turn the values of one cell after the
 * other into packed numbers, and back. deal.II has this for its own packed
 * numbers; for those of simd.h it would move one number at a time.
 */
namespace vitriflow
{
#ifdef VITRIFLOW_SHUFFLES
  namespace internal
  {
    template <typename Number>
    using Register = typename PackedNumber<Number>::Register;

    /** Swaps the off-diagonal blocks of size @p block in all diagonal blocks of
     * twice that size; then the same inside the blocks. */
    template <int block, typename Number, int... lane>
    DEAL_II_ALWAYS_INLINE inline void
    exchange(Register<Number> *rows,
             const std::integer_sequence<int, lane...> lanes)
    {
      constexpr int n = simd_width<Number>;
      for (int i = 0; i < n; ++i)
        if ((i & block) == 0)
          {
            const Register<Number> a = rows[i], b = rows[i + block];
            rows[i] = __builtin_shufflevector(
              a, b, ((lane & block) ? n + lane - block : lane)...);
            rows[i + block] = __builtin_shufflevector(
              a, b, ((lane & block) ? n + lane : lane + block)...);
          }
      if constexpr (block > 1)
        exchange<block / 2, Number>(rows, lanes);
    }

    /** rows[i] becomes what lane i of all rows was. */
    template <typename Number>
    DEAL_II_ALWAYS_INLINE inline void transpose(Register<Number> *rows)
    {
      constexpr int n = simd_width<Number>;
      exchange<n / 2, Number>(rows, std::make_integer_sequence<int, n>());
    }
  } // namespace internal

  /** out[i] becomes in[first[lane] + i] in all lanes, for i < n; n is at least
   * the number of lanes. */
  template <typename Number>
  inline void load_transposed(const unsigned int n,
                              const Number *in,
                              const unsigned int *first,
                              Simd<Number> *out)
  {
    constexpr unsigned int lanes = simd_width<Number>;
    AssertThrow(n >= lanes, dealii::ExcInternalError());
    for (unsigned int i = 0; i < n; i += lanes)
      {
        // the last block overlaps the one before it
        const unsigned int begin = std::min(i, n - lanes);
        internal::Register<Number> rows[lanes];
        for (unsigned int lane = 0; lane < lanes; ++lane)
          __builtin_memcpy(&rows[lane],
                           in + first[lane] + begin,
                           sizeof(*rows));
        internal::transpose<Number>(rows);
        for (unsigned int k = 0; k < lanes; ++k)
          out[begin + k].data = rows[k];
      }
  }

  /** The inverse: writes to out[first[lane] + i]. */
  template <typename Number>
  inline void store_transposed(const unsigned int n,
                               const Simd<Number> *in,
                               const unsigned int *first,
                               Number *out)
  {
    constexpr unsigned int lanes = simd_width<Number>;
    AssertThrow(n >= lanes, dealii::ExcInternalError());
    for (unsigned int i = 0; i < n; i += lanes)
      {
        const unsigned int begin = std::min(i, n - lanes);
        internal::Register<Number> rows[lanes];
        for (unsigned int k = 0; k < lanes; ++k)
          rows[k] = in[begin + k].data;
        internal::transpose<Number>(rows);
        for (unsigned int lane = 0; lane < lanes; ++lane)
          __builtin_memcpy(out + first[lane] + begin,
                           &rows[lane],
                           sizeof(*rows));
      }
  }
#else
  template <typename Number>
  inline void load_transposed(const unsigned int n,
                              const Number *in,
                              const unsigned int *first,
                              Simd<Number> *out)
  {
    dealii::vectorized_load_and_transpose(n, in, first, out);
  }

  template <typename Number>
  inline void store_transposed(const unsigned int n,
                               const Simd<Number> *in,
                               const unsigned int *first,
                               Number *out)
  {
    dealii::vectorized_transpose_and_store(false, n, in, first, out);
  }
#endif
} // namespace vitriflow
