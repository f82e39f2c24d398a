#pragma once

#include <deal.II/base/function.h>

#include <vitriflow/boundary/frame.h>
#include <vitriflow/discretization/discretization.h>
#include <vitriflow/material/material.h>

namespace vitriflow
{
  /**
   * Mass balance and chemical potential on the density space with its lumped
   * (Gauss-Lobatto) mass, which is the same in update and operator: the sum of
   * lumped_mass() times density is conserved to round-off.
   */
  template <int dim>
  class DensityOperator
  {
  public:
    explicit DensityOperator(const Discretization<dim> &discretization);

    const Vector &lumped_mass() const
    {
      return mass_;
    }

    /** rate = M_l^-1 (density velocity, grad phi) = -div(density velocity). */
    void flux_rate(Vector &rate,
                   const Vector &density,
                   const Vector &velocity,
                   const Frame &frame) const;

    /** Computes the masses anew: the mesh has moved. */
    void update_masses();

    /** mu = f'(rho) - C lap rho at the nodes. */
    void chemical_potential(Vector &mu,
                            const Vector &density,
                            const Material &material,
                            const Frame &frame) const;

    /**
     * L2 projection with the consistent mass: values from a function of the
     * mesh coordinates.
     */
    void project(Vector &density, const dealii::Function<dim> &function) const;

    /** Solves the consistent mass system to round-off. */
    void invert_mass(Vector &density, const Vector &right_hand_side) const;

    /** Adds M_l^-1 (source, phi) to @p rate. */
    void add_source(Vector &rate, const dealii::Function<dim> &source) const;

  private:
    void integrate(Vector &dst, const dealii::Function<dim> &function) const;

    const Discretization<dim> &discretization_;
    Vector mass_;
    Vector inverse_mass_;
    mutable Vector scratch_;
  };
} // namespace vitriflow
