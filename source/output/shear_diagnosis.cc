#include <vitriflow/output/lowest_density.h>
#include <vitriflow/output/shear_diagnosis.h>

namespace vitriflow
{
  using namespace dealii;
  using nlohmann::json;

  template <int dim>
  ShearDiagnosis<dim>::ShearDiagnosis(const std::string &directory,
                                      const Discretization<dim> &discretization,
                                      const Material &material,
                                      const Vector &lumped_mass,
                                      const Scales &scales,
                                      const unsigned int band_interval,
                                      const OnsetWatch &onset)
    : discretization_(discretization)
    , scales_(scales)
    , onset_(onset)
    , bands_(directory, discretization, material, scales, band_interval)
    , events_(directory, material, scales)
  {
    if (discretization.geometry() == Geometry::periodic_box)
      waves_.emplace(discretization, lumped_mass);
  }

  template <int dim>
  void ShearDiagnosis<dim>::begin()
  {
    bands_.begin();
    events_.begin();
  }

  template <int dim>
  void ShearDiagnosis<dim>::resume(const double time)
  {
    bands_.resume(time);
    events_.begin();
  }

  template <int dim>
  void ShearDiagnosis<dim>::observe(const Record &record,
                                    const State &state,
                                    const bool is_end)
  {
    onset_.add(record,
               waves_ ? waves_->amplitudes(state)
                      : std::vector<std::complex<double>>());
    const std::vector<BandNews> bands = bands_.observe(record, state, is_end);
    const auto where                  = [&]() {
      return lowest_density_position(discretization_, state);
    };
    events_.observe({record, onset_.onset(), bands, {}, where},
                    discretization_.communicator());
  }

  template <int dim>
  void ShearDiagnosis<dim>::finish()
  {
    events_.finish(discretization_.communicator());
  }

  template <int dim>
  json ShearDiagnosis<dim>::report(const State &state) const
  {
    json r = onset_.report(scales_);
    r.update(bands_.report(state));
    r.update(events_.report());
    return r;
  }

  template <int dim>
  json ShearDiagnosis<dim>::save() const
  {
    return {{"onset", onset_.save()},
            {"bands", bands_.save()},
            {"events", events_.save()}};
  }

  template <int dim>
  void ShearDiagnosis<dim>::load(const json &saved)
  {
    onset_.load(saved.at("onset"));
    bands_.load(saved.at("bands"));
    events_.load(saved.at("events"));
  }

  template class ShearDiagnosis<2>;
  template class ShearDiagnosis<3>;
} // namespace vitriflow
