#include <vitriflow/base/exceptions.h>
#include <vitriflow/output/checkpoint.h>
#include <vitriflow/output/checkpoint_header.h>
#include <vitriflow/output/state_part.h>
#include <vitriflow/output/write_file.h>

#include <boost/crc.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace vitriflow
{
  namespace fs = std::filesystem;
  using dealii::Utilities::MPI::this_mpi_process;

  namespace
  {
    constexpr char header_file[]  = "header.json";
    constexpr char current_name[] = "checkpoint";
    constexpr char new_name[]     = "checkpoint.new";
    constexpr char old_name[]     = "checkpoint.old";

    std::string state_file(const unsigned int rank)
    {
      return "state_" + std::to_string(rank) + ".bin";
    }

    bool is_there(const fs::path &path)
    {
      std::error_code error;
      return fs::exists(path, error);
    }

    fs::path header_of(const std::string &directory, const std::string &name)
    {
      return fs::path(directory) / name / header_file;
    }

    /** Runs an action; returns what went wrong. */
    template <typename Action>
    std::string failure_of(const Action &action)
    {
      try
        {
          action();
        }
      catch (const std::exception &e)
        {
          return e.what();
        }
      return "";
    }

    /** Size and checksum of a file, a piece at a time. */
    void record_file(const fs::path &path, CheckpointFile &record)
    {
      std::ifstream in(path, std::ios::binary);
      std::vector<char> piece(1 << 16);
      boost::crc_32_type crc;
      record.n_bytes = 0;
      do
        {
          in.read(piece.data(), piece.size());
          crc.process_bytes(piece.data(), in.gcount());
          record.n_bytes += in.gcount();
      } while (in);
      record.crc32 = crc.checksum();
    }

    /** The complete new folder takes the place of the old one. */
    void publish(const fs::path &directory)
    {
      const fs::path current = directory / current_name;
      const fs::path old     = directory / old_name;
      if (fs::exists(current))
        {
          fs::remove_all(old);
          fs::rename(current, old);
        }
      std::error_code error;
      fs::rename(directory / new_name, current, error);
      if (error)
        {
          std::error_code ignored;
          fs::rename(old, current, ignored);
          throw fs::filesystem_error("cannot rename", current, error);
        }
      fs::remove_all(old, error);
    }

    /** Reads a file as it is; empty if it cannot be read. */
    std::string contents_of(const fs::path &path)
    {
      std::ifstream in(path, std::ios::binary);
      std::ostringstream out;
      out << in.rdbuf();
      return in ? out.str() : "";
    }

    std::uint64_t checksum(const std::string &contents)
    {
      boost::crc_32_type crc;
      crc.process_bytes(contents.data(), contents.size());
      return crc.checksum();
    }

    /** Throws BadInput unless the file is as it was written. */
    void verify(const std::string &contents,
                const fs::path &path,
                const CheckpointFile &record)
    {
      if (contents.size() != record.n_bytes)
        throw BadInput(path.string() + " is missing or incomplete: " +
                       std::to_string(contents.size()) + " of " +
                       std::to_string(record.n_bytes) +
                       " bytes. Start the run anew.");
      if (checksum(contents) != record.crc32)
        throw BadInput(path.string() + " is damaged: its checksum is not "
                                       "that of the header. Start the run "
                                       "anew.");
    }

    std::string list_of(const EntryCounts &counts)
    {
      std::string text;
      for (const std::uint64_t n : counts)
        text += (text.empty() ? "[" : ",") + std::to_string(n);
      return text + "]";
    }

    /** Throws BadInput unless the files together hold what this run needs. */
    void check_totals(const std::vector<CheckpointFile> &files,
                      const EntryCounts &needed,
                      const std::string &path)
    {
      EntryCounts found(files.at(0).entries.size(), 0);
      for (const CheckpointFile &file : files)
        found = sum(found, file.entries);
      if (found != needed)
        throw BadInput(path + " is of vectors of " + list_of(found) +
                       " entries, this run needs " + list_of(needed) +
                       " (velocity, density, stress of every mode; current "
                       "and previous). Restart with the mesh and the "
                       "relaxation modes of the earlier run.");
    }

    StatePart read_part(const fs::path &path, const CheckpointFile &record)
    {
      const std::string contents = contents_of(path);
      verify(contents, path, record);
      std::istringstream in(contents);
      return read_states(in, record.entries);
    }

    /** The @p n entries of this rank, which begin at @p first in the whole
     * vectors, from all files that hold some. */
    StatePart collect(const fs::path &folder,
                      const std::vector<CheckpointFile> &files,
                      const EntryCounts &first,
                      const EntryCounts &n)
    {
      StatePart result = StatePart::sized(n);
      EntryCounts begin(n.size(), 0);
      for (unsigned int f = 0; f < files.size(); ++f)
        {
          // the first one also for the numbers that all have
          if (f == 0 || overlap(begin, files[f].entries, first, n))
            result.take_overlap(read_part(folder / state_file(f), files[f]),
                                begin,
                                first);
          begin = sum(begin, files[f].entries);
        }
      return result;
    }
    struct FoundCheckpoint
    {
      std::string name, header_path;
      CheckpointHeader header;
    };

    /** The newest complete one. Collective; throws BadInput on all ranks. */
    FoundCheckpoint find_checkpoint(const std::string &directory,
                                    const MPI_Comm &comm)
    {
      using dealii::Utilities::MPI::broadcast;
      const unsigned int rank = this_mpi_process(comm);
      FoundCheckpoint found;
      // one rank looks and reads so that all see the same
      std::string text;
      if (rank == 0)
        {
          found.name = is_there(header_of(directory, current_name))
                         ? current_name
                         : old_name;
          text       = contents_of(header_of(directory, found.name));
        }
      found.name = broadcast(comm, found.name);
      text       = broadcast(comm, text);
      if (text.empty())
        throw BadInput("There is no checkpoint in '" + directory +
                       "'. Name the output folder of a run that wrote one.");
      found.header_path = header_of(directory, found.name).string();
      found.header      = parse_checkpoint_header(text, found.header_path);
      return found;
    }
  } // namespace

  void write_checkpoint(const std::string &directory,
                        const State &current,
                        const State &previous,
                        const CheckpointData &data,
                        const EntryOrder &order,
                        const MPI_Comm &comm)
  {
    const unsigned int rank = this_mpi_process(comm);
    const fs::path folder   = fs::path(directory) / new_name;
    const auto check        = [&](const std::string &failure) {
      const std::string first = first_failure(failure, comm);
      if (first.empty())
        return;
      std::error_code ignored;
      if (rank == 0)
        fs::remove_all(folder, ignored);
      throw ComputationStopped("Cannot write the checkpoint: " + first);
    };

    check(failure_of([&]() {
      if (rank == 0)
        {
          fs::remove_all(folder);
          fs::create_directory(folder);
        }
    }));

    CheckpointFile file;
    file.entries        = n_owned_entries(current, previous);
    const fs::path path = folder / state_file(rank);
    check(write_file(path.string(), [&](std::ostream &out) {
      write_states(out, current, previous, order);
    }));
    record_file(path, file);

    const auto files = dealii::Utilities::MPI::gather(comm, file);
    std::string failure;
    if (rank == 0)
      {
        const std::string other = failure_of([&]() {
          failure = write_file((folder / header_file).string(),
                               checkpoint_header(data, files));
          if (failure.empty())
            publish(directory);
        });
        if (failure.empty())
          failure = other;
      }
    check(failure);
  }

  CheckpointData read_checkpoint_data(const std::string &directory,
                                      const MPI_Comm &comm)
  {
    return find_checkpoint(directory, comm).header.data;
  }

  CheckpointData read_checkpoint(const std::string &directory,
                                 State &current,
                                 State &previous,
                                 const EntryOrder &order,
                                 const MPI_Comm &comm)
  {
    const FoundCheckpoint found = find_checkpoint(directory, comm);

    const EntryCounts n = n_owned_entries(current, previous);
    EntryCounts first(n.size(), 0), needed(n.size(), 0);
    MPI_Exscan(n.data(), first.data(), n.size(), MPI_UINT64_T, MPI_SUM, comm);
    MPI_Allreduce(
      n.data(), needed.data(), n.size(), MPI_UINT64_T, MPI_SUM, comm);

    StatePart part;
    const std::string failure = failure_of([&]() {
      check_totals(found.header.files, needed, found.header_path);
      part =
        collect(fs::path(directory) / found.name, found.header.files, first, n);
    });
    const std::string refusal = first_failure(failure, comm);
    if (!refusal.empty())
      throw BadInput(refusal);
    set_state(current, part.current, order);
    set_state(previous, part.previous, order);
    return found.header.data;
  }

  bool has_checkpoint(const std::string &directory)
  {
    return is_there(header_of(directory, current_name)) ||
           is_there(header_of(directory, old_name));
  }
} // namespace vitriflow
