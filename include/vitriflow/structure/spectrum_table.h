#pragma once

#include <string>
#include <vector>

namespace vitriflow
{
  /** A spectral density P(k) given by a table, interpolated in log-log. */
  class SpectrumTable
  {
  public:
    /**
     * Reads lines `k P`, the wave numbers k > 0 ascending, P >= 0; empty lines
     * and those starting with # are skipped. Throws BadInput naming
     * @p parameter, file and line.
     */
    SpectrumTable(const std::string &file, const std::string &parameter);

    /** 0 below the first and above the last wave number. */
    double operator()(const double k) const;

    double largest_wave_number() const
    {
      return k_.back();
    }

  private:
    std::vector<double> k_, density_;
  };
} // namespace vitriflow
