#include <deal.II/base/aligned_vector.h>

#include <gtest/gtest.h>
#include <vitriflow/base/simd_shift.h>
#include <vitriflow/base/types.h>

#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

namespace vitriflow
{
  namespace
  {
    template <typename Number>
    class SimdOf : public testing::Test
    {
    protected:
      static constexpr unsigned int n = Simd<Number>::size();

      /** Different, not representable and of both signs in the lanes. */
      static Simd<Number> numbers(const Number first)
      {
        Simd<Number> packed;
        for (unsigned int lane = 0; lane < n; ++lane)
          packed[lane] = first + Number(0.7) * (lane % 2 ? -1 : 1) * lane;
        return packed;
      }

      /** Every lane is what the scalar operation yields: each is one rounding
       * of IEEE arithmetic, so that equality is exact. */
      template <typename Operation>
      static void expect_lanes(const Simd<Number> &result,
                               const Operation &operation)
      {
        for (unsigned int lane = 0; lane < n; ++lane)
          EXPECT_EQ(result[lane], Number(operation(lane))) << "lane " << lane;
      }
    };

    using Numbers = testing::Types<double, float>;
    TYPED_TEST_SUITE(SimdOf, Numbers, );

    TYPED_TEST(SimdOf, UsesTheWholeRegister)
    {
      constexpr std::size_t bytes = sizeof(Simd<TypeParam>);
      EXPECT_EQ(bytes, this->n * sizeof(TypeParam));
#if defined(VITRIFLOW_SIMD) && defined(__AVX512F__)
      EXPECT_EQ(bytes, 64u);
#elif defined(VITRIFLOW_SIMD) && defined(__AVX2__)
      EXPECT_EQ(bytes, 32u);
#endif
      EXPECT_EQ(alignof(Simd<TypeParam>), bytes);
      EXPECT_TRUE(std::is_trivially_default_constructible<Simd<TypeParam>>());
      EXPECT_TRUE(std::is_standard_layout<Simd<TypeParam>>());
    }

    TYPED_TEST(SimdOf, ArithmeticIsThatOfEachLane)
    {
      const auto a = this->numbers(TypeParam(1.3));
      const auto b = this->numbers(TypeParam(-2.9));
      this->expect_lanes(a + b, [&](const int l) { return a[l] + b[l]; });
      this->expect_lanes(a - b, [&](const int l) { return a[l] - b[l]; });
      this->expect_lanes(a * b, [&](const int l) { return a[l] * b[l]; });
      this->expect_lanes(a / b, [&](const int l) { return a[l] / b[l]; });
      this->expect_lanes(-a, [&](const int l) { return -a[l]; });
      this->expect_lanes(TypeParam(3) * a,
                         [&](const int l) { return TypeParam(3) * a[l]; });
      this->expect_lanes(Simd<TypeParam>(TypeParam(-0.1)),
                         [&](const int) { return TypeParam(-0.1); });
      auto c = a;
      c      = TypeParam(7);
      this->expect_lanes(c, [&](const int) { return TypeParam(7); });
    }

    TYPED_TEST(SimdOf, FunctionsAreThoseOfEachLane)
    {
      const auto a = this->numbers(TypeParam(1.3));
      const auto b = this->numbers(TypeParam(0.2));
      this->expect_lanes(std::abs(a),
                         [&](const int l) { return std::abs(a[l]); });
      this->expect_lanes(std::sqrt(std::abs(a)), [&](const int l) {
        return std::sqrt(std::abs(a[l]));
      });
      this->expect_lanes(std::max(a, b),
                         [&](const int l) { return std::max(a[l], b[l]); });
      this->expect_lanes(std::min(a, b),
                         [&](const int l) { return std::min(a[l], b[l]); });
    }

    TYPED_TEST(SimdOf, ExtremaKeepTheFirstNumberBesideNotANumber)
    {
      const Simd<TypeParam> a(TypeParam(2));
      const Simd<TypeParam> nan(std::numeric_limits<TypeParam>::quiet_NaN());
      this->expect_lanes(std::max(a, nan),
                         [&](const int l) { return std::max(a[l], nan[l]); });
      this->expect_lanes(std::min(a, nan),
                         [&](const int l) { return std::min(a[l], nan[l]); });
      EXPECT_TRUE(std::isnan(std::max(nan, a)[0]));
    }

    // glibc promises 4 units in the last place for its packed functions, the
    // scalar ones err by less than 1: 5 epsilon of the value
    TYPED_TEST(SimdOf, TranscendentalFunctionsAreThoseOfEachLane)
    {
      constexpr TypeParam eps = 5 * std::numeric_limits<TypeParam>::epsilon();
      const auto near         = [&](const TypeParam a, const TypeParam b) {
        EXPECT_NEAR(a, b, eps * std::abs(b));
      };
      for (const TypeParam shift : {-30., -1.1, 0.3, 20.})
        {
          const auto a = this->numbers(shift);
          const auto b = std::abs(a);
          const auto e = std::exp(a), l = std::log(b);
          const auto p = std::pow(b, TypeParam(-2.6));
          for (unsigned int lane = 0; lane < this->n; ++lane)
            {
              near(e[lane], std::exp(a[lane]));
              near(l[lane], std::log(b[lane]));
              near(p[lane], std::pow(b[lane], TypeParam(-2.6)));
            }
        }
    }

    TYPED_TEST(SimdOf, MovesToAndFromMemory)
    {
      constexpr unsigned int n = Simd<TypeParam>::size();
      std::vector<TypeParam> memory(3 * n + 1);
      for (unsigned int i = 0; i < memory.size(); ++i)
        memory[i] = i;
      Simd<TypeParam> a;
      a.load(&memory[1]); // unaligned
      this->expect_lanes(a, [](const int l) { return l + 1; });

      unsigned int offsets[n];
      for (unsigned int lane = 0; lane < n; ++lane)
        offsets[lane] = 3 * (n - 1 - lane);
      a.gather(memory.data(), offsets);
      this->expect_lanes(a, [&](const int l) { return offsets[l]; });

      const auto b = this->numbers(TypeParam(0.5));
      b.scatter(offsets, memory.data());
      for (unsigned int i = 0; i < memory.size(); ++i)
        if (i % 3 != 0 || i >= 3 * n)
          {
            EXPECT_EQ(memory[i], TypeParam(i)) << "overwritten";
          }
      this->expect_lanes(b, [&](const int l) { return memory[offsets[l]]; });
      b.store(&memory[1]);
      this->expect_lanes(b, [&](const int l) { return memory[l + 1]; });
    }

    // less than a register, in whole blocks as wide as one and with a rest
    TYPED_TEST(SimdOf, TransposesToAndFromMemory)
    {
      constexpr unsigned int n = Simd<TypeParam>::size();
      for (const unsigned int n_entries : {1u, n, n + 1, 3 * n - 1})
        {
          std::vector<TypeParam> memory((n_entries + 2) * n);
          for (unsigned int i = 0; i < memory.size(); ++i)
            memory[i] = i;
          // in another order, with gaps between them
          std::vector<unsigned int> first(n);
          for (unsigned int lane = 0; lane < n; ++lane)
            first[lane] = ((lane + 1) % n) * (n_entries + 2) + lane % 2;
          dealii::AlignedVector<Simd<TypeParam>> values(n_entries);
          dealii::vectorized_load_and_transpose(n_entries,
                                                memory.data(),
                                                first.data(),
                                                values.data());
          for (unsigned int i = 0; i < n_entries; ++i)
            this->expect_lanes(values[i],
                               [&](const int l) { return first[l] + i; });

          std::vector<TypeParam> expected = memory;
          for (unsigned int i = 0; i < n_entries; ++i)
            {
              values[i] = this->numbers(TypeParam(0.5) + i);
              for (unsigned int lane = 0; lane < n; ++lane)
                expected[first[lane] + i] = values[i][lane];
            }
          dealii::vectorized_transpose_and_store(
            false, n_entries, values.data(), first.data(), memory.data());
          EXPECT_EQ(memory, expected);

          dealii::vectorized_transpose_and_store(
            true, n_entries, values.data(), first.data(), memory.data());
          for (unsigned int lane = 0; lane < n; ++lane)
            for (unsigned int i = 0; i < n_entries; ++i)
              expected[first[lane] + i] *= TypeParam(2.);
          EXPECT_EQ(memory, expected);
        }
    }

    TYPED_TEST(SimdOf, ShiftsLanes)
    {
      constexpr int n = Simd<TypeParam>::size();
      const auto a    = this->numbers(TypeParam(0.5));
      this->expect_lanes(shift_down<TypeParam>(a, 7.), [&](const int l) {
        return l + 1 < n ? a[l + 1] : TypeParam(7.);
      });
      this->expect_lanes(shift_up<TypeParam>(a), [&](const int l) {
        return l > 0 ? a[l - 1] : TypeParam(0.);
      });
    }

    TYPED_TEST(SimdOf, AllocatedArraysAreAligned)
    {
      dealii::AlignedVector<Simd<TypeParam>> array(5);
      for (unsigned int i = 0; i < array.size(); ++i)
        {
          EXPECT_EQ(reinterpret_cast<std::size_t>(&array[i]) %
                      sizeof(Simd<TypeParam>),
                    0u);
          this->expect_lanes(array[i], [](const int) { return 0; });
        }
    }
  } // namespace
} // namespace vitriflow
