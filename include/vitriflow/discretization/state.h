#pragma once

#include <vitriflow/boundary/frame.h>
#include <vitriflow/discretization/discretization.h>
#include <vitriflow/discretization/point_fields.h>

#include <vector>

namespace vitriflow
{
  /**
   * Everything that evolves, in reduced units: a plain owner of data.
   * Constrained entries of density are not meaningful (they are resolved by
   * whoever reads the vector through its constraints).
   */
  struct State
  {
    double time   = 0.;
    double strain = 0.; // total shear strain applied; depth of an indenter
    Frame frame;
    Vector velocity; // fluctuation in the box, full velocity in the channel
    Vector density;
    std::vector<Vector> stress; // of every relaxation mode
    /** One vector of the stress space with a component for every PointField,
     * or none if the run has no such fields. */
    std::vector<Vector> structure;
    /** Of the nodes of the mesh since it was made, where the mesh follows the
     * material; otherwise of no size. */
    Vector displacement;

    template <int dim>
    void initialize(const Discretization<dim> &discretization,
                    const unsigned int n_modes = 1,
                    const bool has_structure   = false)
    {
      discretization.initialize(velocity, free_velocity_space);
      discretization.initialize(density, density_space);
      stress.resize(n_modes);
      for (Vector &mode : stress)
        discretization.initialize(mode, stress_space);
      structure.resize(has_structure ? 1 : 0);
      for (Vector &fields : structure)
        discretization.initialize(fields, stress_space);
      if (discretization.follows_material())
        discretization.initialize(displacement, free_velocity_space);
    }
  };
} // namespace vitriflow
