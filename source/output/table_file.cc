#include <vitriflow/base/exceptions.h>
#include <vitriflow/output/table_file.h>
#include <vitriflow/output/write_file.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>

namespace vitriflow
{
  TableFile::TableFile(const std::string &directory,
                       const std::string &name,
                       const std::string &header)
    : file_((std::filesystem::path(directory) / name).string())
    , header_(header + "\n")
  {
  }

  void TableFile::create(const std::string &rows)
  {
    out_.close();
    const std::string contents = header_ + rows;
    const std::string failure  = write_file(file_, contents);
    if (!failure.empty())
      throw ComputationStopped("cannot write " + failure);
    out_.open(file_, std::ios::app);
    n_bytes_ = contents.size();
  }

  void TableFile::append(const std::string &rows)
  {
    errno = 0;
    out_ << rows << std::flush;
    if (out_)
      {
        n_bytes_ += rows.size();
        return;
      }
    const std::string reason = errno != 0 ? std::strerror(errno) : "no reason";
    // no half rows
    out_.close();
    std::error_code error;
    std::filesystem::resize_file(file_, n_bytes_, error);
    throw ComputationStopped("cannot write " + file_ + ": " + reason);
  }

  void TableFile::resume(const unsigned int column, const double last)
  {
    std::ifstream in(file_);
    std::string kept, line;
    std::getline(in, line);
    const auto n_commas = std::count(line.begin(), line.end(), ',');
    // a line without its end is half a row
    while (std::getline(in, line) && !in.eof())
      {
        if (std::count(line.begin(), line.end(), ',') != n_commas)
          continue;
        std::istringstream cells(line);
        std::string cell;
        for (unsigned int i = 0; i <= column; ++i)
          std::getline(cells, cell, ',');
        if (std::strtod(cell.c_str(), nullptr) <= last)
          kept += line + "\n";
      }
    in.close();
    create(kept);
  }
} // namespace vitriflow
