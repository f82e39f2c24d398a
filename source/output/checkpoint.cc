#include <vitriflow/base/exceptions.h>
#include <vitriflow/base/version.h>
#include <vitriflow/output/checkpoint.h>
#include <vitriflow/output/write_file.h>

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/crc.hpp>
#include <boost/serialization/array_wrapper.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace vitriflow
{
  namespace fs = std::filesystem;
  using dealii::Utilities::MPI::n_mpi_processes;
  using dealii::Utilities::MPI::this_mpi_process;
  using Json = nlohmann::json;

  namespace
  {
    constexpr char format[]       = "vitriflow checkpoint";
    constexpr int format_version  = 3; // 3: entries in the order of cells
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

    /** All vectors of a state, const as it is. */
    template <typename AnyState>
    auto vectors(AnyState &state)
    {
      std::vector<decltype(&state.velocity)> list = {&state.velocity,
                                                     &state.density};
      for (auto &mode : state.stress)
        list.push_back(&mode);
      for (auto &fields : state.structure)
        list.push_back(&fields);
      if (state.displacement.size() > 0)
        list.push_back(&state.displacement);
      return list;
    }

    /** What one file holds of the states: the owned entries of one rank. */
    struct Part
    {
      struct Level // of time
      {
        double time, strain, tilt, shear_rate;
        std::vector<std::vector<double>> vectors;
      };
      Level current, previous;
    };

    template <typename Archive>
    void exchange(Archive &archive, Part &part)
    {
      for (Part::Level *level : {&part.current, &part.previous})
        {
          archive & level->time;
          archive & level->strain;
          archive & level->tilt;
          archive & level->shear_rate;
          for (auto &v : level->vectors)
            archive &boost::serialization::make_array(v.data(), v.size());
        }
    }

    /** In the order of vectors(). */
    const std::vector<unsigned int> &order_of(const EntryOrder &order,
                                              const std::size_t vector,
                                              const State &state)
    {
      const std::size_t displacement =
        2 + state.stress.size() + state.structure.size();
      return vector == 0 || vector == displacement
               ? order.velocity
               : (vector == 1 ? order.density : order.stress);
    }

    Part::Level taken_from(const State &state, const EntryOrder &order)
    {
      Part::Level level = {
        state.time, state.strain, state.frame.tilt, state.frame.shear_rate, {}};
      for (const Vector *v : vectors(state))
        {
          std::vector<double> values;
          values.reserve(v->locally_owned_size());
          for (const unsigned int i :
               order_of(order, level.vectors.size(), state))
            values.push_back(v->local_element(i));
          level.vectors.push_back(std::move(values));
        }
      return level;
    }

    void
    give_to(State &state, const Part::Level &level, const EntryOrder &order)
    {
      state.time             = level.time;
      state.strain           = level.strain;
      state.frame.tilt       = level.tilt;
      state.frame.shear_rate = level.shear_rate;
      const auto list        = vectors(state);
      for (std::size_t v = 0; v < list.size(); ++v)
        {
          const auto &positions = order_of(order, v, state);
          for (std::size_t k = 0; k < positions.size(); ++k)
            list[v]->local_element(positions[k]) = level.vectors[v][k];
          list[v]->zero_out_ghost_values();
        }
    }

    using Counts = std::vector<std::uint64_t>;

    /** Numbers of owned entries of all vectors. */
    Counts n_entries(const State &current, const State &previous)
    {
      Counts n;
      for (const State *state : {&current, &previous})
        for (const Vector *v : vectors(*state))
          n.push_back(v->locally_owned_size());
      return n;
    }

    Counts sum(const Counts &a, const Counts &b)
    {
      Counts result = a;
      for (std::size_t i = 0; i < a.size(); ++i)
        result[i] += b.at(i);
      return result;
    }

    /** Vectors of the given sizes in both levels. */
    Part sized_part(const Counts &entries)
    {
      Part part;
      for (std::size_t i = 0; i < entries.size(); ++i)
        (i < entries.size() / 2 ? part.current : part.previous)
          .vectors.emplace_back(entries[i]);
      return part;
    }

    std::uint64_t checksum(const std::string &contents)
    {
      boost::crc_32_type crc;
      crc.process_bytes(contents.data(), contents.size());
      return crc.checksum();
    }

    /** What the header says of the file of one rank. */
    struct FileRecord
    {
      std::uint64_t n_bytes;
      std::uint64_t crc32;
      Counts entries;

      Json to_json() const
      {
        return {{"bytes", n_bytes}, {"crc32", crc32}, {"entries", entries}};
      }

      static FileRecord from_json(const Json &json)
      {
        return {json.at("bytes"), json.at("crc32"), json.at("entries")};
      }
    };

    /** JSON knows finite numbers only, which it keeps to the last bit. */
    Json number(const double value)
    {
      return std::isfinite(value) ? Json(value) : Json(std::to_string(value));
    }

    double number(const Json &json)
    {
      return json.is_string() ? std::stod(json.get<std::string>())
                              : json.get<double>();
    }

    Json to_json(const CheckpointData &data)
    {
      return {{"step", data.step},
              {"previous_dt", number(data.previous_dt)},
              {"next_dt", number(data.next_dt)},
              {"segment", data.segment},
              {"segment_strain_begin", number(data.segment_strain_begin)},
              {"initial_mass", number(data.initial_mass)},
              {"wall_seconds", number(data.wall_seconds)},
              {"total_linear_iterations", data.total_linear_iterations},
              {"field_records", data.field_records},
              {"summary_state", data.summary_state},
              {"has_history", data.has_history}};
    }

    CheckpointData from_json(const Json &json)
    {
      CheckpointData data;
      data.step                    = json.at("step");
      data.previous_dt             = number(json.at("previous_dt"));
      data.next_dt                 = number(json.at("next_dt"));
      data.segment                 = json.at("segment");
      data.segment_strain_begin    = number(json.at("segment_strain_begin"));
      data.initial_mass            = number(json.at("initial_mass"));
      data.wall_seconds            = number(json.at("wall_seconds"));
      data.total_linear_iterations = json.at("total_linear_iterations");
      data.field_records =
        json.at("field_records").get<decltype(data.field_records)>();
      data.summary_state = json.at("summary_state");
      data.has_history   = json.at("has_history");
      return data;
    }

    std::string header_text(const CheckpointData &data,
                            const std::vector<std::vector<std::uint64_t>> &info)
    {
      Json files = Json::array();
      for (const auto &i : info)
        files.push_back(
          FileRecord{i[0], i[1], {i.begin() + 2, i.end()}}.to_json());
      const Json header = {{"format", format},
                           {"format_version", format_version},
                           {"program_version", version},
                           {"n_ranks", info.size()},
                           {"data", to_json(data)},
                           {"files", files}};
      return header.dump(1) + "\n";
    }

    std::string state_contents(const State &current,
                               const State &previous,
                               const EntryOrder &order)
    {
      Part part = {taken_from(current, order), taken_from(previous, order)};
      std::ostringstream out;
      boost::archive::binary_oarchive archive(out);
      exchange(archive, part);
      return out.str();
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

    /** Throws BadInput unless this run can use the checkpoint. */
    Json parse_header(const std::string &text, const std::string &path)
    {
      const Json header = Json::parse(text, nullptr, false);
      if (header.is_discarded() || !header.is_object() ||
          header.value("format", Json()) != Json(format))
        throw BadInput(path + " is damaged or not of a checkpoint. Start the "
                              "run anew.");
      if (header.value("format_version", Json()) != Json(format_version))
        throw BadInput(path + " has format version " +
                       header.value("format_version", Json()).dump() +
                       ", this program (" + version + ") reads version " +
                       std::to_string(format_version) +
                       ". Restart with the program that wrote it: " +
                       header.value("program_version", Json()).dump() + ".");
      return header;
    }

    /** Throws BadInput unless the file is as it was written. */
    void verify(const std::string &contents,
                const fs::path &path,
                const FileRecord &record)
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

    /** Throws BadInput unless the files together hold what this run needs. */
    void check_totals(const std::vector<FileRecord> &files,
                      const Counts &needed,
                      const std::string &path)
    {
      Counts found(files.at(0).entries.size(), 0);
      for (const FileRecord &file : files)
        found = sum(found, file.entries);
      if (found != needed)
        throw BadInput(path + " is of vectors of " + Json(found).dump() +
                       " entries, this run needs " + Json(needed).dump() +
                       " (velocity, density, stress of every mode; current "
                       "and previous). Restart with the mesh and the "
                       "relaxation modes of the earlier run.");
    }

    /** Copies those of the entries begin, begin + 1, ... of a whole vector
     * that @p to is for; its first one has number @p first. */
    void copy_overlap(const std::vector<double> &from,
                      const std::uint64_t begin,
                      std::vector<double> &to,
                      const std::uint64_t first)
    {
      const std::uint64_t a = std::max(begin, first);
      const std::uint64_t b = std::min(begin + from.size(), first + to.size());
      if (a < b)
        std::copy(from.begin() + (a - begin),
                  from.begin() + (b - begin),
                  to.begin() + (a - first));
    }

    /** Whether a file whose entries begin at the given numbers has any that
     * this rank needs. */
    bool overlaps(const Counts &begin,
                  const Counts &size,
                  const Counts &first,
                  const Counts &n)
    {
      for (std::size_t v = 0; v < n.size(); ++v)
        if (std::max(begin[v], first[v]) <
            std::min(begin[v] + size[v], first[v] + n[v]))
          return true;
      return false;
    }

    Part read_part(const fs::path &path, const FileRecord &record)
    {
      const std::string contents = contents_of(path);
      verify(contents, path, record);
      Part part = sized_part(record.entries);
      std::istringstream in(contents);
      boost::archive::binary_iarchive archive(in);
      exchange(archive, part);
      return part;
    }

    /** The @p n entries of this rank, which begin at @p first in the whole
     * vectors, from all files that hold some. */
    Part collect(const fs::path &folder,
                 const std::vector<FileRecord> &files,
                 const Counts &first,
                 const Counts &n)
    {
      Part result = sized_part(n);
      Counts begin(n.size(), 0);
      for (unsigned int f = 0; f < files.size(); ++f)
        {
          // the first one also for the numbers that all have
          if (f == 0 || overlaps(begin, files[f].entries, first, n))
            {
              const Part part = read_part(folder / state_file(f), files[f]);
              std::size_t v   = 0;
              for (const auto level : {&Part::current, &Part::previous})
                {
                  auto own                = std::move((result.*level).vectors);
                  result.*level           = part.*level;
                  (result.*level).vectors = std::move(own);
                  for (std::size_t i = 0; i < (part.*level).vectors.size();
                       ++i, ++v)
                    copy_overlap((part.*level).vectors[i],
                                 begin[v],
                                 (result.*level).vectors[i],
                                 first[v]);
                }
            }
          begin = sum(begin, files[f].entries);
        }
      return result;
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

    const std::string contents = state_contents(current, previous, order);
    check(write_file((folder / state_file(rank)).string(), contents));

    std::vector<std::uint64_t> info = {contents.size(), checksum(contents)};
    for (const std::uint64_t n : n_entries(current, previous))
      info.push_back(n);
    const auto all = dealii::Utilities::MPI::gather(comm, info);
    std::string failure;
    if (rank == 0)
      {
        const std::string other = failure_of([&]() {
          failure =
            write_file((folder / header_file).string(), header_text(data, all));
          if (failure.empty())
            publish(directory);
        });
        if (failure.empty())
          failure = other;
      }
    check(failure);
  }

  CheckpointData read_checkpoint(const std::string &directory,
                                 State &current,
                                 State &previous,
                                 const EntryOrder &order,
                                 const MPI_Comm &comm)
  {
    using dealii::Utilities::MPI::broadcast;
    const unsigned int rank = this_mpi_process(comm);

    // one rank looks and reads so that all see the same
    std::string name, text;
    if (rank == 0)
      {
        name = is_there(header_of(directory, current_name)) ? current_name
                                                            : old_name;
        text = contents_of(header_of(directory, name));
      }
    name = broadcast(comm, name);
    text = broadcast(comm, text);
    if (text.empty())
      throw BadInput("There is no checkpoint in '" + directory +
                     "'. Name the output folder of a run that wrote one.");
    const std::string header_path = header_of(directory, name).string();
    const Json header             = parse_header(text, header_path);

    const Counts n = n_entries(current, previous);
    Counts first(n.size(), 0), needed(n.size(), 0);
    MPI_Exscan(n.data(), first.data(), n.size(), MPI_UINT64_T, MPI_SUM, comm);
    MPI_Allreduce(
      n.data(), needed.data(), n.size(), MPI_UINT64_T, MPI_SUM, comm);

    CheckpointData data;
    Part part;
    const std::string failure = failure_of([&]() {
      try
        {
          data         = from_json(header.at("data"));
          data.n_ranks = header.at("n_ranks");
          std::vector<FileRecord> files;
          for (const Json &file : header.at("files"))
            files.push_back(FileRecord::from_json(file));
          if (files.empty() || header.at("n_ranks") != Json(files.size()))
            throw BadInput(header_path + " is damaged: it does not list the "
                                         "files of all ranks.");
          check_totals(files, needed, header_path);
          part = collect(fs::path(directory) / name, files, first, n);
        }
      catch (const Json::exception &e)
        {
          throw BadInput(header_path + " is damaged: " + e.what());
        }
    });
    const std::string refusal = first_failure(failure, comm);
    if (!refusal.empty())
      throw BadInput(refusal);
    give_to(current, part.current, order);
    give_to(previous, part.previous, order);
    return data;
  }

  bool has_checkpoint(const std::string &directory)
  {
    return is_there(header_of(directory, current_name)) ||
           is_there(header_of(directory, old_name));
  }
} // namespace vitriflow
