#include <vitriflow/simulation/output_folder.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace vitriflow
{
  namespace fs = std::filesystem;

  namespace
  {
    /** Beside field outputs and checkpoints. */
    const std::string result_files[] = {"timeseries.csv",
                                        "run.json",
                                        "summary.json",
                                        "parameters.prm",
                                        "stability.json",
                                        "stability.csv",
                                        "stability_spectrum.csv",
                                        "phase_diagram.csv",
                                        "phase_curves.csv",
                                        "phase_diagram.png"};

    bool holds_results(const fs::path &folder)
    {
      for (const char *name : {"timeseries.csv",
                               "run.json",
                               "fields.pvd",
                               "checkpoint",
                               "stability.json"})
        if (fs::exists(folder / name))
          return true;
      return false;
    }

    /** Removes what an earlier run wrote, and nothing else. */
    void remove_results(const fs::path &folder)
    {
      for (const auto &entry : fs::directory_iterator(folder))
        {
          const std::string name = entry.path().filename().string();
          if (name.rfind("fields", 0) == 0 ||
              name.rfind("checkpoint", 0) == 0 ||
              std::count(std::begin(result_files),
                         std::end(result_files),
                         name) > 0)
            fs::remove_all(entry.path());
        }
    }
  } // namespace

  std::string prepare_folder(const std::string &folder,
                             const bool overwrite,
                             const bool resume)
  {
    try
      {
        if (fs::exists(folder) && !resume && holds_results(folder))
          {
            if (!overwrite)
              return folder + " already holds results; choose another " +
                     "folder with --output, or replace them with "
                     "--overwrite.";
            remove_results(folder);
          }
        fs::create_directories(folder);
        const fs::path probe = fs::path(folder) / ".writable";
        std::ofstream out(probe);
        out << "x" << std::flush;
        if (!out)
          return "the output folder " + folder +
                 " cannot be written; choose another with --output.";
        out.close();
        fs::remove(probe);
      }
    catch (const fs::filesystem_error &e)
      {
        return "the output folder " + folder +
               " cannot be used: " + e.code().message() +
               "; choose another with --output.";
      }
    return "";
  }
} // namespace vitriflow
