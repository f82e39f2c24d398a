#pragma once

#include <deal.II/base/point.h>

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <boost/random/uniform_int_distribution.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace vitriflow
{
  /**
   * Random numbers that are the same on every platform: boost's distributions,
   * unlike those of the standard library, are specified.
   */
  class RandomNumbers
  {
  public:
    explicit RandomNumbers(const std::uint64_t seed)
      : generator_(seed)
    {
    }

    /** From [0, 1). */
    double uniform()
    {
      return uniform_(generator_);
    }

    /** From [a, b). */
    double uniform(const double a, const double b)
    {
      return a + (b - a) * uniform();
    }

    /** Mean 0, deviation 1. */
    double normal()
    {
      return normal_(generator_);
    }

    /** From 0, ..., n-1. */
    std::size_t index(const std::size_t n)
    {
      return boost::random::uniform_int_distribution<std::size_t>(0, n - 1)(
        generator_);
    }

  private:
    boost::random::mt19937_64 generator_;
    boost::random::normal_distribution<> normal_;
    boost::random::uniform_01<> uniform_;
  };

  /** A place anywhere in the box. */
  template <int dim>
  dealii::Point<dim> random_point(const std::array<double, dim> &box_size,
                                  RandomNumbers &random)
  {
    dealii::Point<dim> point;
    for (int d = 0; d < dim; ++d)
      point[d] = box_size[d] * random.uniform();
    return point;
  }

  /** Independent normal numbers of deviation 1. */
  std::vector<double> white_noise(const std::size_t n,
                                  const std::uint64_t seed);

  /** A seed for the stream @p name, so that streams of one seed differ. */
  std::uint64_t stream_seed(const std::uint64_t seed, const std::string &name);
} // namespace vitriflow
