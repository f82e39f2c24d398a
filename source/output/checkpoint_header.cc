#include <vitriflow/base/exceptions.h>
#include <vitriflow/base/version.h>
#include <vitriflow/output/checkpoint_header.h>

#include <nlohmann/json.hpp>

#include <cmath>

namespace vitriflow
{
  using Json = nlohmann::json;

  namespace
  {
    constexpr char format[]      = "vitriflow checkpoint";
    constexpr int format_version = 4; // 4: plain doubles

    Json to_json(const CheckpointFile &file)
    {
      return {{"bytes", file.n_bytes},
              {"crc32", file.crc32},
              {"entries", file.entries}};
    }

    CheckpointFile file_from_json(const Json &json)
    {
      CheckpointFile file;
      file.n_bytes = json.at("bytes");
      file.crc32   = json.at("crc32");
      file.entries = json.at("entries").get<EntryCounts>();
      return file;
    }

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

    CheckpointData data_from_json(const Json &json)
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

    /** Throws BadInput unless this run can use the checkpoint. */
    Json checked_header(const std::string &text, const std::string &path)
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

  } // namespace

  std::string checkpoint_header(const CheckpointData &data,
                                const std::vector<CheckpointFile> &files)
  {
    Json records = Json::array();
    for (const CheckpointFile &file : files)
      records.push_back(to_json(file));
    const Json header = {{"format", format},
                         {"format_version", format_version},
                         {"program_version", version},
                         {"n_ranks", files.size()},
                         {"data", to_json(data)},
                         {"files", records}};
    return header.dump(1) + "\n";
  }

  CheckpointHeader parse_checkpoint_header(const std::string &text,
                                           const std::string &path)
  {
    const Json header = checked_header(text, path);
    CheckpointHeader result;
    try
      {
        result.data         = data_from_json(header.at("data"));
        result.data.n_ranks = header.at("n_ranks");
        for (const Json &file : header.at("files"))
          result.files.push_back(file_from_json(file));
        if (result.files.empty() ||
            header.at("n_ranks") != Json(result.files.size()))
          throw BadInput(path + " is damaged: it does not list the files of "
                                "all ranks.");
      }
    catch (const Json::exception &e)
      {
        throw BadInput(path + " is damaged: " + e.what());
      }
    return result;
  }
} // namespace vitriflow
