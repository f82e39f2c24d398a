#pragma once

#include <nlohmann/json_fwd.hpp>

#include <vitriflow/map/map_parameters.h>
#include <vitriflow/map/run_folder.h>
#include <vitriflow/map/transition.h>

#include <optional>
#include <string>
#include <vector>

namespace vitriflow
{
  /** A run of a map and what came of it. */
  struct MapRun
  {
    std::string name;

    /** Values of the parameters on both axes, in their units. */
    double first, second;
    unsigned int seed;

    /** G0 at this point, in the run's unit of stress. */
    double shear_modulus;

    /** rho0 there, in the run's unit. */
    double density;

    RunFolder folder;

    /** Of a run that has a history. */
    std::optional<Failure> failure;

    /**
     * Whether its failure is known: the run has finished, or had to stop after
     * it had failed. One that had to stop before says nothing.
     */
    bool is_judged() const;
  };

  struct FailureMap
  {
    MapParameters parameters;

    /** Unit of stresses in the outputs. */
    std::string stress_unit;

    /** Whether runs are sheared samples that can fail; indents are not. */
    bool judges = true;

    /** Points in the order of the first axis, then of the second. */
    std::vector<MapRun> runs;

    /** Whether a run has told what the map asks. */
    bool has_result(const MapRun &run) const;
  };

  /** Where samples turn brittle along the second axis. */
  struct MapTransition
  {
    /** Value on the first axis. */
    double first;

    /** Runs that were judged, and brittle ones among them. */
    unsigned int n_judged, n_brittle;

    /** By the natural logarithm of the second parameter if all its values are
     * positive. */
    std::optional<Transition> transition;
  };

  /** Whether the transition is sought in the logarithm of the second
   * parameter: if all its values are positive. */
  bool has_logarithmic_transition(const FailureMap &map);

  /** One for every value of the first axis. */
  std::vector<MapTransition> find_transitions(const FailureMap &map);

  /** Of the transition rates, if the axes are Material/Temperature and
   * Loading/Shear rate and at least two temperatures have a transition. */
  std::optional<ArrheniusFit>
  fit_transitions(const FailureMap &map,
                  const std::vector<MapTransition> &transitions);

  /** One row for every run. */
  std::string map_csv(const FailureMap &map);

  /** One row for every point: counts and means over its seeds. */
  std::string map_points_csv(const FailureMap &map);

  /** Transitions, activation energy, criterion and the runs without result. */
  nlohmann::json map_report(const FailureMap &map);
} // namespace vitriflow
