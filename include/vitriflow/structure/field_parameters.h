#pragma once

#include <vitriflow/structure/field_expression.h>
#include <vitriflow/structure/field_generator.h>

#include <string>
#include <vector>

namespace vitriflow
{
  /**
   * What is drawn on one property of the glass, subsection Structure/name: a
   * sum of fields, each perhaps inside or outside of others. Lengths, also
   * those in files, are in the length unit of the run, that of Mesh/Size.
   *
   * The simple fields share the parameters of the subsection itself; the
   * others have a subsection each (FieldGenerators).
   */
  struct FieldParameters
  {
    /** @param property name of the subsection, e.g. "Density". */
    explicit FieldParameters(const std::string &property = "Density")
      : property(property)
    {
    }

    std::string property;

    /** Key of the table of presets in the source file. */
    std::string preset = "none";

    /** See parse_field_expression(). */
    std::string type = "uniform";

    /** Type file: its path. The values are relative to the mean. */
    std::string file;

    /** Relative to the mean: of the wave, or the standard deviation of noise.
     */
    double amplitude = 0.01;

    /** Type noise: xi of correlated_noise(). */
    double correlation_length = 2.;

    /** Of everything that is random in this subsection. */
    unsigned int seed = 1;

    /** Type mode: full waves along x, y, z; only the first dim are used. */
    std::vector<int> mode_numbers = {1, 1, 0};

    /** Type mode: radian. */
    double mode_phase = 0.;

    /** Subtract the mean deviation. */
    bool remove_mean = false;

    FieldGenerators generators;

    /** "Structure/Density". */
    std::string section() const
    {
      return "Structure/" + property;
    }

    bool is_uniform() const
    {
      return type == "uniform";
    }

    /** The terms of the type; throws BadInput if it is malformed. */
    std::vector<FieldTerm> terms() const;

    /**
     * Declare the parameters. They are written into this object when @p prm
     * is parsed, so it must stay where it is until then.
     */
    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput unless the parameters of the fields named in the type
     * make sense. */
    void validate() const;
  };

  /**
   * The property relative to its mean value, 1 + sum of the fields:
   *
   * - uniform: 0
   * - mode: A cos(2 pi (n_x X/L_x + n_y Y/L_y [+ n_z Z/L_z]) + phase)
   * - noise: correlated_noise()
   * - file: the field read by read_gridded_field(), minus 1
   * - others: see source/structure/generators/
   *
   * Equal seeds put the same structure on several properties at the same
   * places. Validates; throws BadInput also if the result is found to be not
   * positive somewhere.
   */
  template <int dim>
  FieldPointer<dim> make_field(const FieldParameters &parameters,
                               const PreparationFactors &preparation,
                               const std::array<double, dim> &box_size);
} // namespace vitriflow
