#pragma once

#include <nlohmann/json.hpp>
#include <vitriflow/base/scales.h>
#include <vitriflow/boundary/indenter.h>
#include <vitriflow/output/oliver_pharr.h>
#include <vitriflow/output/record.h>

namespace vitriflow
{
  /** A sudden yield while the indenter goes down: the load falls. */
  struct PopIn
  {
    double depth = 0.; // where the load begins to fall
    double load  = 0.; // there
    double drop  = 0.; // by how much it falls
  };

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

    /** Each result as {value, unit}, and `pop_ins`, a list of objects. */
    nlohmann::json report() const;

    /** Everything needed to continue after a restart. */
    nlohmann::json save() const;
    void load(const nlohmann::json &saved);

    /** So far. Drops below a thousandth of the load do not count. */
    const std::vector<PopIn> &pop_ins() const
    {
      return pop_ins_;
    }

  private:
    void follow_pop_ins(const LoadPoint &newest);

    Scales scales_;
    bool plane_;
    const Indenter &indenter_;
    bool flat_;
    std::vector<LoadPoint> unloading_; // since the largest load
    std::vector<PopIn> pop_ins_;
    LoadPoint last_ = {0., 0.};
    bool falls_     = false;
  };
} // namespace vitriflow
