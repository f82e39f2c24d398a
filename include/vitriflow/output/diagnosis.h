#pragma once

#include <nlohmann/json.hpp>
#include <vitriflow/discretization/state.h>
#include <vitriflow/output/record.h>

namespace vitriflow
{
  /**
   * What a run means, told from its states: one kind for every kind of loading.
   * Looks at states and changes nothing; writes files of its own.
   */
  class Diagnosis
  {
  public:
    virtual ~Diagnosis() = default;

    /** Starts the files anew. On rank 0. Throws ComputationStopped. */
    virtual void begin() = 0;

    /** Continues them after load(), from that time. On rank 0. Throws
     * ComputationStopped. */
    virtual void resume(double time) = 0;

    /**
     * After every step, and of the initial state. Collective. Throws
     * ComputationStopped if a file cannot be written.
     *
     * @param is_end whether the loading program ends here.
     */
    virtual void
    observe(const Record &record, const State &state, bool is_end) = 0;

    /** The run is over; nothing can be saved after. Collective. Throws
     * ComputationStopped. */
    virtual void finish() = 0;

    /** Its entries of summary.json, in the run's units. Collective. */
    virtual nlohmann::json report(const State &state) const = 0;

    /** Everything needed to continue after a restart. */
    virtual nlohmann::json save() const            = 0;
    virtual void load(const nlohmann::json &saved) = 0;
  };
} // namespace vitriflow
