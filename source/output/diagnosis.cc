#include <deal.II/dofs/dof_tools.h>

#include <vitriflow/output/diagnosis.h>

#include <limits>
#include <map>

namespace vitriflow
{
  using namespace dealii;
  using nlohmann::json;

  template <int dim>
  Diagnosis<dim>::Diagnosis(const std::string &directory,
                            const Discretization<dim> &discretization,
                            const Material &material,
                            const Vector &lumped_mass,
                            const Scales &scales,
                            const unsigned int band_interval,
                            const OnsetWatch &onset)
    : discretization_(discretization)
    , lumped_mass_(lumped_mass)
    , scales_(scales)
    , onset_(onset)
    , bands_(directory, discretization, material, scales, band_interval)
    , events_(directory, material, scales)
  {
    if (discretization.geometry() == Geometry::periodic_box)
      waves_.emplace(discretization, lumped_mass);
  }

  template <int dim>
  void Diagnosis<dim>::begin()
  {
    bands_.begin();
    events_.begin();
  }

  template <int dim>
  void Diagnosis<dim>::resume(const double time)
  {
    bands_.resume(time);
    events_.begin();
  }

  template <int dim>
  void Diagnosis<dim>::observe(const Record &record,
                               const State &state,
                               const bool is_end)
  {
    onset_.add(record,
               waves_ ? waves_->amplitudes(state)
                      : std::vector<std::complex<double>>());
    const std::vector<BandNews> bands = bands_.observe(record, state, is_end);
    const auto where = [&]() { return lowest_density_position(state); };
    events_.observe({record, onset_.onset(), bands, where},
                    discretization_.communicator());
  }

  template <int dim>
  std::vector<double>
  Diagnosis<dim>::lowest_density_position(const State &state) const
  {
    double lowest      = std::numeric_limits<double>::max();
    unsigned int index = numbers::invalid_unsigned_int;
    for (unsigned int i = 0; i < lumped_mass_.locally_owned_size(); ++i)
      if (lumped_mass_.local_element(i) > 0. &&
          state.density.local_element(i) < lowest)
        {
          lowest = state.density.local_element(i);
          index  = i;
        }
    const MPI_Comm comm = discretization_.communicator();
    const auto of_ranks = Utilities::MPI::min_max_avg(lowest, comm);
    const auto rank     = of_ranks.min_index;
    std::vector<double> position(dim);
    if (Utilities::MPI::this_mpi_process(comm) == rank)
      {
        std::map<types::global_dof_index, Point<dim>> points;
        DoFTools::map_dofs_to_support_points(discretization_.mapping(),
                                             discretization_.dof_handler(
                                               density_space),
                                             points);
        const Point<dim> &X =
          points.at(state.density.get_partitioner()->local_to_global(index));
        for (unsigned int d = 0; d < dim; ++d)
          position[d] = X[d];
        position[0] += state.frame.tilt * X[1];
      }
    return Utilities::MPI::broadcast(comm, position, rank);
  }

  template <int dim>
  void Diagnosis<dim>::finish()
  {
    events_.finish(discretization_.communicator());
  }

  template <int dim>
  json Diagnosis<dim>::report(const State &state) const
  {
    json r = onset_.report(scales_);
    r.update(bands_.report(state));
    r.update(events_.report());
    return r;
  }

  template <int dim>
  json Diagnosis<dim>::save() const
  {
    return {{"onset", onset_.save()},
            {"bands", bands_.save()},
            {"events", events_.save()}};
  }

  template <int dim>
  void Diagnosis<dim>::load(const json &saved)
  {
    onset_.load(saved.at("onset"));
    bands_.load(saved.at("bands"));
    events_.load(saved.at("events"));
  }

  template class Diagnosis<2>;
  template class Diagnosis<3>;
} // namespace vitriflow
