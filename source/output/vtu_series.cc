#include <deal.II/base/utilities.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/output/physical_data_out.h>
#include <vitriflow/output/vtu_series.h>
#include <vitriflow/output/write_file.h>

#include <filesystem>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    constexpr unsigned int n_digits = 5;
  } // namespace

  std::string vtu_name(const std::string &name, const unsigned int number)
  {
    return name + "_" + Utilities::int_to_string(number, n_digits);
  }

  template <int dim, int spacedim>
  void write_vtu(const std::string &directory,
                 const std::string &series,
                 const DataOutInterface<dim, spacedim> &data,
                 const bool has_cells,
                 const double time,
                 VtuRecords &records,
                 const MPI_Comm &comm)
  {
    const auto path = [&](const std::string &file) {
      return (std::filesystem::path(directory) / file).string();
    };
    const auto check = [&](const std::string &failure) {
      const std::string first = first_failure(failure, comm);
      if (!first.empty())
        throw ComputationStopped("Cannot write the " + series + " of time " +
                                 text([&](std::ostream &out) { out << time; }) +
                                 ": " + first);
    };
    const unsigned int rank = Utilities::MPI::this_mpi_process(comm);
    const std::string name  = vtu_name(series, records.size());
    const auto piece        = [&](const unsigned int r) {
      return name + "." + std::to_string(r) + ".vtu";
    };
    // readers complain about pieces without points
    check(has_cells
            ? write_file(path(piece(rank)),
                         [&](std::ostream &out) { data.write_vtu(out); })
            : std::string());
    const std::vector<unsigned int> with_cells =
      Utilities::MPI::gather(comm, static_cast<unsigned int>(has_cells));

    VtuRecords all = records;
    all.emplace_back(time, name + ".pvtu");
    std::string failure;
    if (rank == 0)
      {
        std::vector<std::string> pieces;
        for (unsigned int r = 0; r < with_cells.size(); ++r)
          if (with_cells[r] == 1)
            pieces.push_back(piece(r));
        failure = write_file(path(name + ".pvtu"), text([&](std::ostream &out) {
                               data.write_pvtu_record(out, pieces);
                             }));
        if (failure.empty())
          failure =
            write_file(path(series + ".pvd"), text([&](std::ostream &out) {
                         DataOutBase::write_pvd_record(out, all);
                       }));
      }
    check(failure);
    records = std::move(all);
  }

  template void write_vtu(const std::string &,
                          const std::string &,
                          const DataOutInterface<2, 2> &,
                          const bool,
                          const double,
                          VtuRecords &,
                          const MPI_Comm &);
  template void write_vtu(const std::string &,
                          const std::string &,
                          const DataOutInterface<3, 3> &,
                          const bool,
                          const double,
                          VtuRecords &,
                          const MPI_Comm &);
  template void write_vtu(const std::string &,
                          const std::string &,
                          const DataOutInterface<1, 2> &,
                          const bool,
                          const double,
                          VtuRecords &,
                          const MPI_Comm &);
  template void write_vtu(const std::string &,
                          const std::string &,
                          const DataOutInterface<2, 3> &,
                          const bool,
                          const double,
                          VtuRecords &,
                          const MPI_Comm &);
} // namespace vitriflow
