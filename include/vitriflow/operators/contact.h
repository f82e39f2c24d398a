#pragma once

#include <vitriflow/boundary/indenter.h>
#include <vitriflow/discretization/state.h>
#include <vitriflow/operators/contact_record.h>
#include <vitriflow/operators/nodal_blocks.h>

#include <array>
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
   * Kunisch, SIAM J. Optim. 13, 865 (2002)). Areas are those of the undeformed
   * surface.
   *
   * A sticking indenter also resists, with the same penalty, that nodes in
   * contact at the beginning of a step slide along it during the step. What
   * they slide adds up over the steps; it is as small as the penetration.
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
     * Adds the forces at @p depth to the residual of the velocity @p v, and
     * sets the stiffness. Returns whether other nodes are in contact than in
     * the last call. Collective.
     */
    bool apply(const Vector &v,
               const double depth,
               Vector &residual,
               NodalBlocks<dim, double> &stiffness);

    /**
     * The depth at which the forces on nodes with the velocity @p v have a
     * given load >= 0, found from a guess; the depth of first contact if there
     * is none. Collective.
     */
    double
    depth_of_load(const Vector &v, const double load, const double guess) const;

    /** Norm of the forces of the last apply(). */
    double force_norm() const
    {
      return force_norm_;
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

    /** All nodes of the last apply() from the axis outwards. Collective. */
    std::vector<SurfacePoint> surface() const;

  private:
    struct Node
    {
      std::array<unsigned int, dim> entries;
      std::array<bool, dim> held; // prescribed velocity
      dealii::Point<dim> reference, before, start;
      double area;
      bool sticks;
      double distance = 0.;
      double pressure = 0.;
      bool in_contact = false;
    };

    /** Of the indenter on a node. */
    struct Push
    {
      double distance;
      dealii::Tensor<1, dim> force;
      /** Minus its derivative with respect to the place of the node. */
      dealii::SymmetricTensor<2, dim> stiffness;
    };

    Gap gap_at(const dealii::Point<dim> &place, const double depth) const;
    Push push_on(const Node &node, const Vector &v, const double depth) const;
    double radius_of(const Node &node) const;
    double contact_radius() const;

    const Discretization<dim> &discretization_;
    const Indenter &indenter_;
    double gap_;
    double penalty_;
    bool sticks_;
    double depth_before_ = 0.;
    double weight_       = 1.;
    double depth_        = 0.;
    double load_         = 0.;
    double force_norm_   = 0.;
    std::vector<Node> nodes_;
  };
} // namespace vitriflow
