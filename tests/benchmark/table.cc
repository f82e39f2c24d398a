#include "table.h"

#include <deal.II/base/mpi.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/base/types.h>

#include <cstdio>
#include <fstream>

namespace vitriflow
{
  namespace benchmark
  {
    Table::Table(const double bandwidth)
      : bandwidth_(bandwidth)
      , root_(dealii::Utilities::MPI::this_mpi_process(MPI_COMM_WORLD) == 0)
      , ranks_(dealii::Utilities::MPI::n_mpi_processes(MPI_COMM_WORLD))
    {
      json_["ranks"]           = ranks_;
      json_["triad_GB_per_s"]  = bandwidth / 1e9;
      json_["lanes_of_double"] = Simd<double>::size();
      json_["lines"]           = nlohmann::json::array();
      if (root_)
        std::printf("ranks %u, %zu doubles in a register, triad %.1f GB/s per "
                    "rank\n\n"
                    "%3s %6s %5s  %-40s %8s %8s %7s %7s %6s  %s\n",
                    ranks_,
                    Simd<double>::size(),
                    bandwidth / 1e9,
                    "dim",
                    "cells",
                    "h/ell",
                    "operation",
                    "us/DoF",
                    "MDoF/s",
                    "triads",
                    "B/DoF",
                    "memory",
                    "");
    }

    void Table::begin(const Case &timed)
    {
      case_ = timed;
    }

    void Table::add(const std::string &operation,
                    const double seconds,
                    const double bytes,
                    const std::string &note,
                    const nlohmann::json &results)
    {
      const double each   = seconds * ranks_ / case_.unknowns;
      const double triads = each * bandwidth_ / (3. * sizeof(double));
      const double share  = bytes / each / bandwidth_;
      nlohmann::json line = {{"dimension", case_.dimension},
                             {"cells", case_.cells},
                             {"spacing", case_.spacing},
                             {"unknowns", case_.unknowns},
                             {"operation", operation},
                             {"us_per_dof", each * 1e6},
                             {"triads", triads}};
      if (bytes > 0.)
        line.update({{"bytes_per_dof", bytes}, {"share_of_triad", share}});
      line.update(results);
      json_["lines"].push_back(line);
      if (!root_)
        return;
      std::printf("%3u %6u %5.3g  %-40s %8.4f %8.1f %7.1f",
                  case_.dimension,
                  case_.cells,
                  case_.spacing,
                  operation.c_str(),
                  each * 1e6,
                  1e-6 / each,
                  triads);
      if (bytes > 0.)
        std::printf(" %7.0f %5.0f%%", bytes, 100. * share);
      else
        std::printf(" %7s %6s", "", "");
      std::printf("  %s\n", note.c_str());
      std::fflush(stdout);
    }

    void Table::write(const std::string &file) const
    {
      if (!root_ || file.empty())
        return;
      std::ofstream stream(file);
      stream << json_.dump(2) << std::endl;
      if (!stream)
        throw BadInput("--json " + file + ": the file cannot be written");
    }
  } // namespace benchmark
} // namespace vitriflow
