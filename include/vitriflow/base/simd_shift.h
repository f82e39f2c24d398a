#pragma once

#include <vitriflow/base/types.h>

#include <utility>

namespace vitriflow
{
#ifdef VITRIFLOW_SHUFFLES
  namespace internal
  {
    /** The lanes of a, then those of b, from the one of this number on. */
    template <int first, typename Register, int... lane>
    DEAL_II_ALWAYS_INLINE inline Register
    lanes_from(const Register a,
               const Register b,
               const std::integer_sequence<int, lane...>)
    {
      return __builtin_shufflevector(a, b, (first + lane)...);
    }
  } // namespace internal
#endif

  /** Moves all lanes one down; the last becomes @p last. */
  template <typename Number>
  DEAL_II_ALWAYS_INLINE inline Simd<Number> shift_down(const Simd<Number> &in,
                                                       const Number last)
  {
    constexpr int lanes = Simd<Number>::size();
    Simd<Number> out    = last;
#ifdef VITRIFLOW_SHUFFLES
    out.data =
      internal::lanes_from<1>(in.data,
                              out.data,
                              std::make_integer_sequence<int, lanes>());
#else
    for (int l = 0; l + 1 < lanes; ++l)
      out[l] = in[l + 1];
#endif
    return out;
  }

  /** Moves all lanes one up; the first becomes zero. */
  template <typename Number>
  DEAL_II_ALWAYS_INLINE inline Simd<Number> shift_up(const Simd<Number> &in)
  {
    constexpr int lanes = Simd<Number>::size();
    Simd<Number> out    = Number();
#ifdef VITRIFLOW_SHUFFLES
    out.data =
      internal::lanes_from<lanes - 1>(out.data,
                                      in.data,
                                      std::make_integer_sequence<int, lanes>());
#else
    for (int l = 1; l < lanes; ++l)
      out[l] = in[l - 1];
#endif
    return out;
  }
} // namespace vitriflow
