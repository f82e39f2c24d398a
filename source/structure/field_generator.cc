#include <vitriflow/structure/field_generator.h>
#include <vitriflow/structure/generators.h>

#include <cctype>
#include <cmath>

namespace vitriflow
{
  namespace
  {
    using Factory = std::unique_ptr<FieldGenerator> (*)();

    /** All kinds by name; a new one is a file in generators/ and a line here.
     */
    const std::map<std::string, Factory> factories = {
      {"clusters", make_clusters},
      {"grains", make_grains},
      {"inclusions", make_inclusions},
      {"laminate", make_laminate},
      {"phases", make_phases},
      {"random field", make_random_field},
      {"segment", make_segment},
      {"surface layer", make_surface_layer}};
  } // namespace

  void ShapeAmplitude::add_to(dealii::ParameterHandler &prm)
  {
    prm.add_parameter("Amplitude",
                      value,
                      "Deviation from the mean inside, relative to it: -0.01 "
                      "is one per cent less. Greater than -1 [-].");
  }

  void ShapeAmplitude::validate(const std::string &section) const
  {
    if (!(value > -1.) || !std::isfinite(value))
      reject_parameter(section,
                       "Amplitude",
                       value,
                       "must be finite and greater than -1.");
  }

  FieldGenerators::FieldGenerators()
  {
    for (const auto &[name, factory] : factories)
      generators_[name] = factory();
  }

  FieldGenerators::FieldGenerators(const FieldGenerators &other)
  {
    *this = other;
  }

  FieldGenerators &FieldGenerators::operator=(const FieldGenerators &other)
  {
    for (const auto &[name, generator] : other.generators_)
      generators_[name] = generator->clone();
    return *this;
  }

  std::vector<std::string> FieldGenerators::names() const
  {
    std::vector<std::string> result;
    for (const auto &[name, generator] : generators_)
      result.push_back(name);
    return result;
  }

  void FieldGenerators::add_to(dealii::ParameterHandler &prm)
  {
    for (const auto &[name, generator] : generators_)
      {
        prm.enter_subsection(subsection(name));
        generator->add_to(prm);
        prm.leave_subsection();
      }
  }

  std::string FieldGenerators::subsection(const std::string &name)
  {
    std::string result = name;
    result[0]          = static_cast<char>(std::toupper(result[0]));
    return result;
  }
} // namespace vitriflow
