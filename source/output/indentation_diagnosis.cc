#include <vitriflow/output/indentation_diagnosis.h>
#include <vitriflow/output/lowest_density.h>

namespace vitriflow
{
  using nlohmann::json;

  template <int dim>
  IndentationDiagnosis<dim>::IndentationDiagnosis(
    const std::string &directory,
    const Discretization<dim> &discretization,
    const Material &material,
    const Scales &scales,
    const bool plane,
    const Indenter &indenter,
    const bool flat)
    : discretization_(discretization)
    , results_(scales, plane, indenter, flat)
    , events_(directory,
              material,
              scales,
              {Loading::indentation, discretization.size()[1], plane})
  {
  }

  template <int dim>
  void IndentationDiagnosis<dim>::begin()
  {
    events_.begin();
  }

  template <int dim>
  void IndentationDiagnosis<dim>::resume(double)
  {
    events_.begin();
  }

  template <int dim>
  void IndentationDiagnosis<dim>::observe(const Record &record,
                                          const State &state,
                                          const bool is_end)
  {
    results_.add(record);
    if (is_end)
      results_.finish();
    events_.observe({record,
                     {},
                     {},
                     results_.new_pop_ins(),
                     [&]() {
                       return lowest_density_position(discretization_, state);
                     }},
                    discretization_.communicator());
  }

  template <int dim>
  void IndentationDiagnosis<dim>::finish()
  {
    events_.finish(discretization_.communicator());
  }

  template <int dim>
  json IndentationDiagnosis<dim>::report(const State &) const
  {
    json r = results_.report();
    r.update(events_.report());
    return r;
  }

  template <int dim>
  json IndentationDiagnosis<dim>::save() const
  {
    return {{"results", results_.save()}, {"events", events_.save()}};
  }

  template <int dim>
  void IndentationDiagnosis<dim>::load(const json &saved)
  {
    results_.load(saved.at("results"));
    events_.load(saved.at("events"));
  }

  template class IndentationDiagnosis<2>;
  template class IndentationDiagnosis<3>;
} // namespace vitriflow
