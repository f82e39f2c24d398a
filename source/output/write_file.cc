#include <vitriflow/base/exceptions.h>
#include <vitriflow/output/write_file.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace vitriflow
{
  std::string write_file(const std::string &path,
                         const std::function<void(std::ostream &)> &write)
  {
    const std::string temporary = path + ".tmp";
    errno                       = 0;
    std::ofstream out(temporary, std::ios::binary);
    std::string exception;
    try
      {
        write(out);
      }
    catch (const std::exception &e)
      {
        exception = e.what();
      }
    // a full disk may show only when the last buffer is flushed
    out.close();
    const int reason = out ? 0 : errno;

    std::error_code error;
    if (out && exception.empty())
      {
        std::filesystem::rename(temporary, path, error);
        return error ? path + ": " + error.message() : "";
      }
    std::filesystem::remove(temporary, error);
    return path + ": " +
           (reason != 0          ? std::strerror(reason)
            : !exception.empty() ? exception
                                 : "not written completely");
  }

  std::string write_file(const std::string &path, const std::string &contents)
  {
    return write_file(path, [&](std::ostream &out) {
      out.write(contents.data(), contents.size());
    });
  }

  std::string first_failure(const std::string &failure, const MPI_Comm &comm)
  {
    using namespace dealii::Utilities::MPI;
    const unsigned int n_ranks = n_mpi_processes(comm);
    const unsigned int rank =
      min(failure.empty() ? n_ranks : this_mpi_process(comm), comm);
    return rank == n_ranks ? "" : broadcast(comm, failure, rank);
  }

  void on_root(const MPI_Comm &comm, const std::function<void()> &action)
  {
    using namespace dealii::Utilities::MPI;
    std::string failure;
    if (this_mpi_process(comm) == 0)
      try
        {
          action();
        }
      catch (const std::exception &e)
        {
          failure = e.what();
        }
    failure = broadcast(comm, failure, 0);
    if (!failure.empty())
      throw ComputationStopped(failure);
  }
} // namespace vitriflow
