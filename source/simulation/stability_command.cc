#include <vitriflow/base/command_line.h>
#include <vitriflow/base/exceptions.h>
#include <vitriflow/base/parameter_table.h>
#include <vitriflow/output/stability_report.h>
#include <vitriflow/simulation/output_folder.h>
#include <vitriflow/simulation/parameters.h>
#include <vitriflow/simulation/stability_command.h>

#include <filesystem>
#include <iostream>
#include <sstream>

namespace vitriflow
{
  using namespace dealii;
  namespace fs = std::filesystem;

  namespace
  {
    const char *const usage_text =
      R"(Usage: vitriflow stability FILE.prm [options]

Linear stability of homogeneous shear flow by the material, the shear rate and
section "Stability" of FILE.prm; no mesh is used. Prints and writes
  stability.json          thresholds, type, onset, growth rate
  stability.csv           growth of the best wave against time
  stability_spectrum.csv  growth rates of waves at frozen times
and, when "Stability/Phase diagram/Number of temperatures" is not 0,
  phase_curves.csv        thresholds against temperature
  phase_diagram.csv       type of instability by temperature and shear rate
with the points shared out among the ranks of mpirun.

Options:
  --set "Section/Sub/Name=value"  override a parameter; may be repeated
  --output DIR                    folder of the results
  --overwrite                     replace results that are already there
  --check                         print the results, write nothing
  -h, --help                      print this text
)";

    struct Inputs
    {
      Parameters parameters;
      std::string parameter_text;
      /** In the run's units. */
      double shear_rate;
    };

    void read_inputs(const CommandLine &command, Inputs &inputs)
    {
      ParameterHandler prm;
      read_run(inputs.parameters,
               prm,
               command.parameter_file,
               command.overrides);
      std::ostringstream text;
      write_parameters(text, prm);
      inputs.parameter_text = text.str();
      check_temperatures(inputs.parameters.material,
                         inputs.parameters.stability.phase_diagram);
      const MaterialParameters &material = inputs.parameters.material;
      if (!material.plastic_flow.is_active() && !material.relaxes())
        throw BadInput("Material/Relaxation time model = none: 'vitriflow "
                       "stability' needs relaxation or plastic flow. Choose "
                       "another model, or a Material/Plastic flow/Mechanism.");
      const ReducedRun run(inputs.parameters);
      inputs.shear_rate = run.weissenberg_number() / run.scales.time;
      if (!(inputs.shear_rate > 0.))
        throw BadInput("Stability analysis needs a shear rate other than 0: "
                       "set Loading/Shear rate, or a segment with a rate in "
                       "Loading/Program.");
    }

    /** The folder, empty of earlier results, with all these files. */
    void write_anew(const Files &files, const std::string &folder)
    {
      try
        {
          clear_folder(folder);
        }
      catch (const fs::filesystem_error &error)
        {
          throw ComputationStopped(error.what());
        }
      write_files(files, folder);
    }

    /** Analyses on rank 0 the material at the shear rate of the file. */
    Files analyse(const Inputs &inputs)
    {
      const Parameters &p = inputs.parameters;
      const StabilityCase sample(p.material,
                                 p.si(),
                                 p.stability.inertia_threshold);
      const double rate = inputs.shear_rate * sample.time_scale;
      const StabilityAnalysis analysis =
        analyse_stability(sample, p.stability, rate);
      const StabilityReport report(sample, analysis, rate, p.si());
      std::cout << report.table() << std::flush;
      return {{"stability.json", report.json()},
              {"stability.csv", report.growth_csv()},
              {"stability_spectrum.csv", report.spectrum_csv()}};
    }
  } // namespace

  bool is_stability_command(const std::string &argument)
  {
    return argument == "stability";
  }

  int run_stability_command(const int argc,
                            const char *const *argv,
                            const MPI_Comm &comm)
  {
    const bool root           = Utilities::MPI::this_mpi_process(comm) == 0;
    const CommandLine command = parse_command_line(argc, argv);
    if (command.help)
      {
        if (root)
          std::cout << usage_text;
        return 0;
      }
    if (!command.restart_directory.empty() || command.defaults ||
        command.version)
      throw BadInput("'vitriflow stability' knows neither --restart nor "
                     "--defaults nor --version; 'vitriflow stability --help' "
                     "lists its options.");
    Inputs inputs;
    read_inputs(command, inputs);
    const std::string folder =
      subcommand_folder(command,
                        inputs.parameters.output.directory,
                        "_stability");

    std::string failure;
    if (root && !command.check)
      failure = refuse_folder(folder, command.overwrite, false);
    failure = Utilities::MPI::broadcast(comm, failure, 0);
    if (!failure.empty())
      throw BadInput(failure);

    Files files = {{"parameters.prm", inputs.parameter_text}};
    if (root)
      try
        {
          const Files results = analyse(inputs);
          files.insert(files.end(), results.begin(), results.end());
          if (!command.check)
            write_anew(files, folder);
        }
      catch (const ComputationStopped &stop)
        {
          failure = stop.what();
        }
    failure = Utilities::MPI::broadcast(comm, failure, 0);
    if (!failure.empty())
      throw ComputationStopped(failure);

    const StabilityParameters &stability = inputs.parameters.stability;
    if (stability.phase_diagram.requested() && !command.check)
      {
        const PhaseDiagram diagram =
          compute_phase_diagram(inputs.parameters.material, stability, comm);
        if (root)
          write_files({{"phase_curves.csv", phase_curves_csv(diagram)},
                       {"phase_diagram.csv", phase_diagram_csv(diagram)}},
                      folder);
      }
    if (root && !command.check)
      std::cout << "results in " << folder << std::endl;
    return 0;
  }
} // namespace vitriflow
