#pragma once

#include <vitriflow/material/material_parameters.h>
#include <vitriflow/stability/stability_parameters.h>

#include <deal.II/base/mpi.h>

#include <optional>
#include <vector>

namespace vitriflow
{
  /** What the diagram shows at one temperature, SI units. */
  struct PhaseCurves
  {
    double temperature;
    MaterialConstants constants;
    std::optional<double> critical_rate_numerical;

    /** d ln eta/dp = (a + b)/K [1/Pa]. */
    double viscosity_pressure_slope() const;

    /** k_B T d ln eta/dp [m^3]. */
    double activation_volume() const;

    /** Rate at which waves in the unrelaxed solid grow by e within tau0
     * [1/s]: gdot = (kappa + 2)/(b tau0). */
    double solid_efold_rate() const;
  };

  /** One point of the map, SI units. */
  struct PhasePoint
  {
    double temperature;
    double rate;

    /** Empty where linear theory breaks down before any wave has grown. */
    std::optional<InstabilityType> type;

    std::optional<double> onset_time;
  };

  /** Temperature x rate; points with the rate running fastest. */
  struct PhaseDiagram
  {
    std::vector<PhaseCurves> curves;
    std::vector<PhasePoint> points;
  };

  /**
   * Throws BadInput if a temperature is out of the range of the material's
   * laws.
   */
  void check_temperatures(const MaterialParameters &material,
                          const PhaseDiagramParameters &diagram);

  /** Computes the diagram; points are shared out among the ranks of @p comm,
   * all of which receive the result. Collective. */
  PhaseDiagram compute_phase_diagram(const MaterialParameters &material,
                                     const StabilityParameters &stability,
                                     const MPI_Comm &comm);
} // namespace vitriflow
