#include <vitriflow/structure/structure_parameters.h>
#include <vitriflow/structure/structure_preset.h>

namespace vitriflow
{
  namespace
  {
    /** A field of the sample at the points of a mesh in it; coordinates that
     * the mesh does not have are those of the origin. */
    template <int dim, int sample_dim>
    class FieldFunction : public dealii::Function<dim>
    {
    public:
      FieldFunction(FieldPointer<sample_dim> field,
                    const std::array<double, 3> &origin,
                    const dealii::Point<dim> &corner)
        : field_(std::move(field))
      {
        for (int d = 0; d < sample_dim; ++d)
          shift_[d] = origin[d] - (d < dim ? corner[d] : 0.);
      }

      double value(const dealii::Point<dim> &point,
                   const unsigned int = 0) const override
      {
        dealii::Point<sample_dim> place = shift_;
        for (int d = 0; d < dim; ++d)
          place[d] += point[d];
        return field_->value(place);
      }

    private:
      const FieldPointer<sample_dim> field_;
      dealii::Point<sample_dim> shift_;
    };

    template <int dim, int sample_dim>
    std::unique_ptr<dealii::Function<dim>>
    draw(const StructureParameters &structure,
         const FieldParameters &property,
         const std::array<double, sample_dim> &box,
         const dealii::Point<dim> &corner)
    {
      return std::make_unique<FieldFunction<dim, sample_dim>>(
        make_field<sample_dim>(property, structure.preparation.factors(), box),
        structure.sample.origin,
        corner);
    }
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
    sample.add_to(prm);
    prm.leave_subsection();
  }

  void StructureParameters::validate(const unsigned int dimension) const
  {
    sample.validate(dimension);
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
                const std::array<double, dim> &box_size,
                const dealii::Point<dim> &corner)
  {
    structure.preparation.validate();
    const SampleParameters &sample = structure.sample;
    if (sample.is_the_mesh())
      return draw<dim, dim>(structure, property, box_size, {});
    if (sample.size.size() == dim)
      return draw<dim, dim>(structure, property, sample.box<dim>(), corner);
    return draw<dim, 3>(structure, property, sample.box<3>(), corner);
  }

  template std::unique_ptr<dealii::Function<2>>
  make_property<2>(const StructureParameters &,
                   const FieldParameters &,
                   const std::array<double, 2> &,
                   const dealii::Point<2> &);
  template std::unique_ptr<dealii::Function<3>>
  make_property<3>(const StructureParameters &,
                   const FieldParameters &,
                   const std::array<double, 3> &,
                   const dealii::Point<3> &);
} // namespace vitriflow
