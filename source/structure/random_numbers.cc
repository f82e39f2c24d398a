#include <vitriflow/structure/random_numbers.h>

namespace vitriflow
{
  std::vector<double> white_noise(const std::size_t n, const std::uint64_t seed)
  {
    RandomNumbers random(seed);
    std::vector<double> values(n);
    for (double &value : values)
      value = random.normal();
    return values;
  }

  std::uint64_t stream_seed(const std::uint64_t seed, const std::string &name)
  {
    // FNV-1a over the seed's bytes and the name
    std::uint64_t hash = 14695981039346656037ull;
    const auto mix     = [&hash](const unsigned char byte) {
      hash = (hash ^ byte) * 1099511628211ull;
    };
    for (int i = 0; i < 8; ++i)
      mix(static_cast<unsigned char>(seed >> (8 * i)));
    for (const char c : name)
      mix(static_cast<unsigned char>(c));
    return hash;
  }
} // namespace vitriflow
