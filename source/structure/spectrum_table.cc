#include <vitriflow/base/exceptions.h>
#include <vitriflow/structure/spectrum_table.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

namespace vitriflow
{
  SpectrumTable::SpectrumTable(const std::string &file,
                               const std::string &parameter)
  {
    const std::string where = parameter + " = " + file + ": ";
    std::ifstream in(file);
    if (!in)
      throw BadInput(where + "cannot be read; give the path of a file.");
    std::string line;
    for (unsigned int number = 1; std::getline(in, line); ++number)
      {
        std::istringstream words(line);
        std::string first, rest;
        if (!(words >> first) || first[0] == '#')
          continue;
        words.clear();
        words.str(line);
        double k = 0., density = 0.;
        if (!(words >> k >> density) || (words >> rest) || !(k > 0.) ||
            !std::isfinite(k) || !(density >= 0.) || !std::isfinite(density) ||
            (!k_.empty() && k <= k_.back()))
          throw BadInput(where + "line " + std::to_string(number) +
                         ": expected `k P` with k > 0 above that of the line "
                         "before and P >= 0, found `" +
                         line.substr(0, 80) + "`.");
        k_.push_back(k);
        density_.push_back(density);
      }
    if (k_.size() < 2)
      throw BadInput(where + "holds fewer than 2 lines `k P`.");
  }

  double SpectrumTable::operator()(const double k) const
  {
    if (k < k_.front() || k > k_.back())
      return 0.;
    const std::size_t right = std::max<std::ptrdiff_t>(
      std::lower_bound(k_.begin(), k_.end(), k) - k_.begin(), 1);
    const std::size_t left = right - 1;
    if (!(density_[left] > 0.) || !(density_[right] > 0.))
      return k == k_[right]  ? density_[right]
             : k == k_[left] ? density_[left]
                             : 0.;
    const double t = std::log(k / k_[left]) / std::log(k_[right] / k_[left]);
    return density_[left] * std::pow(density_[right] / density_[left], t);
  }
} // namespace vitriflow
