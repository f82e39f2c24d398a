#include <deal.II/base/numbers.h>

#include <vitriflow/base/command_line.h>
#include <vitriflow/base/exceptions.h>
#include <vitriflow/base/parameter_table.h>
#include <vitriflow/eigenmodes/global_modes.h>
#include <vitriflow/eigenmodes/mode_output.h>
#include <vitriflow/operators/measurements.h>
#include <vitriflow/output/checkpoint.h>
#include <vitriflow/simulation/modes_command.h>
#include <vitriflow/simulation/output_folder.h>
#include <vitriflow/simulation/parameters.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <limits>
#include <sstream>

namespace vitriflow
{
  using namespace dealii;
  using nlohmann::json;
  namespace fs = std::filesystem;

  namespace
  {
    const char *const usage_text =
      R"(Usage: vitriflow modes DIR [options]

Modes of the flow about the state in the checkpoint of the output folder DIR,
the fastest first, with state and frame held: which band will grow? Writes
  modes.json   growth rate, frequency and direction of every mode
  modes.pvtu   their changes of density and velocity, for ParaView

A run that ends leaves a checkpoint; "Loading/End strain" says where.

Options:
  --set "Section/Sub/Name=value"  override a parameter; may be repeated
  --output DIR                    folder of the results
  --overwrite                     replace results that are already there
  -h, --help                      print this text
)";

    /** Default step, in tau0 or in the time to shear by 1; of plastic flow,
     * which passes within strains of some hundredths. */
    constexpr double default_step         = 0.05;
    constexpr double default_plastic_step = 0.001;

    /** Amplitude of the wave that the direction of a mode is measured on:
     * small beside the density, large beside rounding. */
    constexpr double shown_amplitude = 1e-3;

    /** Modes whose change of density [rho0] is less than this share of that of
     * the stress [G0] leave the density as it is. */
    constexpr double least_share = 1e-6;

    double step_of(const Parameters &parameters,
                   const ReducedRun &reduced,
                   const double shear_rate)
    {
      if (parameters.modes.step > 0.)
        return parameters.modes.step / reduced.scales.time;
      const bool relaxes = parameters.material.relaxes();
      const double rate =
        std::max(relaxes ? 1. : std::numeric_limits<double>::min(),
                 std::abs(shear_rate));
      return (parameters.material.plastic_flow.is_active()
                ? default_plastic_step
                : default_step) /
             rate;
    }

    /** What shears at the time of the state: the frame, or walls. */
    Drive drive_of(const Parameters &parameters,
                   const ReducedRun &reduced,
                   const State &held)
    {
      Drive drive;
      drive.shear_rate = held.frame.shear_rate;
      drive.strain     = held.strain;
      if (parameters.mesh.kind() == Geometry::channel)
        {
          const LoadingProgram program(reduced.program);
          drive.shear_rate =
            program.rate(program.segment_at(held.time), held.time);
          drive.lower_wall_share =
            parameters.loading.moving_walls == "both" ? 0.5 : 0.;
        }
      return drive;
    }

    /** Angle of the normal of the waves of a density pattern [degrees]; not a
     * number if there is none. */
    template <int dim>
    double wave_angle(const State &changes,
                      const Discretization<dim> &discretization,
                      const Material &material,
                      const Vector &mass)
    {
      double stress = 0.;
      for (const Vector &mode : changes.stress)
        stress = std::max(stress, mode.linfty_norm());
      if (!(changes.density.linfty_norm() > least_share * stress))
        return std::nan("");
      State wave = changes;
      wave.density *= shown_amplitude / changes.density.linfty_norm();
      for (unsigned int i = 0; i < mass.locally_owned_size(); ++i)
        wave.density.local_element(i) += 1.;
      wave.velocity = 0.;
      for (std::vector<Vector> *fields : {&wave.stress, &wave.structure})
        for (Vector &field : *fields)
          field = 0.;
      return measure<dim>(wave, discretization, material, mass)
               .density_wave_angle *
             180. / numbers::PI;
    }

    struct Destination
    {
      std::string folder;
      bool overwrite;
      /** parameters.prm. */
      std::string parameter_text;
    };

    /** The folder, with nothing but the parameters in it. Collective. */
    void begin_folder(const Destination &destination, const MPI_Comm &comm)
    {
      const std::string &folder = destination.folder;
      const bool root           = Utilities::MPI::this_mpi_process(comm) == 0;
      std::string failure;
      if (root)
        failure = refuse_folder(folder, destination.overwrite, false);
      failure = Utilities::MPI::broadcast(comm, failure, 0);
      if (!failure.empty())
        throw BadInput(failure);
      if (root)
        try
          {
            clear_folder(folder);
            write_files({{"parameters.prm", destination.parameter_text}},
                        folder);
          }
        catch (const std::exception &error)
          {
            failure = error.what();
          }
      failure = Utilities::MPI::broadcast(comm, failure, 0);
      if (!failure.empty())
        throw ComputationStopped(failure);
    }

    /** Contents of modes.json, in the run's units. */
    json report(const std::vector<GlobalMode> &modes,
                const std::vector<double> &angles,
                const State &held,
                const double shear_rate,
                const double dt,
                const Scales &scales)
    {
      const auto quantity = [](const double value, const std::string &unit) {
        return json{{"value", value}, {"unit", unit}};
      };
      const auto rate = [&](const double value) {
        return quantity(value * scales.rate(), scales.unit("1/s"));
      };
      const auto time = [&](const double value) {
        return quantity(value * scales.time, scales.unit("s"));
      };
      json list = json::array();
      for (std::size_t i = 0; i < modes.size(); ++i)
        list.push_back({{"growth_rate", rate(modes[i].rate.real())},
                        {"frequency", rate(modes[i].rate.imag())},
                        {"density_wave_angle", quantity(angles[i], "deg")},
                        {"residual", modes[i].residual}});
      return {{"strain", held.strain},
              {"time", time(held.time)},
              {"shear_rate", rate(shear_rate)},
              {"step", time(dt)},
              {"modes", list}};
    }

    /** Throws StepFailed beside what commands throw. */
    template <int dim>
    json find_modes(const Parameters &parameters,
                    const std::string &checkpoint,
                    const Destination &destination,
                    const MPI_Comm &comm)
    {
      const ReducedRun reduced(parameters);
      const Material material = reduced.make_material(parameters);
      const Discretization<dim> discretization(reduced.mesh, comm);
      State held, previous;
      for (State *state : {&held, &previous})
        state->initialize(discretization,
                          material.modes().size(),
                          parameters.has_point_fields());
      read_checkpoint(
        checkpoint, held, previous, entry_order(discretization), comm);
      begin_folder(destination, comm); // the input is good

      Integrator<dim> integrator(discretization,
                                 material,
                                 FrozenStep<dim>::solver_parameters(
                                   parameters.solver));
      const Drive drive = drive_of(parameters, reduced, held);
      const double dt   = step_of(parameters, reduced, drive.shear_rate);
      FrozenStep<dim> step(
        discretization, integrator, material, held, drive, dt);
      const auto modes = find_global_modes(step, parameters.modes, dt, comm);

      const Vector &mass = integrator.flow().density_operator().lumped_mass();
      std::vector<double> angles;
      std::vector<std::pair<std::string, State>> fields;
      for (const GlobalMode &mode : modes)
        {
          const std::string name = "mode_" + std::to_string(angles.size() + 1);
          angles.push_back(
            wave_angle(mode.real, discretization, material, mass));
          fields.emplace_back(name, mode.real);
          if (mode.rate.imag() > 0.)
            fields.emplace_back(name + "_imaginary", mode.imaginary);
        }
      write_modes(
        destination.folder, discretization, reduced.scales, held, fields);
      return report(modes, angles, held, drive.shear_rate, dt, reduced.scales);
    }

    void print(std::ostream &out, const json &results)
    {
      out << "strain " << results["strain"].get<double>()
          << "\ngrowth rate  frequency  angle of the waves' normal [deg]\n";
      for (const json &mode : results["modes"])
        out << mode["growth_rate"]["value"].get<double>() << "  "
            << mode["frequency"]["value"].get<double>() << "  "
            << mode["density_wave_angle"]["value"] << "\n";
      out << std::flush;
    }

    CommandLine parse_options(const int argc, const char *const *argv)
    {
      CommandLine command = parse_command_line(argc, argv);
      if (!command.restart_directory.empty() || command.defaults ||
          command.version || command.check)
        throw BadInput("'vitriflow modes' knows neither --restart nor --check "
                       "nor --defaults nor --version; 'vitriflow modes --help' "
                       "lists its options.");
      return command;
    }
  } // namespace

  bool is_modes_command(const std::string &argument)
  {
    return argument == "modes";
  }

  int run_modes_command(const int argc,
                        const char *const *argv,
                        const MPI_Comm &comm)
  {
    const bool root     = Utilities::MPI::this_mpi_process(comm) == 0;
    CommandLine command = parse_options(argc, argv);
    if (command.help)
      {
        if (root)
          std::cout << usage_text;
        return 0;
      }
    const fs::path run = command.parameter_file;
    if (!has_checkpoint(run.string()))
      throw BadInput(run.string() +
                     " holds no checkpoint; name the output folder of a run.");
    command.parameter_file = (run / "parameters.prm").string();
    Parameters parameters;
    ParameterHandler prm;
    read_run(parameters, prm, command.parameter_file, command.overrides);
    if (parameters.mesh.kind() == Geometry::indentation)
      throw BadInput("'vitriflow modes' needs Mesh/Geometry = periodic box or "
                     "channel; a mesh that follows the material has no frozen "
                     "state.");
    std::ostringstream text;
    write_parameters(text, prm);

    const Destination destination{
      command.output_directory.empty()
        ? (fs::absolute(run).lexically_normal() / "").parent_path().string() +
            "_modes"
        : command.output_directory,
      command.overwrite,
      text.str()};
    json results;
    try
      {
        results =
          parameters.mesh.dimension == 2
            ? find_modes<2>(parameters, run.string(), destination, comm)
            : find_modes<3>(parameters, run.string(), destination, comm);
      }
    catch (const StepFailed &failure)
      {
        throw ComputationStopped(
          std::string("a step about the held state failed: ") + failure.what() +
          "; lower Modes/Step.");
      }
    if (root)
      {
        write_files({{"modes.json", results.dump(2) + "\n"}},
                    destination.folder);
        print(std::cout, results);
        std::cout << "results in " << destination.folder << std::endl;
      }
    return 0;
  }
} // namespace vitriflow
