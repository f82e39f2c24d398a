#include <vitriflow/base/nearest_name.h>

#include <algorithm>
#include <cctype>
#include <numeric>

namespace vitriflow
{
  namespace
  {
    /** Longer names are compared by their beginning only, so that the cost
     * stays bounded whatever the input file holds. */
    constexpr std::size_t compared_characters = 200;

    std::string comparable(const std::string &name)
    {
      std::string lower = name.substr(0, compared_characters);
      for (char &c : lower)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      return lower;
    }

    std::string last_part(const std::string &path)
    {
      const auto slash = path.rfind('/');
      return slash == std::string::npos ? path : path.substr(slash + 1);
    }

    template <typename Distance>
    std::string closest(const std::vector<std::string> &known,
                        const Distance &distance)
    {
      std::string nearest;
      std::size_t smallest = static_cast<std::size_t>(-1);
      for (const auto &name : known)
        if (const std::size_t d = distance(name); d < smallest)
          {
            smallest = d;
            nearest  = name;
          }
      return nearest;
    }
  } // namespace

  std::size_t edit_distance(const std::string &a, const std::string &b)
  {
    const std::string from = comparable(a), to = comparable(b);

    // one row of the usual table: distances of a prefix of `from` to all
    // prefixes of `to`
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 0; i < from.size(); ++i)
      {
        std::size_t diagonal = row[0];
        row[0]               = i + 1;
        for (std::size_t j = 0; j < to.size(); ++j)
          {
            const std::size_t replaced = diagonal + (from[i] != to[j]);
            diagonal                   = row[j + 1];
            row[j + 1] = std::min({row[j + 1] + 1, row[j] + 1, replaced});
          }
      }
    return row.back();
  }

  std::string nearest_name(const std::string &unknown,
                           const std::vector<std::string> &known)
  {
    return closest(known, [&](const std::string &name) {
      return edit_distance(unknown, name);
    });
  }

  std::string nearest_path(const std::string &unknown,
                           const std::vector<std::string> &known)
  {
    // one more for the wrong subsection
    return closest(known, [&](const std::string &path) {
      return std::min(edit_distance(unknown, path),
                      edit_distance(last_part(unknown), last_part(path)) + 1);
    });
  }
} // namespace vitriflow
