#include <vitriflow/material/material.h>

#include <deal.II/base/exceptions.h>

namespace vitriflow
{
  Material::Material(const MaterialParameters &parameters,
                     const double kappa,
                     const double gradient_coefficient,
                     const double inertia_number,
                     const double a,
                     const double b,
                     const PlasticFlowConstants &plastic)
    : equation_of_state_(
        make_equation_of_state(parameters.equation_of_state,
                               {kappa, parameters.gas_density}))
    , shear_modulus_(make_density_law(parameters.shear_modulus_density_law,
                                      b,
                                      parameters.shear_modulus_bound))
    , relaxation_time_(make_density_law(parameters.relaxation_time_density_law,
                                        a,
                                        parameters.relaxation_time_bound))
    , modes_(parameters.relaxation_modes())
    , plastic_flow_(make_plastic_flow(plastic))
    , plastic_constants_(plastic)
    , bulk_modulus_(kappa)
    , gradient_coefficient_(gradient_coefficient)
    , inertia_number_(inertia_number)
  {
    Assert(kappa > 0., dealii::ExcMessage("kappa must be positive"));
    Assert(gradient_coefficient >= 0., dealii::ExcMessage("C must not be < 0"));
    Assert(inertia_number >= 0., dealii::ExcMessage("M must not be < 0"));
    stress_law_.slip       = parameters.stress_rate == "Jaumann" ? 0. : 1.;
    stress_law_.deviatoric = parameters.stress_source == "deviatoric" ? 1. : 0.;
  }
} // namespace vitriflow
