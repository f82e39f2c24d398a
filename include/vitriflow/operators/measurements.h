#pragma once

#include <vitriflow/discretization/state.h>
#include <vitriflow/material/material.h>
#include <vitriflow/operators/plastic_measurements.h>

namespace vitriflow
{
  /** Averages and extrema of a state, in reduced units. */
  struct Measurements
  {
    /** Volume average of the total stress T_xy (without Reynolds part). */
    double shear_stress = 0.;
    /** Volume average of the thermodynamic pressure rho f' - f. */
    double pressure = 0.;
    /** Volume average of sigma_xx - sigma_yy. */
    double normal_stress_difference = 0.;
    double mean_density             = 0.;
    double density_std              = 0.;
    double min_density              = 0.;
    double max_density              = 0.;
    /** <g^2>^2 / <g^4> of the local shear rate g. */
    double participation_ratio = 1.;
    /** Smallest share of the volume that carries half of <g>: 1/2 in uniform
     * flow, about half of the bands' share of the volume when localised. */
    double half_rate_volume = 0.5;
    /** Angle of the principal axis of <grad rho grad rho> from the flow [rad],
     * in [-pi/2, pi/2]: the normal of bands and density waves. */
    double density_wave_angle = 0.;
    /** Largest local shear rate g. */
    double max_rate = 0.;
    /** Smallest in-plane eigenvalue of sigma + G I, with several modes of any
     * sigma_i + g_i G I: negative is ill-posed, with several modes if those
     * of the others do not make up for it. */
    double min_conformation_eigenvalue = 0.;
    /** Sum of lumped mass times density, the conserved quantity. */
    double mass = 0.;
    /** Largest |div v|. */
    double max_divergence = 0.;
    /** Largest |v_d| / h_d in mesh coordinates. */
    double max_courant_rate = 0.;
    /** Average of kinetic, free and gradient energy. */
    double energy = 0.;
    /** Its rate of change by the model, identity E1. */
    double energy_rate = 0.;
    /** Average of tr(sigma)/2 and its rate by the model, identity E2. */
    double half_trace      = 0.;
    double half_trace_rate = 0.;
    /** Average momentum rho v_x, rho v_y (fluctuation). */
    double momentum_x = 0.;
    double momentum_y = 0.;
    PlasticMeasurements plastic;
  };

  template <int dim>
  Measurements measure(const State &state,
                       const Discretization<dim> &discretization,
                       const Material &material,
                       const Vector &lumped_mass);
} // namespace vitriflow
