#pragma once

#include <vitriflow/output/diagnosis.h>
#include <vitriflow/output/event_log.h>
#include <vitriflow/output/indentation_results.h>

namespace vitriflow
{
  /** Of an indentation: its results and the events. Writes events.csv. */
  template <int dim>
  class IndentationDiagnosis : public Diagnosis
  {
  public:
    /** @param directory of the file, empty writes none;
     * @param plane     whether loads are per length;
     * @param flat      whether the indenter has a flat end. References must
     * stay. */
    IndentationDiagnosis(const std::string &directory,
                         const Discretization<dim> &discretization,
                         const Material &material,
                         const Scales &scales,
                         const bool plane,
                         const Indenter &indenter,
                         const bool flat);

    void begin() override;
    void resume(double time) override;
    void
    observe(const Record &record, const State &state, bool is_end) override;
    void finish() override;
    nlohmann::json report(const State &state) const override;
    nlohmann::json save() const override;
    void load(const nlohmann::json &saved) override;

  private:
    const Discretization<dim> &discretization_;
    IndentationResults results_;
    EventLog events_;
  };
} // namespace vitriflow
