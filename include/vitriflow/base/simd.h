#pragma once

#include <deal.II/base/vectorization.h>

#include <vitriflow/base/array_functions.h>

#include <algorithm>
#include <cmath>

/**
 * @file
 * Packed numbers as wide as the processor's registers.
 *
 * deal.II evaluates a batch of cells at once, one per lane of a packed number
 * VectorizedArray<Number, width>. The width is fixed when deal.II itself is
 * compiled, and libraries made for any processor, as those of distributions,
 * have only width 1: kernels then use a fraction of the machine. The class
 * template is open, though: this file adds the specialisations for the
 * processor that Vitriflow is compiled for, and source/discretization/simd
 * compiles from deal.II's installed templates what the library lacks for them.
 *
 * Nothing is added where deal.II is vectorised already, and with the CMake
 * option VITRIFLOW_SIMD=OFF.
 */

#if defined(VITRIFLOW_SIMD) && DEAL_II_VECTORIZATION_WIDTH_IN_BITS == 0 && \
  defined(__GNUC__)
#  if defined(__AVX512F__)
#    define VITRIFLOW_SIMD_BYTES 64
#  elif defined(__AVX2__)
#    define VITRIFLOW_SIMD_BYTES 32
#  elif defined(__SSE2__) || (defined(__ARM_NEON) && defined(__aarch64__))
#    define VITRIFLOW_SIMD_BYTES 16
#  endif
#endif
#if defined(VITRIFLOW_SIMD_BYTES) && defined(__has_builtin)
#  if __has_builtin(__builtin_shufflevector) // GCC since 12, Clang
#    define VITRIFLOW_SHUFFLES
#  endif
#endif

namespace vitriflow
{
  /** Lanes of the packed number that kernels use. */
  template <typename Number>
  constexpr std::size_t simd_width =
#ifdef VITRIFLOW_SIMD_BYTES
    VITRIFLOW_SIMD_BYTES / sizeof(Number);
#else
    dealii::internal::VectorizedArrayWidthSpecifier<Number>::max_width;
#endif

#ifdef VITRIFLOW_SIMD_BYTES
  /**
   * What deal.II asks of a packed number, written once for all widths with the
   * vector types of GCC and Clang: arithmetic on them is one instruction.
   * The specialisations below only give it its name.
   */
  template <typename Number>
  class PackedNumber : public dealii::VectorizedArrayBase<
                         dealii::VectorizedArray<Number, simd_width<Number>>,
                         simd_width<Number>>
  {
  public:
    using value_type = Number;
    using Packed     = dealii::VectorizedArray<Number, simd_width<Number>>;
    using Base       = dealii::VectorizedArrayBase<Packed, simd_width<Number>>;
    using Base::Base;
    using Register
      __attribute__((vector_size(VITRIFLOW_SIMD_BYTES), may_alias)) = Number;

    /** Uninitialised, like a plain number. */
    PackedNumber() = default;

    DEAL_II_ALWAYS_INLINE
    Number &operator[](const unsigned int lane)
    {
      AssertIndexRange(lane, simd_width<Number>);
      return reinterpret_cast<Number *>(&data)[lane];
    }
    DEAL_II_ALWAYS_INLINE
    const Number &operator[](const unsigned int lane) const
    {
      AssertIndexRange(lane, simd_width<Number>);
      return reinterpret_cast<const Number *>(&data)[lane];
    }

    DEAL_II_ALWAYS_INLINE
    Packed &operator+=(const Packed &other)
    {
      data += other.data;
      return self();
    }
    DEAL_II_ALWAYS_INLINE
    Packed &operator-=(const Packed &other)
    {
      data -= other.data;
      return self();
    }
    DEAL_II_ALWAYS_INLINE
    Packed &operator*=(const Packed &other)
    {
      data *= other.data;
      return self();
    }
    DEAL_II_ALWAYS_INLINE
    Packed &operator/=(const Packed &other)
    {
      data /= other.data;
      return self();
    }

    /** From and to consecutive numbers, which need not be aligned. */
    DEAL_II_ALWAYS_INLINE
    void load(const Number *source)
    {
      __builtin_memcpy(&data, source, sizeof(data));
    }
    DEAL_II_ALWAYS_INLINE
    void store(Number *destination) const
    {
      __builtin_memcpy(destination, &data, sizeof(data));
    }
    DEAL_II_ALWAYS_INLINE
    void streaming_store(Number *destination) const
    {
      store(destination);
    }

    /** From and to scattered numbers; offsets of a scatter must differ. */
    DEAL_II_ALWAYS_INLINE
    void gather(const Number *base, const unsigned int *offsets)
    {
      for (unsigned int lane = 0; lane < simd_width<Number>; ++lane)
        data[lane] = base[offsets[lane]];
    }
    DEAL_II_ALWAYS_INLINE
    void scatter(const unsigned int *offsets, Number *base) const
    {
      for (unsigned int lane = 0; lane < simd_width<Number>; ++lane)
        base[offsets[lane]] = data[lane];
    }

    // std::sqrt, abs, max and min of deal.II's packed numbers call these.
    // Written so that the compiler sees single instructions.
    DEAL_II_ALWAYS_INLINE
    Packed get_sqrt() const
    {
      Packed result;
      for (unsigned int lane = 0; lane < simd_width<Number>; ++lane)
        result.data[lane] = std::sqrt(data[lane]);
      return result;
    }
    DEAL_II_ALWAYS_INLINE
    Packed get_abs() const
    {
      Packed result;
      for (unsigned int lane = 0; lane < simd_width<Number>; ++lane)
        result.data[lane] = std::abs(data[lane]);
      return result;
    }
    /** As std::max: this number where the two cannot be compared. */
    DEAL_II_ALWAYS_INLINE
    Packed get_max(const Packed &other) const
    {
      Packed result;
      result.data = data < other.data ? other.data : data;
      return result;
    }
    /** As std::min. */
    DEAL_II_ALWAYS_INLINE
    Packed get_min(const Packed &other) const
    {
      Packed result;
      result.data = other.data < data ? other.data : data;
      return result;
    }

    Register data;

  private:
    DEAL_II_ALWAYS_INLINE
    Packed &self()
    {
      return static_cast<Packed &>(*this);
    }
  };
#endif
} // namespace vitriflow

#ifdef VITRIFLOW_SIMD_BYTES
DEAL_II_NAMESPACE_OPEN

template <>
class VectorizedArray<double, vitriflow::simd_width<double>>
  : public vitriflow::PackedNumber<double>
{
public:
  using PackedNumber::PackedNumber;
  VectorizedArray() = default;
  DEAL_II_ALWAYS_INLINE
  VectorizedArray(const double number)
  {
    *this = number;
  }
  /** The same number in all lanes. */
  DEAL_II_ALWAYS_INLINE
  VectorizedArray &operator=(const double number)
  {
    data = number - Register{};
    return *this;
  }
};

template <>
class VectorizedArray<float, vitriflow::simd_width<float>>
  : public vitriflow::PackedNumber<float>
{
public:
  using PackedNumber::PackedNumber;
  VectorizedArray() = default;
  DEAL_II_ALWAYS_INLINE
  VectorizedArray(const float number)
  {
    *this = number;
  }
  /** The same number in all lanes. */
  DEAL_II_ALWAYS_INLINE
  VectorizedArray &operator=(const float number)
  {
    data = number - Register{};
    return *this;
  }
};

DEAL_II_NAMESPACE_CLOSE

// deal.II calls scalar functions lane by lane; these call packed ones.
namespace std
{
  template <>
  inline dealii::VectorizedArray<double, vitriflow::simd_width<double>>
  exp(const dealii::VectorizedArray<double, vitriflow::simd_width<double>> &x)
  {
    auto result = x;
    vitriflow::replace_by_exp(&result[0], result.size());
    return result;
  }

  template <>
  inline dealii::VectorizedArray<double, vitriflow::simd_width<double>>
  log(const dealii::VectorizedArray<double, vitriflow::simd_width<double>> &x)
  {
    auto result = x;
    vitriflow::replace_by_log(&result[0], result.size());
    return result;
  }

  template <>
  inline dealii::VectorizedArray<double, vitriflow::simd_width<double>>
  pow(const dealii::VectorizedArray<double, vitriflow::simd_width<double>> &x,
      const double exponent)
  {
    auto result = x;
    vitriflow::replace_by_power(&result[0], result.size(), exponent);
    return result;
  }
} // namespace std
#endif
