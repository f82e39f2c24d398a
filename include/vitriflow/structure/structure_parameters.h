#pragma once

#include <deal.II/base/function.h>

#include <vitriflow/structure/field_parameters.h>
#include <vitriflow/structure/sample_parameters.h>

#include <map>

namespace vitriflow
{
  /** Subsection Structure: what is drawn before loading. */
  struct StructureParameters
  {
    FieldParameters density{"Density"};
    FieldParameters effective_temperature{"Effective temperature"};
    FieldParameters shear_modulus{"Shear modulus"};
    FieldParameters relaxation_time{"Relaxation time"};
    FieldParameters yield_stress{"Yield stress"};
    PreparationParameters preparation;
    SampleParameters sample;

    /** All properties in the order above. */
    std::vector<const FieldParameters *> properties() const;

    /** Declare the parameters; the object must stay where it is until they
     * are parsed. */
    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput unless the parameters in use make sense for a mesh of
     * this @p dimension. */
    void validate(const unsigned int dimension) const;

    /** Throws BadInput if the property is drawn, for the @p reason that the
     * run does not use it. */
    static void reject_unused(const FieldParameters &property,
                              const std::string &reason);

    /** Values of the presets chosen in the subsections, by full path. Their
     * lengths are in metres. */
    std::map<std::string, std::string> preset_values() const;
  };

  /**
   * A property relative to its mean value, as a function of the position in
   * the length unit of the parameters; for example
   *
   *   make_property<dim>(structure, structure.shear_modulus, box_size)
   *
   * is the factor on the shear modulus G(rho) at each point of the initial
   * configuration.
   *
   * @param box_size of the mesh, used where it is the sample.
   * @param corner   the point of the mesh that lies at the sample's origin.
   */
  template <int dim>
  std::unique_ptr<dealii::Function<dim>>
  make_property(const StructureParameters &structure,
                const FieldParameters &property,
                const std::array<double, dim> &box_size,
                const dealii::Point<dim> &corner = {});

  /** The initial density rho(X)/rho0. */
  template <int dim>
  std::unique_ptr<dealii::Function<dim>>
  make_density_field(const StructureParameters &structure,
                     const std::array<double, dim> &box_size)
  {
    return make_property<dim>(structure, structure.density, box_size);
  }
} // namespace vitriflow
