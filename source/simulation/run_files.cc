#include <deal.II/base/utilities.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/base/version.h>
#include <vitriflow/output/contact_output.h>
#include <vitriflow/output/write_file.h>
#include <vitriflow/simulation/output_folder.h>
#include <vitriflow/simulation/predicted_type.h>
#include <vitriflow/simulation/simulation.h>

#include <ctime>
#include <filesystem>

namespace vitriflow
{
  using namespace dealii;
  using nlohmann::json;

  namespace
  {
    void write_or_stop(const std::filesystem::path &file,
                       const std::string &contents)
    {
      const std::string failure = write_file(file.string(), contents);
      if (!failure.empty())
        throw ComputationStopped("Cannot write " + failure);
    }
  } // namespace

  template <int dim>
  void Simulation<dim>::on_root(const std::function<void()> &action) const
  {
    vitriflow::on_root(comm_, action);
  }

  /** The initial state is written. Nothing has been computed yet, and nothing
   * is left behind if that fails. */
  template <int dim>
  void Simulation<dim>::begin_output()
  {
    namespace fs        = std::filesystem;
    const bool is_there = fs::exists(directory_);
    MPI_Barrier(comm_);
    try
      {
        on_root([&]() {
          clear_folder(directory_);
          write_or_stop(fs::path(directory_) / "parameters.prm",
                        parameter_text_);
          time_series_.create();
          diagnosis_->begin();
        });
        observe(newest_);
        if (parameters_.output.n_fields > 0)
          {
            write_fields();
            next_field_time_ =
              program_.end_time() / parameters_.output.n_fields;
          }
      }
    catch (const ComputationStopped &e)
      {
        on_root([&]() {
          clear_folder(directory_);
          if (!is_there)
            fs::remove(directory_);
        });
        throw BadInput(
          std::string("the initial state cannot be written: ") + e.what() +
          ". Check the parameters that it names, or choose another folder "
          "with --output.");
      }
  }

  /** What a run leaves behind: whatever fails, the rest is still written. */
  template <int dim>
  void Simulation<dim>::end_output(RunResult &result)
  {
    const auto attempt = [&result](const auto &action) {
      try
        {
          action();
        }
      catch (const ComputationStopped &e)
        {
          if (result.exit_code == 0)
            result = {3, std::string("stopped: ") + e.what()};
          else if (result.status.find(e.what()) == std::string::npos)
            result.status += std::string("; ") + e.what();
        }
    };
    attempt([this]() { save(); });
    if (result.exit_code != 0 && parameters_.output.n_fields > 0)
      attempt([this]() { write_fields(); });
    attempt([this]() { diagnosis_->finish(); });
    attempt([&]() { write_results(result.status); });
  }

  template <int dim>
  void Simulation<dim>::write_fields()
  {
    fields_.write(current_);
    if (contact_)
      write_contact(directory_,
                    discretization_,
                    *contact_,
                    current_,
                    reduced_.scales,
                    fields_.records());
  }

  template <int dim>
  void Simulation<dim>::save()
  {
    const Leftover leftover = integrator_->leftover(current_);
    CheckpointData data;
    data.step                    = step_;
    data.previous_dt             = previous_dt_;
    data.next_dt                 = next_dt_;
    data.segment                 = segment_;
    data.segment_strain_begin    = segment_strain_begin_;
    data.initial_mass            = initial_mass_;
    data.wall_seconds            = earlier_seconds_ + progress_.elapsed();
    data.total_linear_iterations = linear_iterations_;
    data.field_records           = fields_.records();
    data.has_history             = has_history_;
    data.n_ranks                 = Utilities::MPI::n_mpi_processes(comm_);
    json refinements             = json::array();
    for (const auto &cells : discretization_.refinements())
      {
        refinements.push_back(json::array());
        for (const CellId &cell : cells)
          refinements.back().push_back(cell.to_string());
      }
    data.summary_state =
      json({{"summary", summary_.save()},
            {"load", newest_.contact.load},
            {"largest_contact_force",
             contact_ ? contact_->largest_force_norm() : 0.},
            {"diagnosis", diagnosis_->save()},
            {"segment_stress_begin", segment_stress_begin_},
            {"previous_stress", previous_stress_},
            {"next_field_time", next_field_time_},
            {"residual_left",
             {leftover.time, leftover.residual, leftover.duration}},
            {"refinements", refinements},
            {"unknowns_of_steps", unknowns_of_steps_},
            {"warnings", warnings_}})
        .dump();
    write_checkpoint(directory_,
                     current_,
                     previous_,
                     data,
                     entry_order(discretization_),
                     comm_);
    // a run that restarts here begins without it
    integrator_->refresh();
  }

  template <int dim>
  RunResult Simulation<dim>::restart(const std::string &directory)
  {
    const json more =
      json::parse(read_checkpoint_data(directory, comm_).summary_state);
    remember_drawn_fields();
    refine_as_before(more.at("refinements"));
    const CheckpointData data = read_checkpoint(
      directory, current_, previous_, entry_order(discretization_), comm_);
    step_                 = data.step;
    previous_dt_          = data.previous_dt;
    next_dt_              = data.next_dt;
    segment_              = data.segment;
    segment_strain_begin_ = data.segment_strain_begin;
    initial_mass_         = data.initial_mass;
    linear_iterations_    = data.total_linear_iterations;
    has_history_          = data.has_history;
    earlier_seconds_      = data.wall_seconds;
    if (discretization_.follows_material())
      integrator_->flow().set_masses(current_);
    segment_stress_begin_ = more.at("segment_stress_begin");
    previous_stress_      = more.at("previous_stress");
    unknowns_of_steps_    = more.at("unknowns_of_steps");
    next_field_time_      = more.at("next_field_time");
    warnings_             = more.at("warnings").get<std::vector<std::string>>();
    const json &left      = more.at("residual_left");
    integrator_->set_leftover({left.at(0), left.at(1), left.at(2)});
    fields_.set_records(data.field_records);
    newest_              = make_record({}, previous_dt_);
    newest_.contact.load = more.at("load");
    if (contact_)
      contact_->set_largest_force_norm(more.at("largest_contact_force"));
    summary_.load(more.at("summary"), newest_);
    diagnosis_->load(more.at("diagnosis"));
    if (!directory_.empty())
      on_root([this]() {
        std::filesystem::create_directories(directory_);
        time_series_.resume(step_);
        diagnosis_->resume(current_.time);
      });
    return loop();
  }

  template <int dim>
  json Simulation<dim>::summary() const
  {
    json results = summary_.report();
    if (contact_)
      {
        // nothing of homogeneous shear means anything there
        json indentation = diagnosis_->report(current_);
        for (const char *common :
             {"final_time", "max_mass_error", "min_conformation_eigenvalue"})
          indentation[common] = results.at(common);
        return indentation;
      }
    results.update(diagnosis_->report(current_));
    const std::string predicted = predicted_instability_type(parameters_);
    results["predicted_instability_type"] =
      predicted.empty() ? json(nullptr) : json(predicted);
    return results;
  }

  template <int dim>
  void Simulation<dim>::write_results(const std::string &status)
  {
    Utilities::System::MemoryStats memory;
    Utilities::System::get_memory_stats(memory);
    const double peak_memory =
      Utilities::MPI::sum(static_cast<double>(memory.VmHWM), comm_);
    const double cpu =
      Utilities::MPI::sum(static_cast<double>(std::clock()) / CLOCKS_PER_SEC,
                          comm_);
    const double wall =
      Utilities::MPI::max(earlier_seconds_ + progress_.elapsed(), comm_);
    const auto n_velocity =
      discretization_.dof_handler(velocity_space).n_dofs();
    json run;
    run["program"]   = "Vitriflow";
    run["version"]   = version;
    run["host"]      = Utilities::System::get_hostname();
    run["ranks"]     = Utilities::MPI::n_mpi_processes(comm_);
    run["dimension"] = dim;
    run["cells"]     = discretization_.triangulation().n_global_active_cells();
    run["degrees_of_freedom"] = {
      {"velocity", n_velocity},
      {"density", discretization_.dof_handler(density_space).n_dofs()},
      {"stress", discretization_.dof_handler(stress_space).n_dofs()}};
    run["steps"]             = step_;
    run["linear_iterations"] = linear_iterations_;
    run["wall_seconds"]      = wall;
    run["cpu_seconds"]       = cpu;
    run["microseconds_per_dof_and_step"] =
      step_ > 0 ? 1e6 * cpu / unknowns_of_steps_ : 0.;
    run["peak_memory_bytes"] = 1024. * peak_memory;
    run["inertia_number"]    = reduced_.inertia_number;
    run["status"]            = status;
    run["warnings"]          = warnings_;
    const json results       = summary();
    const std::filesystem::path folder(directory_);
    on_root([&]() {
      write_or_stop(folder / "run.json", run.dump(2) + "\n");
      write_or_stop(folder / "summary.json", results.dump(2) + "\n");
    });
  }

  template void Simulation<2>::on_root(const std::function<void()> &) const;
  template void Simulation<3>::on_root(const std::function<void()> &) const;
  template void Simulation<2>::begin_output();
  template void Simulation<3>::begin_output();
  template void Simulation<2>::end_output(RunResult &);
  template void Simulation<3>::end_output(RunResult &);
  template void Simulation<2>::write_fields();
  template void Simulation<3>::write_fields();
  template void Simulation<2>::save();
  template void Simulation<3>::save();
  template RunResult Simulation<2>::restart(const std::string &);
  template RunResult Simulation<3>::restart(const std::string &);
  template json Simulation<2>::summary() const;
  template json Simulation<3>::summary() const;
  template void Simulation<2>::write_results(const std::string &);
  template void Simulation<3>::write_results(const std::string &);
} // namespace vitriflow
