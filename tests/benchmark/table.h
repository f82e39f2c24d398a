#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace vitriflow
{
  namespace benchmark
  {
    /** What is timed: printed and written beside the times. */
    struct Case
    {
      unsigned int dimension;
      unsigned int cells; // per direction
      double unknowns;    // of the velocity
      double spacing;     // of density nodes, in gradient lengths
    };

    /**
     * Lines of the table, printed as they come. The yardstick of a line is the
     * time in which the triad a = b + s c of the same run moves three doubles
     * from and to memory.
     */
    class Table
    {
    public:
      /** @param bandwidth of the triad per rank [bytes/s]. */
      explicit Table(const double bandwidth);

      /** Lines that follow belong to this case. */
      void begin(const Case &timed);

      /**
       * @param seconds processor time of the slowest rank
       * @param bytes least memory traffic per unknown, 0 if not known
       * @param note iterations, errors
       * @param results the same for machines
       */
      void add(const std::string &operation,
               const double seconds,
               const double bytes            = 0.,
               const std::string &note       = "",
               const nlohmann::json &results = nlohmann::json::object());

      /** Writes all lines as JSON; not if the name is empty. */
      void write(const std::string &file) const;

    private:
      double bandwidth_;
      bool root_;
      unsigned int ranks_;
      Case case_{};
      nlohmann::json json_;
    };
  } // namespace benchmark
} // namespace vitriflow
