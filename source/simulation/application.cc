#include <vitriflow/base/command_line.h>
#include <vitriflow/base/exceptions.h>
#include <vitriflow/base/parameter_table.h>
#include <vitriflow/base/version.h>
#include <vitriflow/simulation/application.h>
#include <vitriflow/simulation/field_commands.h>
#include <vitriflow/simulation/map_command.h>
#include <vitriflow/simulation/modes_command.h>
#include <vitriflow/simulation/output_folder.h>
#include <vitriflow/simulation/run_check.h>
#include <vitriflow/simulation/simulation.h>
#include <vitriflow/simulation/stability_command.h>

#include <filesystem>
#include <iostream>
#include <new>
#include <sstream>

namespace vitriflow
{
  using namespace dealii;
  namespace fs = std::filesystem;

  namespace
  {
    constexpr int bad_input = 2;
    constexpr int stopped   = 3;

    bool is_root(const MPI_Comm &comm)
    {
      return Utilities::MPI::this_mpi_process(comm) == 0;
    }

    std::string unforeseen(const std::exception &e)
    {
      if (dynamic_cast<const std::bad_alloc *>(&e) != nullptr)
        return "there is not enough memory; lower Mesh/Cells or run on more "
               "machines.";
      return std::string(e.what()) +
             "\nThis should not happen; please report it with the parameter "
             "file.";
    }

    std::string output_folder(const CommandLine &command,
                              const Parameters &parameters)
    {
      if (!command.output_directory.empty())
        return command.output_directory;
      if (!command.restart_directory.empty())
        return command.restart_directory;
      if (!parameters.output.directory.empty())
        return parameters.output.directory;
      return (fs::path("output") / fs::path(command.parameter_file).stem())
        .string();
    }

    template <int dim>
    RunResult simulate(const Parameters &parameters,
                       const CommandLine &command,
                       const std::string &folder,
                       const std::string &parameter_text,
                       const MPI_Comm &comm)
    {
      Simulation<dim> simulation(parameters, folder, comm);
      simulation.set_parameter_text(parameter_text);
      return command.restart_directory.empty()
               ? simulation.run()
               : simulation.restart(command.restart_directory);
    }

    int run_command(CommandLine command, const MPI_Comm &comm)
    {
      const bool root = is_root(comm);
      if (!command.restart_directory.empty() && command.parameter_file.empty())
        command.parameter_file =
          (fs::path(command.restart_directory) / "parameters.prm").string();
      Parameters parameters;
      ParameterHandler prm;
      read_run(parameters, prm, command.parameter_file, command.overrides);
      std::ostringstream text;
      write_parameters(text, prm);
      parameters.reject_unused_structure();
      if (command.check)
        {
          if (root)
            describe_run(std::cout, parameters);
          return 0;
        }
      reject_oversized(parameters, comm);
      // Building these finds unusable files and fields before anything is
      // written.
      for (const FieldParameters *property : parameters.structure.properties())
        if (parameters.mesh.dimension == 2)
          make_property<2>(parameters.structure,
                           *property,
                           parameters.mesh.lengths<2>());
        else
          make_property<3>(parameters.structure,
                           *property,
                           parameters.mesh.lengths<3>());

      const std::string folder = output_folder(command, parameters);
      std::string refusal;
      if (root)
        refusal = refuse_folder(folder,
                                command.overwrite,
                                folder == command.restart_directory);
      refusal = Utilities::MPI::broadcast(comm, refusal, 0);
      if (!refusal.empty())
        throw BadInput(refusal);

      catch_signals();
      const RunResult result =
        parameters.mesh.dimension == 2
          ? simulate<2>(parameters, command, folder, text.str(), comm)
          : simulate<3>(parameters, command, folder, text.str(), comm);
      if (root)
        {
          if (result.exit_code != 0)
            std::cerr << result.status << std::endl;
          std::cout << "results in " << folder << std::endl;
        }
      return result.exit_code;
    }
  } // namespace

  int
  run_application(const int argc, const char *const *argv, const MPI_Comm &comm)
  {
    const bool root = is_root(comm);
    try
      {
        if (argc > 1 && is_field_command(argv[1]))
          return run_field_command(argc - 1, argv + 1, comm);
        if (argc > 1 && is_stability_command(argv[1]))
          return run_stability_command(argc - 1, argv + 1, comm);
        if (argc > 1 && is_map_command(argv[1]))
          return run_map_command(argc - 1, argv + 1, comm);
        if (argc > 1 && is_modes_command(argv[1]))
          return run_modes_command(argc - 1, argv + 1, comm);
        const CommandLine command = parse_command_line(argc, argv);
        if (command.help || command.version || command.defaults)
          {
            if (root && command.help)
              std::cout << usage();
            else if (root && command.version)
              std::cout << "vitriflow " << version << "\n";
            else if (root)
              {
                Parameters parameters;
                ParameterHandler prm;
                parameters.add_to(prm);
                print_defaults(std::cout, prm);
              }
            return 0;
          }
        return run_command(command, comm);
      }
    catch (const BadInput &e)
      {
        if (root)
          std::cerr << "error: " << e.what() << std::endl;
        return bad_input;
      }
    catch (const ComputationStopped &e)
      {
        if (root)
          std::cerr << "stopped: " << e.what() << std::endl;
        return stopped;
      }
    catch (const std::exception &e)
      {
        // not foreseen: possibly on this rank alone, the others would wait
        std::cerr << "stopped: " << unforeseen(e) << std::endl;
        if (Utilities::MPI::n_mpi_processes(comm) > 1)
          MPI_Abort(comm, stopped);
        return stopped;
      }
  }
} // namespace vitriflow
