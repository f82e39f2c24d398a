#pragma once

#include <vitriflow/discretization/state.h>
#include <vitriflow/output/entry_order.h>

#include <cstdint>
#include <istream>
#include <ostream>
#include <vector>

namespace vitriflow
{
  /** Numbers of entries of all vectors of the current and previous state. */
  using EntryCounts = std::vector<std::uint64_t>;

  /** Of those that this rank owns. */
  EntryCounts n_owned_entries(const State &current, const State &previous);

  EntryCounts sum(const EntryCounts &a, const EntryCounts &b);

  /** What one file of a checkpoint holds: a part of all entries of both time
   * levels. */
  struct StatePart
  {
    struct Level // of time
    {
      double time, strain, tilt, shear_rate;
      std::vector<std::vector<double>> vectors;
    };
    Level current, previous;

    /** Vectors of the given sizes in both levels. */
    static StatePart sized(const EntryCounts &entries);

    /** Takes those entries of @p other that this part is for, and its other
     * numbers; the parts begin at the given entries of the whole vectors. */
    void take_overlap(const StatePart &other,
                      const EntryCounts &other_begin,
                      const EntryCounts &begin);
  };

  /** Whether parts of the given first entries and sizes have any in common. */
  bool overlap(const EntryCounts &begin_a,
               const EntryCounts &size_a,
               const EntryCounts &begin_b,
               const EntryCounts &size_b);

  /** Writes time, strain, tilt, shear rate and the owned entries of the
   * vectors, first of the current, then of the previous state, as plain
   * doubles. */
  void write_states(std::ostream &out,
                    const State &current,
                    const State &previous,
                    const EntryOrder &order);

  /** Reads what write_states() wrote on a rank with so many entries. */
  StatePart read_states(std::istream &in, const EntryCounts &entries);

  /** The owned entries from a part that has exactly those. */
  void set_state(State &state,
                 const StatePart::Level &level,
                 const EntryOrder &order);
} // namespace vitriflow
