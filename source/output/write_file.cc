#include <vitriflow/base/exceptions.h>
#include <vitriflow/output/write_file.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace vitriflow
{
  std::string write_file(const std::string &path, const std::string &contents)
  {
    const std::string temporary = path + ".tmp";
    errno                       = 0;
    std::ofstream out(temporary, std::ios::binary);
    out.write(contents.data(), contents.size());
    // a full disk may show only when the last buffer is flushed
    out.close();
    const int reason = errno;

    std::error_code error;
    if (out && std::filesystem::file_size(temporary, error) == contents.size())
      {
        std::filesystem::rename(temporary, path, error);
        return error ? path + ": " + error.message() : "";
      }
    std::filesystem::remove(temporary, error);
    return path + ": " +
           (reason != 0 ? std::strerror(reason) : "not written completely");
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
