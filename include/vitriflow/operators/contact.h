#pragma once

#include <vitriflow/boundary/indenter.h>
#include <vitriflow/discretization/state.h>
#include <vitriflow/operators/contact_record.h>
#include <vitriflow/operators/nodal_blocks.h>

#include <array>
#include <limits>
#include <optional>
#include <vector>

namespace vitriflow
{
  /**
   * Contact of the top of a block with a rigid indenter. Nodes
   * inside the indenter are pushed out along its normal n by the pressure
   *
   *   p = penalty (-distance),
   *
   * which integrates with the lumped (Gauss-Lobatto) areas of the nodes:
   * there are no tensile forces, and what is left of the penetration is p over
   * penalty. The stiffness of the nodes in contact, areas times penalty n n,
   * belongs to the momentum operator and keeps it symmetric positive definite;
   * correcting the velocity and finding the nodes in contact anew until the
   * forces balance is a semi-smooth Newton iteration (Hintermueller, Ito &
   * Kunisch, SIAM J. Optim. 13, 865 (2002)). There, areas are those of the
   * undeformed surface; pressures are reported per area of the deformed one,
   * which under an elastic sphere is smaller by (1 + nu)(1 - 2 nu) p/E.
   *
   * A sticking indenter also resists, with the same penalty, that nodes in
   * contact at the beginning of a step slide along it during the step. What
   * they slide adds up over the steps; it is as small as the penetration.
   *
   * An indenter that is not rigid is a load along y, evenly spread over a part
   * of the undeformed surface.
   */
  template <int dim>
  class Contact
  {
  public:
    /**
     * @param indenter    must stay.
     * @param gap         distance of its tip from the surface at depth 0.
     * @param penalty     pressure per penetration.
     * @param sticks      whether nodes in contact cannot slide.
     */
    Contact(const Discretization<dim> &discretization,
            const Indenter &indenter,
            const double gap,
            const double penalty,
            const bool sticks = false);

    /** What is prescribed of the indenter: its depth, or with @p load >= 0 the
     * load, and the depth is an unknown beside the velocity. */
    struct Control
    {
      double depth = 0.;
      std::optional<double> load;
    };

    /**
     * A step from the state @p current, at the end of which the velocity
     * @p v* takes the nodes to the @p displacement; others shift them by
     * weight (v - v*).
     */
    void begin_step(const State &current,
                    const Vector &displacement,
                    const Vector &velocity,
                    const double weight);

    /**
     * Adds the forces on nodes with the velocity @p v to the residual, and sets
     * the stiffness. The nodes that are pushed are, in the first call of a
     * step, those in contact at its beginning, whatever the place the
     * extrapolated velocity takes them to (it errs by more than the overlap);
     * later those inside the indenter. A prescribed load is met by a shift of
     * the depth in the linear problem of these nodes; no load means first
     * contact. Collective. Throws StepFailed where nothing carries the load.
     */
    void apply(const Vector &v,
               Control &control,
               Vector &residual,
               NodalBlocks<dim, double> &stiffness);

    /** Whether the last apply() pushed other nodes than the one before. */
    bool changed() const
    {
      return changed_;
    }

    /** Whether it pushed the nodes that are inside the indenter and no others,
     * and met the load up to this share of force_scale(). */
    bool settled(const double tolerance) const
    {
      return settled_ && load_error_ <= tolerance;
    }

    /** Power of the forces of the last apply() along a velocity; of the part of
     * the glass that is computed. Collective. */
    double power(const Vector &velocity) const;

    /**
     * How much of the change @p step of the velocity @p v, and of @p descent of
     * the depth, lowers the energy most, between 0 and 1: there the forces have
     * no power left along it. Those of the contact are computed exactly, also
     * where nodes come into contact and leave it on the way; those of the
     * glass are interpolated linearly. With it, the semi-smooth Newton
     * iteration cannot put nodes in and out of contact in turn for ever.
     *
     * @param glass   power of the forces of the glass along the step, at its
     *                beginning and end.
     * @param control at the beginning.
     *
     * Collective.
     */
    double balanced_share(const Vector &v,
                          const Vector &step,
                          const double descent,
                          const std::array<double, 2> &glass,
                          const Control &control) const;

    /** What forces out of balance are to be compared with: the norm of the
     * contact forces, and at least a thousandth of the largest so far. */
    double force_scale() const;

    /** The largest norm of the forces at the beginning of a step so far. */
    double largest_force_norm() const
    {
      return largest_force_norm_;
    }

    /** Goes on from an earlier run. */
    void set_largest_force_norm(const double norm)
    {
      largest_force_norm_ = norm;
    }

    /** Forces of a contact with this stiffness when the indenter goes down
     * with unit velocity and the glass stays. */
    static void unit_motion(const NodalBlocks<dim, double> &stiffness,
                            Vector &force);

    /** Load per unit velocity of the indenter while the glass follows with the
     * velocity @p v, see unit_motion(). Collective. */
    double load_rate(const NodalBlocks<dim, double> &stiffness,
                     const Vector &v) const;

    /** Of the last apply(), without stiffness. Collective. */
    ContactRecord report() const;

    /** A node of the surface in reduced units. */
    struct SurfacePoint
    {
      double radius; // distance from the axis of the indenter
      double pressure;
      double distance; // from the indenter, negative inside
    };

    /** All nodes of the last apply() from the axis outwards, on the mesh where
     * it is now. Collective. */
    std::vector<SurfacePoint> surface() const;

    /** Of the state that the mesh is in, as a vector of the free velocity
     * space: distances in the entries of x, zero where there is no indenter
     * above, and pressures in those of y. Collective. */
    void surface_fields(const State &state, Vector &fields) const;

  private:
    /** Distance of points that an indenter never touches. */
    static constexpr double beyond = std::numeric_limits<double>::max();

    struct Node
    {
      std::array<unsigned int, dim> entries;
      std::array<bool, dim> held; // prescribed velocity
      dealii::Point<dim> reference, before, start;
      double area;
      double loaded; // area under a pressure, without an indenter
      bool sticks;
      bool was_in_contact = false; // at the beginning of the step
      double distance     = 0.;
      double pressure     = 0.;
      bool in_contact     = false;
      dealii::Tensor<1, dim> force;
      dealii::SymmetricTensor<2, dim> stiffness; // minus its derivative
    };

    /** Of the indenter on a node that it pushes. */
    struct Push
    {
      dealii::Tensor<1, dim> force;
      dealii::SymmetricTensor<2, dim> stiffness;
    };

    /** Sums over all ranks and images. */
    struct Totals
    {
      double load;
      double stiffness; // of the load
    };

    dealii::Point<dim> place_in(const Node &node, const State &state) const;
    dealii::Point<dim> place_of(const Node &node, const Vector &v) const;
    Gap gap_at(const dealii::Point<dim> &place, const double depth) const;
    Push push_on(const Node &node,
                 const dealii::Point<dim> &place,
                 const Gap &gap,
                 const double depth) const;
    Totals push_nodes(const Vector &v, const double depth);
    /** Without an indenter. The depth is the mean of the surface below. */
    void apply_pressure(const Vector &v, Control &control, Vector &residual);
    /** Where the indenter touches the first of the nodes. Collective. */
    double touching_depth(const Vector &v) const;
    /** Where overlap alone makes up the load. Collective. */
    double depth_of_load(const Vector &v, const double load) const;

    double radius_of(const Node &node) const;
    double contact_radius() const;

    const Discretization<dim> &discretization_;
    const Indenter &indenter_;
    double gap_;
    double penalty_;
    bool sticks_;
    double depth_before_       = 0.;
    double weight_             = 1.;
    double depth_              = 0.;
    double load_               = 0.;
    double force_norm_         = 0.;
    double load_error_         = 0.;
    bool first_call_           = true; // of the step
    bool changed_              = false;
    bool settled_              = false;
    double largest_force_norm_ = 0.;
    std::vector<Node> nodes_;
    std::vector<Node> on_axis_; // one at most, without area and forces
  };
} // namespace vitriflow
