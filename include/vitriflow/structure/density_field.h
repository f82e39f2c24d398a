#pragma once

#include <deal.II/base/function.h>
#include <deal.II/base/parameter_handler.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace vitriflow
{
  /**
   * Parameters of the initial density, subsection Structure/Density. Lengths,
   * also those in the file, are in the length unit of the run, that of
   * Mesh/Size.
   */
  struct StructureParameters
  {
    /** Key of the table of types in the source file. */
    std::string type = "uniform";

    /** Type file: its path. The values are rho/rho0. */
    std::string file;

    /** Relative to rho0: of the wave, or the standard deviation of noise. */
    double amplitude = 0.01;

    /** Type noise: xi of correlated_noise(). */
    double correlation_length = 2.;

    /** Type noise. */
    unsigned int seed = 1;

    /** Type mode: full waves along x, y, z; only the first dim are used. */
    std::vector<int> mode_numbers = {1, 1, 0};

    /** Type mode: radian. */
    double mode_phase = 0.;

    /**
     * Declare the parameters. They are written into this object when @p prm
     * is parsed, so it must stay where it is until then.
     */
    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput unless the parameters of the chosen type make sense. */
    void validate() const;
  };

  /**
   * The initial density relative to the mean, rho(X)/rho0, over the box
   * [0, box_size], in the length unit of the parameters:
   *
   * - uniform: 1
   * - mode: 1 + A cos(2 pi (n_x X/L_x + n_y Y/L_y [+ n_z Z/L_z]) + phase)
   * - noise: 1 + correlated_noise()
   * - file: the field read by read_gridded_field()
   *
   * Validates the parameters; throws BadInput also if the grid of a noise or
   * file holds a density which is not positive.
   */
  template <int dim>
  std::unique_ptr<dealii::Function<dim>>
  make_density_field(const StructureParameters &parameters,
                     const std::array<double, dim> &box_size);
} // namespace vitriflow
