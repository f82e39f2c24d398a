#pragma once

#include <nlohmann/json.hpp>
#include <vitriflow/base/scales.h>
#include <vitriflow/boundary/indenter.h>
#include <vitriflow/output/oliver_pharr.h>
#include <vitriflow/output/pop_in.h>
#include <vitriflow/output/record.h>

namespace vitriflow
{
  /**
   * The results of an indentation: largest load, hardness and modulus from the
   * unloading, pop-ins. Fed with every step; reduced units inside, the run's
   * units in the report.
   */
  class IndentationResults
  {
  public:
    /**
     * @param plane    whether loads are per length (plane strain): there is
     *                 then no hardness by Oliver and Pharr.
     * @param indenter must stay.
     * @param flat     whether the indenter has a flat end.
     */
    IndentationResults(const Scales &scales,
                       const bool plane,
                       const Indenter &indenter,
                       const bool flat);

    void add(const Record &record);

    /** The run is over: a load that was still falling has fallen. */
    void finish();

    /** Each result as {value, unit}, and `pop_ins`, a list of objects. */
    nlohmann::json report() const;

    /** Everything needed to continue after a restart. */
    nlohmann::json save() const;
    void load(const nlohmann::json &saved);

    /** Since the last call: those that are over. Drops below a thousandth of
     * the load do not count. */
    std::vector<PopIn> new_pop_ins();

  private:
    /** @p newest is where one would begin. */
    void follow_pop_ins(const PopIn &newest);
    void end_fall();

    Scales scales_;
    bool plane_;
    const Indenter &indenter_;
    bool flat_;
    std::vector<LoadPoint> unloading_; // since the largest load
    std::vector<PopIn> pop_ins_;
    PopIn last_;
    bool falls_         = false;
    std::size_t n_told_ = 0; // by new_pop_ins()
  };
} // namespace vitriflow
