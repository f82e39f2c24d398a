#pragma once

#include <vitriflow/base/scales.h>
#include <vitriflow/geometry/mesh_parameters.h>
#include <vitriflow/output/record.h>
#include <vitriflow/output/table_file.h>

#include <string>
#include <vector>

namespace vitriflow
{
  /** A quantity of a record in the run's units. */
  struct NamedQuantity
  {
    std::string name;
    std::string si_unit;
    double (*value)(const Record &, const Scales &);
  };

  /** timeseries.csv: one row per recorded step. Used by rank 0 only. */
  class TimeSeries
  {
  public:
    /**
     * @param mesh decides which columns there are: of a channel also the
     *   traction of the walls, of a block those of the indenter.
     * @param plastic_flow whose rate and structure to write, or null.
     */
    TimeSeries(const std::string &directory,
               const Scales &scales,
               const MeshParameters &mesh,
               const PlasticFlow *plastic_flow = nullptr);

    /** Starts the file anew. Throws ComputationStopped if it cannot. */
    void create();

    /** Continues a file, dropping rows after @p last_step and what is left of
     * a row whose writing was interrupted. */
    void resume(const unsigned int last_step);

    /** Throws ComputationStopped if it cannot; the file then ends with the row
     * before. */
    void write(const Record &record);

  private:
    Scales scales_;
    std::vector<NamedQuantity> columns_; // in the order of the file
    TableFile file_;
  };
} // namespace vitriflow
