#pragma once

namespace vitriflow
{
  /** What an indentation test measures, in reduced units. In plane strain
   * loads and stiffnesses are per length. */
  struct ContactRecord
  {
    double load  = 0.;
    double depth = 0.;
    /** Of the area of contact; half the width in plane strain. */
    double radius = 0.;
    /** Load over the area of contact. */
    double mean_pressure = 0.;
    /** Change of load over change of depth in an elastic step as short as the
     * last one. */
    double stiffness = 0.;
    /** Largest overlap of indenter and glass, a measure of error. */
    double penetration   = 0.;
    unsigned int n_nodes = 0;
  };
} // namespace vitriflow
