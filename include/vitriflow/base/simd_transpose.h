#pragma once

#include <vitriflow/base/simd.h>

#include <algorithm>
#include <utility>

/**
 * @file
 * deal.II's functions that turn the values of one cell after the other, as in
 * vectors of discontinuous elements, into packed numbers and back, for those of
 * simd.h: whole registers are moved instead of one number at a time.
 */
namespace vitriflow
{
#ifdef VITRIFLOW_SHUFFLES
  namespace internal
  {
    template <typename Number>
    using Register = typename PackedNumber<Number>::Register;
    template <typename Number>
    using Packed = typename PackedNumber<Number>::Packed;

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

    /** out[i] becomes in[first[lane] + i] in all lanes, for i < n. */
    template <typename Number>
    inline void load_transposed(const unsigned int n,
                                const Number *in,
                                const unsigned int *first,
                                Packed<Number> *out)
    {
      constexpr unsigned int lanes = simd_width<Number>;
      if (n < lanes)
        for (unsigned int i = 0; i < n; ++i)
          for (unsigned int lane = 0; lane < lanes; ++lane)
            out[i][lane] = in[first[lane] + i];
      else
        for (unsigned int i = 0; i < n; i += lanes)
          {
            // the last block overlaps the one before it
            const unsigned int begin = std::min(i, n - lanes);
            Register<Number> rows[lanes];
            for (unsigned int lane = 0; lane < lanes; ++lane)
              __builtin_memcpy(&rows[lane],
                               in + first[lane] + begin,
                               sizeof(*rows));
            transpose<Number>(rows);
            for (unsigned int k = 0; k < lanes; ++k)
              out[begin + k].data = rows[k];
          }
    }

    /** The inverse: sets out[first[lane] + i], or adds to it. */
    template <typename Number>
    inline void store_transposed(const bool add,
                                 const unsigned int n,
                                 const Packed<Number> *in,
                                 const unsigned int *first,
                                 Number *out)
    {
      constexpr unsigned int lanes = simd_width<Number>;
      if (add || n < lanes)
        for (unsigned int i = 0; i < n; ++i)
          for (unsigned int lane = 0; lane < lanes; ++lane)
            {
              Number &number = out[first[lane] + i];
              number         = (add ? number : Number()) + in[i][lane];
            }
      else
        for (unsigned int i = 0; i < n; i += lanes)
          {
            const unsigned int begin = std::min(i, n - lanes);
            Register<Number> rows[lanes];
            for (unsigned int k = 0; k < lanes; ++k)
              rows[k] = in[begin + k].data;
            transpose<Number>(rows);
            for (unsigned int lane = 0; lane < lanes; ++lane)
              __builtin_memcpy(out + first[lane] + begin,
                               &rows[lane],
                               sizeof(*rows));
          }
    }
  } // namespace internal
#endif
} // namespace vitriflow

#ifdef VITRIFLOW_SHUFFLES
DEAL_II_NAMESPACE_OPEN

#  define VITRIFLOW_SPECIALISE(Number)                                   \
    template <>                                                          \
    inline DEAL_II_ALWAYS_INLINE void vectorized_load_and_transpose(     \
      const unsigned int n,                                              \
      const Number *in,                                                  \
      const unsigned int *offsets,                                       \
      VectorizedArray<Number, vitriflow::simd_width<Number>> *out)       \
    {                                                                    \
      vitriflow::internal::load_transposed<Number>(n, in, offsets, out); \
    }                                                                    \
    template <>                                                          \
    inline DEAL_II_ALWAYS_INLINE void vectorized_transpose_and_store(    \
      const bool add_into,                                               \
      const unsigned int n,                                              \
      const VectorizedArray<Number, vitriflow::simd_width<Number>> *in,  \
      const unsigned int *offsets,                                       \
      Number *out)                                                       \
    {                                                                    \
      vitriflow::internal::store_transposed<Number>(                     \
        add_into, n, in, offsets, out);                                  \
    }
VITRIFLOW_SPECIALISE(double)
VITRIFLOW_SPECIALISE(float)
#  undef VITRIFLOW_SPECIALISE

DEAL_II_NAMESPACE_CLOSE
#endif
