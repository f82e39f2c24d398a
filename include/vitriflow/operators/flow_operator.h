#pragma once

#include <vitriflow/base/bdf.h>
#include <vitriflow/discretization/state.h>
#include <vitriflow/operators/density_operator.h>
#include <vitriflow/operators/momentum_operator.h>
#include <vitriflow/operators/plastic_update.h>
#include <vitriflow/operators/structure_diffusion.h>
#include <vitriflow/operators/transport.h>
#include <vitriflow/operators/velocity_nodes.h>

namespace vitriflow
{
  /**
   * Sources of the three balances as functions of mesh coordinates (time is
   * set by the caller); null means none. Used by manufactured solutions.
   * Components: 1, dim and the stored stress components.
   */
  template <int dim>
  struct Sources
  {
    const dealii::Function<dim> *density  = nullptr;
    const dealii::Function<dim> *momentum = nullptr;
    const dealii::Function<dim> *stress   = nullptr;
  };

  /** What evaluating a velocity yields besides fields. */
  struct FlowAverages
  {
    /** Volume average of the total stress T_xy. */
    double shear_stress = 0.;
    /** Its derivative with respect to the shear rate at fixed velocity. */
    double shear_viscosity = 0.;
  };

  /**
   * The discrete Furukawa-Tanaka equations of one time step. Density and
   * stress of the new level are explicit functions of its velocity v,
   *
   *   rho(v)     = rho_h - c div(rho* (v - v*)),
   *   sigma_i(v) = h_i + theta_i [ rate(L, sigma_i*) + source(L, g_i G*) ],
   *   theta_i    = c/(1 + c/tau_i*),   L = shear_rate e_x e_y + grad v,
   *
   * for every relaxation mode i, where rho_h, h_i are the (relaxed) history and
   * stars extrapolations, both of fields carried along v* (see Transport). What
   * is left is the momentum balance for v. Rate and source are linear, so it
   * needs no mode by itself but
   *
   *   sigma(v) = sum_i h_i + rate(L, sum_i theta_i sigma_i*)
   *                        + source(L, sum_i theta_i g_i G*)
   *
   * and costs the same for any number of them; the h_i wait in the new state.
   *
   * With plastic flow this sigma(v) is a trial stress, which PlasticUpdate
   * returns to the stress that flows; it updates the linearisation each time.
   * Diffusion R of the structural variable w is split off at second order
   * (Douglas & Gunn, Numer. Math. 6, 428 (1964)): points flow with R of the
   * level before, w' = w_h + c R(w^n) + c Dw/Dt(w'), and then
   *   w = w' + c [R(w) - R(w^n)];
   * in steps of first order, after jumps, without R(w^n).
   *
   * Where the mesh follows the material, nothing is carried: fields stay at
   * their nodes, and density is the constant mass of a node over its volume, to
   * first order in the displacement c (v - v') from the last move_with(v'), at
   * first v*. Were the mesh left there, what moving forces along changes,
   * -T.L^T + T tr L, would be explicit and, where the extrapolation amplifies
   * that, unstable: from pressures of a third of the stiffness on.
   */
  template <int dim>
  class FlowOperator
  {
  public:
    FlowOperator(const Discretization<dim> &discretization,
                 const Material &material);

    /**
     * Fixes history, extrapolations and coefficients of a step to the frame of
     * @p next, and leaves the h_i in its stress.
     */
    void prepare(const State &current,
                 const State &previous,
                 const Bdf &bdf,
                 State &next,
                 const Sources<dim> &sources = {});

    /**
     * Computes the density of @p state from its velocity and frame, and
     * the momentum residual of all velocity nodes, those on walls included
     * (there it is the force of the wall on the glass). A mesh that follows the
     * material stays where it is, see move_with().
     */
    FlowAverages evaluate(State &state, Vector &residual);

    /**
     * Turns the h_i in @p next into the stresses of its velocity and frame,
     * and the structural variable into that of the new time level: once after
     * prepare(), when the velocity is found, before move_with().
     */
    void complete_stress(State &next) const;

    /** The mesh to be moved along; required if it follows the material. */
    void set_moving_mesh(Discretization<dim> &mesh)
    {
      moving_mesh_ = &mesh;
    }

    /** Moves the mesh to its place in the state and takes the masses of the
     * nodes, which stay from now on, from the density there. */
    void set_masses(const State &state);

    /** Where the mesh follows the material: to its place at the velocity of
     * the new state, with the density there. */
    void move_with(State &next);

    /**
     * Sets the stress to the pressure tensor of the density, so that the total
     * stress is uniform (zero, with p(rho0) = 0): pointwise at the stress
     * nodes, which is the L2 projection of the discrete pressure tensor. Mode
     * i takes the share g_i of it, as after a sudden deformation: it relaxes
     * like any other stress, and what an elastic mode holds stays.
     */
    void balance_stress(State &state) const;

    const Vector &extrapolated_velocity() const
    {
      return velocity_star_;
    }

    /** rho*, carried along with the flow; valid after prepare(). */
    const Vector &extrapolated_density() const
    {
      return density_star_;
    }

    /** Coefficients of the linear problem; valid after prepare(). */
    const MomentumOperator<dim, double> &linearisation() const
    {
      return momentum_operator_;
    }

    /** Stiffness of a contact in the linear problem. */
    NodalBlocks<dim, double> &contact_stiffness()
    {
      return momentum_operator_.contact();
    }

    /** Weight c of the step. */
    double weight() const
    {
      return weight_;
    }

    const DensityOperator<dim> &density_operator() const
    {
      return density_operator_;
    }

    const VelocityNodes<dim> &velocity_nodes() const
    {
      return velocity_nodes_;
    }

    /**
     * Removes the mean momentum: at M = 0 it is not determined, and zero is
     * its limit for M -> 0.
     */
    void pin_mean_momentum(Vector &velocity) const;

  private:
    /** Integrals of evaluate() over a range of cells. */
    template <bool plastic>
    void add_cells(const State &state,
                   const Vector &velocity,
                   Vector &residual,
                   FlowAverages &averages,
                   const std::pair<unsigned int, unsigned int> &range);

    void carry(const State &current, const State &previous, State &next);
    void prepare_diffusion(const State &carried);
    void diffuse(State &next) const;
    void prepare_structure(StressEvaluation<dim> &fields,
                           StressEvaluation<dim> &older,
                           StressEvaluation<dim> &diffusion,
                           const unsigned int cell,
                           const State &next);
    void follow(const State &current, const State &previous, State &next);
    void move_mesh(const Vector &displacement);
    void density_of_masses(Vector &density) const;
    void prepare_stress(State &next, const Sources<dim> &sources);
    void prepare_nodes(const Sources<dim> &sources);
    void prepare_momentum(const State &current,
                          const State &previous,
                          const Sources<dim> &sources);

    const Discretization<dim> &discretization_;
    const Material &material_;
    Discretization<dim> *moving_mesh_ = nullptr;
    Vector masses_;        // of the nodes of a moving mesh
    Vector mesh_velocity_; // that has taken the mesh to where it is
    DensityOperator<dim> density_operator_;
    VelocityNodes<dim> velocity_nodes_;
    MomentumOperator<dim, double> momentum_operator_;
    PlasticUpdate<dim> plastic_;
    std::unique_ptr<StructureDiffusion<dim>> diffusion_; // if there is any
    Transport<dim> transport_;
    Bdf bdf_       = Bdf::backward_euler(1.);
    double weight_ = 1.; // c
    Frame frame_;
    Vector velocity_star_;
    Vector density_star_;
    std::vector<Vector> mode_star_; // sigma_i*
    Vector stress_star_;            // sum of theta_i sigma_i*
    Vector structure_older_;        // until the step is prepared
    Vector diffusion_rate_;         // of the level before, carried
    Vector density_history_;
    Vector stress_history_; // sum of h_i
    Vector momentum_history_;
    dealii::AlignedVector<Simd<double>> shear_modulus_;   // G*
    dealii::AlignedVector<Simd<double>> relaxation_rate_; // 1/tau*
    mutable Vector scratch_;
    mutable Vector velocity_change_; // v - v*
    mutable Vector chemical_potential_;
  };
} // namespace vitriflow
