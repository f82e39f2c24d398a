#include <boost/program_options.hpp>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/output/write_file.h>
#include <vitriflow/simulation/field_commands.h>
#include <vitriflow/simulation/output_folder.h>
#include <vitriflow/simulation/parameters.h>
#include <vitriflow/statistics/measured_field.h>
#include <vitriflow/statistics/report.h>
#include <vitriflow/structure/sample.h>

#include <filesystem>
#include <iostream>

namespace vitriflow
{
  namespace
  {
    namespace fs      = std::filesystem;
    namespace options = boost::program_options;
    using dealii::Utilities::MPI::gather;
    using dealii::Utilities::MPI::n_mpi_processes;
    using dealii::Utilities::MPI::this_mpi_process;

    /** Points along the longest side unless --points says otherwise. */
    unsigned int default_n_points(const unsigned int dim)
    {
      return dim == 2 ? 256 : 64;
    }

    constexpr unsigned int max_n_points = 4096;

    /** Arguments of either command. */
    struct Arguments
    {
      std::string path;
      std::string output;
      std::vector<std::string> overrides;
      std::string field     = "density";
      unsigned int n_points = 0; // 0: the default
      ReportOptions report;
      bool overwrite = false;
      bool help      = false;
    };

    options::options_description described_options(const std::string &command)
    {
      options::options_description all("Options");
      auto add = all.add_options();
      if (command == "structure")
        add("set",
            options::value<std::vector<std::string>>()->value_name(
              "\"Section/Sub/Name=value\""),
            "override a parameter of the file; may be repeated");
      else
        add("field",
            options::value<std::string>()->value_name("NAME"),
            "scalar of a results folder to measure; density");
      add("output",
          options::value<std::string>()->value_name("DIR"),
          "folder of the results");
      add("points",
          options::value<int>()->value_name("N"),
          "points along the longest side; 256, in three dimensions 64");
      add("top",
          options::value<double>()->value_name("X"),
          "clusters are the X per cent highest values; 10");
      add("bottom",
          options::value<double>()->value_name("X"),
          "or the X per cent lowest values");
      add("overwrite", "replace results of this kind that are already there");
      add("help,h", "print this text");
      return all;
    }

    std::string usage(const std::string &command)
    {
      std::ostringstream text;
      if (command == "structure")
        text << "Usage: vitriflow structure FILE.prm [options]\n"
                "Draws the fields of a parameter file on a regular grid: a "
                ".vti file for each\nproperty that is not uniform, their "
                "statistics in statistics.json and tables.\n";
      else
        text << "Usage: vitriflow statistics FILE.vti|FILE.txt|RESULTS "
                "[options]\n"
                "Measures a field in a file, or the first and last fields of "
                "an output folder:\nstatistics.json and tables.\n";
      text << described_options(command);
      return text.str();
    }

    void read_tail(const options::variables_map &values,
                   const std::string &name,
                   const Tail tail,
                   ReportOptions &report)
    {
      if (values.count(name) == 0)
        return;
      const double percent = values[name].as<double>();
      if (!(percent > 0.) || !(percent < 100.))
        throw BadInput("--" + name + " = " + std::to_string(percent) +
                       ": give a share between 0 and 100 per cent.");
      report = {percent / 100., tail};
    }

    Arguments parse(const int argc, const char *const *argv)
    {
      const std::string command = argv[0];
      auto accepted             = described_options(command);
      accepted.add_options()("path",
                             options::value<std::vector<std::string>>());
      options::positional_options_description positional;
      positional.add("path", -1);
      options::variables_map values;
      try
        {
          using namespace options::command_line_style;
          options::store(options::command_line_parser(argc, argv)
                           .options(accepted)
                           .positional(positional)
                           .style(unix_style & ~allow_guessing)
                           .run(),
                         values);
        }
      catch (const options::error &error)
        {
          throw BadInput(command + ": " + error.what() + ".\n" +
                         usage(command));
        }
      Arguments result;
      result.help = values.count("help") > 0;
      if (result.help)
        return result;
      if (values.count("path") == 0 ||
          values["path"].as<std::vector<std::string>>().size() != 1)
        throw BadInput(command + " needs one file or folder.\n" +
                       usage(command));
      result.path = values["path"].as<std::vector<std::string>>()[0];
      if (values.count("set") > 0)
        result.overrides = values["set"].as<std::vector<std::string>>();
      if (values.count("output") > 0)
        result.output = values["output"].as<std::string>();
      if (values.count("field") > 0)
        result.field = values["field"].as<std::string>();
      if (values.count("points") > 0)
        {
          const int n = values["points"].as<int>();
          if (n < 8 || n > static_cast<int>(max_n_points))
            throw BadInput("--points = " + std::to_string(n) + ": give 8 to " +
                           std::to_string(max_n_points) + ".");
          result.n_points = n;
        }
      result.overwrite = values.count("overwrite") > 0;
      read_tail(values, "top", Tail::high, result.report);
      read_tail(values, "bottom", Tail::low, result.report);
      return result;
    }

    const std::string statistics_file = "statistics.json";

    /**
     * Refuses a folder that these commands have written to; the results of a
     * simulation beside it have other names. On rank 0, all ranks learn.
     */
    void check_folder(const std::string &folder,
                      const bool overwrite,
                      const MPI_Comm &comm)
    {
      std::string refusal;
      if (this_mpi_process(comm) == 0)
        {
          refusal = refuse_folder(folder, overwrite, true);
          if (refusal.empty() && !overwrite &&
              fs::exists(fs::path(folder) / statistics_file))
            refusal = folder + " already holds statistics; choose another "
                               "folder with --output, or replace them with "
                               "--overwrite.";
        }
      refusal = dealii::Utilities::MPI::broadcast(comm, refusal, 0);
      if (!refusal.empty())
        throw BadInput(refusal);
    }

    void write_or_stop(const fs::path &path, const std::string &text)
    {
      const std::string failure = write_file(path.string(), text);
      if (!failure.empty())
        throw ComputationStopped("cannot write " + failure);
    }

    using Reports = std::map<std::string, FieldReport>;

    /** Tables of all fields, and their numbers in one file. */
    void write_reports(const Reports &reports, const fs::path &folder)
    {
      nlohmann::json numbers;
      for (const auto &[name, report] : reports)
        {
          for (const auto &[table, text] : report.tables)
            write_or_stop(folder / (name + "_" + table + ".csv"), text);
          numbers[name] = report.numbers;
        }
      write_or_stop(folder / statistics_file, numbers.dump(2) + "\n");
    }

    std::string file_name(std::string property)
    {
      for (char &c : property)
        c = c == ' ' ? '_' : static_cast<char>(std::tolower(c));
      return property;
    }

    /** The values at all grid points, on rank 0; each rank computes a part. */
    template <int dim>
    std::vector<double> sample_in_parallel(const Field<dim> &field,
                                           const Grid<dim> &grid,
                                           const MPI_Comm &comm)
    {
      const std::size_t n    = grid.n_values();
      const std::size_t rank = this_mpi_process(comm);
      const std::size_t size = n_mpi_processes(comm);
      const auto parts       = gather(
        comm, sample<dim>(field, grid, n * rank / size, n * (rank + 1) / size));
      std::vector<double> values;
      for (const auto &part : parts)
        values.insert(values.end(), part.begin(), part.end());
      return values;
    }

    /** What was drawn, for measuring: the walls of a channel are not each
     * other's continuation. */
    template <int dim>
    GriddedField<dim> as_drawn(Grid<dim> grid,
                               std::vector<double> values,
                               const Geometry geometry)
    {
      if (geometry == Geometry::channel)
        make_open(grid, 1);
      return GriddedField<dim>(grid, std::move(values));
    }

    template <int dim>
    void draw(const Parameters &parameters,
              const Arguments &arguments,
              const std::string &folder,
              const MPI_Comm &comm)
    {
      const SampleParameters &sample = parameters.structure.sample;
      const auto box = sample.is_the_mesh() ? parameters.mesh.lengths<dim>()
                                            : sample.box<dim>();
      const Grid<dim> grid =
        sampling_grid<dim>(box,
                           arguments.n_points > 0 ? arguments.n_points
                                                  : default_n_points(dim));
      std::map<std::string, std::vector<double>> drawn;
      for (const FieldParameters *property : parameters.structure.properties())
        if (!property->is_uniform())
          {
            const auto field =
              make_field<dim>(*property,
                              parameters.structure.preparation.factors(),
                              box);
            drawn[file_name(property->property)] =
              sample_in_parallel<dim>(*field, grid, comm);
          }
      if (drawn.empty())
        throw BadInput(arguments.path + ": all of Structure is uniform; give "
                                        "a Type to one of its subsections.");
      on_root(comm, [&]() {
        fs::create_directories(folder);
        Reports reports;
        for (auto &[name, values] : drawn)
          {
            write_vti<dim>(folder + "/" + name + ".vti", grid, values, name);
            reports[name] = report(as_drawn<dim>(grid,
                                                 std::move(values),
                                                 sample.is_the_mesh()
                                                   ? parameters.mesh.kind()
                                                   : Geometry::periodic_box),
                                   arguments.report);
          }
        write_reports(reports, folder);
      });
    }

    std::string folder_for(const Arguments &arguments)
    {
      if (!arguments.output.empty())
        return arguments.output;
      return (fs::path("output") / fs::path(arguments.path).stem()).string();
    }

    void run_structure(const Arguments &arguments, const MPI_Comm &comm)
    {
      Parameters parameters;
      dealii::ParameterHandler prm;
      read_run(parameters, prm, arguments.path, arguments.overrides);
      const std::string folder = folder_for(arguments);
      check_folder(folder, arguments.overwrite, comm);
      const SampleParameters &sample = parameters.structure.sample;
      if ((sample.is_the_mesh() ? parameters.mesh.dimension
                                : sample.size.size()) == 2)
        draw<2>(parameters, arguments, folder, comm);
      else
        draw<3>(parameters, arguments, folder, comm);
      if (this_mpi_process(comm) == 0)
        std::cout << "fields and statistics in " << folder << std::endl;
    }

    FieldReport report_of(const MeasuredField &field,
                          const ReportOptions &options)
    {
      return std::visit([&](const auto &f) { return report(f, options); },
                        field);
    }

    /** Whether a run was one between walls, by its own parameters. */
    bool has_walls(const fs::path &results)
    {
      const fs::path file = results / "parameters.prm";
      if (!fs::is_regular_file(file))
        return false;
      Parameters parameters;
      dealii::ParameterHandler prm;
      read_run(parameters, prm, file.string(), {});
      return parameters.mesh.kind() == Geometry::channel;
    }

    Reports measure(const Arguments &arguments)
    {
      Reports reports;
      if (!fs::is_directory(arguments.path))
        {
          reports[fs::path(arguments.path).stem().string()] =
            report_of(read_measured_field(arguments.path), arguments.report);
          return reports;
        }
      const auto fields =
        sample_results(arguments.path,
                       arguments.field,
                       arguments.n_points > 0 ? arguments.n_points
                                              : default_n_points(3),
                       has_walls(arguments.path));
      for (std::size_t i = 0; i < fields.size(); ++i)
        {
          FieldReport one     = report_of(fields[i].field, arguments.report);
          one.numbers["time"] = fields[i].time;
          reports[arguments.field + (i == 0 ? "_first" : "_last")] =
            std::move(one);
        }
      return reports;
    }

    /** On one rank. */
    void run_statistics(const Arguments &arguments)
    {
      const std::string folder = !arguments.output.empty() ? arguments.output
                                 : fs::is_directory(arguments.path)
                                   ? arguments.path + "/statistics"
                                   : folder_for(arguments);
      check_folder(folder, arguments.overwrite, MPI_COMM_SELF);
      const Reports reports = measure(arguments);
      fs::create_directories(folder);
      write_reports(reports, folder);
      std::cout << "statistics in " << folder << std::endl;
    }
  } // namespace

  bool is_field_command(const std::string &word)
  {
    return word == "structure" || word == "statistics";
  }

  int run_field_command(const int argc,
                        const char *const *argv,
                        const MPI_Comm &comm)
  {
    const bool root           = this_mpi_process(comm) == 0;
    const std::string command = argv[0];
    const Arguments arguments = parse(argc, argv);
    if (arguments.help)
      {
        if (root)
          std::cout << usage(command);
      }
    else if (command == "structure")
      run_structure(arguments, comm);
    else if (root)
      run_statistics(arguments);
    return 0;
  }
} // namespace vitriflow
