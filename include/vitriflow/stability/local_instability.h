#pragma once

#include <vitriflow/base/types.h>
#include <vitriflow/material/material.h>
#include <vitriflow/stability/instability.h>

namespace vitriflow
{
  /** One point of a flow at one time, in reduced units. */
  struct LocalState
  {
    /** [rho0]. */
    double density;

    /** L_ij = d_j v_i [1/tau0]. */
    VelocityGradient<double> velocity_gradient;

    /** sigma [G0] of the modes that relax, tension positive. */
    Stress<double> stress;

    /** Since the start of loading [tau0]. */
    double time;

    /** w of plastic flow. */
    double structure = 0.;

    /** Drawn factors on G, tau and the yield stress. */
    double modulus_factor = 1., time_factor = 1., yield_factor = 1.;
  };

  /** What would become of a small density wave there; reduced units. */
  struct LocalGrowth
  {
    /** Frozen-time growth rate of the fastest long wave [1/tau0]. */
    double growth_rate;

    /** k.(2 b G D).k and k.(a sigma/tau).k of that wave's direction k
     * [G0/tau0]: what softening of the modulus and of the relaxation time add
     * to the rate of its force. */
    double modulus_drive, relaxation_drive;

    /** K/tau, K = rho^2 f'' [G0/tau0]: what relaxation against the equation of
     * state takes from it. */
    double stiffness;

    /** Growth rate of a disturbance of w under constant stress [1/tau0]; zero
     * without such a variable. */
    double plastic_growth_rate;

    /** tau(rho), of several modes that of the slowest, over the time; infinite
     * without relaxation. */
    double deborah_number;

    /** Which of the terms drives fluctuations here and now. */
    InstabilityType type;
  };

  /**
   * The growth rate of model section 3 with everything taken at one point,
   * for any flow. A wave rho' = eps rho exp(i k.x) changes the stress rate
   * 2 G D - sigma/tau by eps (2 b G D + a sigma/tau), with the local
   * b = dlnG/dlnrho and a = dlntau/dlnrho, and the pressure by eps K. Quasi-
   * static balance along k then gives, for long waves and to leading order in
   * the stress over the modulus,
   *
   *   s = { k.(2 b G D + a sigma/tau).k - K/tau } / { K + 2 G }
   *
   * (4 G/3 instead of 2 G with the deviatoric source; tau times sum_i g_i f_i
   * of several modes), largest for the principal direction of
   * 2 b G D + a sigma/tau; in plane strain, of its plane part. In simple shear
   * this is { sin 2th [b Wi + a Sxy] + a Sxx cos^2 th - kappa }/{ kappa + 2 }.
   *
   * Of plastic flow D^pl = d(sbar, w) s/sbar two things are taken: it carries
   * its part of the velocity gradient without stress, so that D above is less
   * D^pl; and a disturbance of the structural variable grows by itself. Along
   * bands in a direction of largest shear the stress stays as it is, and
   *
   *   s_pl = d(Dw/Dt)/dw at constant stress.
   *
   * What plastic flow relaxes of a density wave's own stress is left out.
   *
   * Type, first match: neither s nor s_pl > 0 stable; s_pl >= s plastic;
   * Deborah number <= 1 liquid, the glass has had time to flow; modulus_drive >
   * relaxation_drive solid; else viscoelastic. In homogeneous start-up shear,
   * with Sxy = Wi (1 - e^-t), the relaxation term takes over at t_x = tau0 b/a
   * to leading order and the Deborah number is 1 at tau0: the type of the flow
   * as a whole (see instability_type()) is the local one at the time t*.
   *
   * Within the spinodal K < 0 and s > 0 without any flow; the type says what
   * adds most to it.
   *
   * @tparam dim 2: waves in the plane of shear only; 3: all.
   */
  template <int dim>
  LocalGrowth local_growth(const Material &material, const LocalState &state);
} // namespace vitriflow
