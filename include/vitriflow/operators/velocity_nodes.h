#pragma once

#include <vitriflow/discretization/discretization.h>

#include <array>
#include <utility>
#include <vector>

namespace vitriflow
{
  /**
   * What is done to single nodes of the velocity space: those on the walls of
   * a channel or held at the sides of a block, and all of them where a box can
   * be translated as a whole.
   */
  template <int dim>
  class VelocityNodes
  {
  public:
    explicit VelocityNodes(const Discretization<dim> &discretization);

    /** Sum of wall forces along x over the area: top wall, bottom wall. */
    std::pair<double, double> wall_tractions(const Vector &residual) const;

    /** Sets entries of wall nodes: the residual to zero. */
    void clear_walls(Vector &residual) const;

    /** Imposes the velocities of the walls along x. */
    void set_wall_velocity(Vector &velocity,
                           const double lower,
                           const double upper) const;

    /** Subtracts a velocity from all nodes. */
    void subtract(Vector &velocity, const dealii::Tensor<1, dim> &common) const;

    /**
     * Removes the component of a residual along uniform translations, which
     * a quasi-static box cannot balance (round-off, or a source with a mean).
     */
    void remove_net_force(Vector &residual) const;

  private:
    const Discretization<dim> &discretization_;
    /** Locally owned entries, constrained ones left out. */
    std::array<std::vector<unsigned int>, dim> component_entries_;
    std::vector<unsigned int> held_entries_; // velocity is prescribed
    std::vector<unsigned int> lower_wall_x_, upper_wall_x_;
  };
} // namespace vitriflow
