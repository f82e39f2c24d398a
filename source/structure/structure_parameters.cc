#include <vitriflow/structure/structure_parameters.h>
#include <vitriflow/structure/structure_preset.h>

namespace vitriflow
{
  namespace
  {
    template <int dim>
    class FieldFunction : public dealii::Function<dim>
    {
    public:
      explicit FieldFunction(FieldPointer<dim> field)
        : field_(std::move(field))
      {
      }

      double value(const dealii::Point<dim> &point,
                   const unsigned int = 0) const override
      {
        return field_->value(point);
      }

    private:
      const FieldPointer<dim> field_;
    };
  } // namespace

  std::vector<const FieldParameters *> StructureParameters::properties() const
  {
    return {&density,
            &effective_temperature,
            &shear_modulus,
            &relaxation_time,
            &yield_stress};
  }

  void StructureParameters::add_to(dealii::ParameterHandler &prm)
  {
    prm.enter_subsection("Structure");
    for (FieldParameters *property : {&density,
                                      &effective_temperature,
                                      &shear_modulus,
                                      &relaxation_time,
                                      &yield_stress})
      property->add_to(prm);
    preparation.add_to(prm);
    prm.leave_subsection();
  }

  void StructureParameters::validate() const
  {
    for (const FieldParameters *property : properties())
      property->validate();
    preparation.validate();
  }

  void StructureParameters::reject_unused(const FieldParameters &property,
                                          const std::string &reason)
  {
    if (!property.is_uniform())
      reject_parameter(property.section(),
                       "Type",
                       property.type,
                       "not used: " + reason +
                         ". Set it to uniform; `vitriflow structure` draws it "
                         "nevertheless.");
  }

  std::map<std::string, std::string> StructureParameters::preset_values() const
  {
    std::map<std::string, std::string> values;
    for (const FieldParameters *property : properties())
      for (const auto &[name, value] :
           structure_preset(property->preset, property->property))
        values[property->section() + "/" + name] = value;
    return values;
  }

  template <int dim>
  std::unique_ptr<dealii::Function<dim>>
  make_property(const StructureParameters &structure,
                const FieldParameters &property,
                const std::array<double, dim> &box_size)
  {
    structure.preparation.validate();
    return std::make_unique<FieldFunction<dim>>(
      make_field<dim>(property, structure.preparation.factors(), box_size));
  }

  template std::unique_ptr<dealii::Function<2>>
  make_property<2>(const StructureParameters &,
                   const FieldParameters &,
                   const std::array<double, 2> &);
  template std::unique_ptr<dealii::Function<3>>
  make_property<3>(const StructureParameters &,
                   const FieldParameters &,
                   const std::array<double, 3> &);
} // namespace vitriflow
