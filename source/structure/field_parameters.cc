#include <vitriflow/structure/field_parameters.h>
#include <vitriflow/structure/random_numbers.h>
#include <vitriflow/structure/sample.h>
#include <vitriflow/structure/simple_fields.h>
#include <vitriflow/structure/structure_preset.h>

#include <algorithm>
#include <limits>

namespace vitriflow
{
  namespace
  {
    using dealii::Point;

    /** Points along the longest side where positivity and mean are checked. */
    template <int dim>
    constexpr unsigned int n_checked_points = dim == 2 ? 256 : 48;

    /** A field inside or outside of others. */
    template <int dim>
    struct MaskedField
    {
      FieldPointer<dim> field;
      std::vector<std::pair<FieldPointer<dim>, bool>> masks;

      double value(const Point<dim> &point) const
      {
        double result = field->value(point);
        for (const auto &[mask, inside] : masks)
          {
            const double m = mask->value(point);
            result *= inside ? m : 1. - m;
          }
        return result;
      }
    };

    /** A constant plus the sum of the terms. */
    template <int dim>
    class Sum : public Field<dim>
    {
    public:
      explicit Sum(std::vector<MaskedField<dim>> terms)
        : terms_(std::move(terms))
      {
      }

      double value(const Point<dim> &point) const override
      {
        double deviation = 0.;
        for (const auto &term : terms_)
          deviation += term.value(point);
        return mean_ + deviation;
      }

      void shift(const double amount)
      {
        mean_ += amount;
      }

    private:
      const std::vector<MaskedField<dim>> terms_;
      double mean_ = 1.;
    };

    std::vector<std::string> field_names(const FieldGenerators &generators)
    {
      std::vector<std::string> names = simple_field_names();
      for (const std::string &name : generators.names())
        names.push_back(name);
      return names;
    }

    std::string joined(const std::vector<std::string> &names)
    {
      std::string result;
      for (const std::string &name : names)
        result += (result.empty() ? "" : ", ") + name;
      return result;
    }

    /** Draws the fields of one property. */
    template <int dim>
    class Drawing
    {
    public:
      Drawing(const FieldParameters &parameters,
              const PreparationFactors &preparation,
              const std::array<double, dim> &box_size)
        : parameters_(parameters)
        , preparation_(preparation)
        , box_size_(box_size)
      {
      }

      MaskedField<dim> draw(const FieldTerm &term) const
      {
        MaskedField<dim> result;
        result.field =
          parameters_.generators.has(term.type)
            ? parameters_.generators.at(term.type).deviation(request(term.type))
            : make_simple_field<dim>(parameters_, term.type, box_size_);
        for (const auto &mask : term.masks)
          result.masks.emplace_back(
            parameters_.generators.has(mask.type)
              ? parameters_.generators.at(mask.type).mask(request(mask.type))
              : make_simple_mask<dim>(parameters_, mask.type, box_size_),
            mask.inside);
        return result;
      }

    private:
      FieldRequest<dim> request(const std::string &type) const
      {
        return {box_size_,
                stream_seed(parameters_.seed, type),
                parameters_.section() + "/" + FieldGenerators::subsection(type),
                preparation_};
      }

      const FieldParameters &parameters_;
      const PreparationFactors &preparation_;
      const std::array<double, dim> &box_size_;
    };

    struct MeanAndMinimum
    {
      double mean, minimum;
    };

    template <int dim>
    MeanAndMinimum measure(const Field<dim> &field,
                           const std::array<double, dim> &box_size)
    {
      const auto grid   = sampling_grid<dim>(box_size, n_checked_points<dim>);
      const auto values = sample<dim>(field, grid, 0, grid.n_values());
      long double sum   = 0.;
      for (const double value : values)
        sum += value;
      return {static_cast<double>(sum / values.size()),
              *std::min_element(values.begin(), values.end())};
    }
  } // namespace

  std::vector<FieldTerm> FieldParameters::terms() const
  {
    return parse_field_expression(type,
                                  field_names(generators),
                                  section() + "/Type");
  }

  void FieldParameters::add_to(dealii::ParameterHandler &prm)
  {
    using namespace dealii::Patterns;
    prm.enter_subsection(property);
    prm.add_parameter("Type",
                      type,
                      "What is drawn before loading: one of " +
                        joined(field_names(generators)) +
                        "; or several, e.g. `grains + noise outside grains`: "
                        "a sum of fields, each perhaps inside or outside of "
                        "others. Values are relative to the mean.");
    prm.add_parameter("Preset",
                      preset,
                      "Values of the literature for the fields (SI units).",
                      Selection(structure_preset_names()));
    prm.add_parameter("File",
                      file,
                      "For type file: VTK image data (.vti, periodic), or "
                      "text: a line `# nx ny [nz] Lx Ly [Lz]`, optionally "
                      "ending in `nonperiodic`, then the values, x fastest. "
                      "Values are relative to the mean; the lengths must be "
                      "those of Mesh/Size.");
    prm.add_parameter("Amplitude",
                      amplitude,
                      "Deviation from the mean, relative to it: the "
                      "amplitude of a mode, the standard deviation of noise. "
                      "Between -1 and 1, for noise not negative.");
    prm.add_parameter("Correlation length",
                      correlation_length,
                      "For type noise: length xi in the correlation function "
                      "exp(-r^2/(2 xi^2)), positive, in units of length.");
    prm.add_parameter("Seed",
                      seed,
                      "Of all random numbers: the same seed gives the same "
                      "field on any mesh and any number of ranks, and the "
                      "same places on different properties.");
    prm.add_parameter("Mode numbers",
                      mode_numbers,
                      "For type mode: number of full waves along x, y, z; "
                      "in two dimensions z is ignored.",
                      List(Integer(), 2, 3));
    prm.add_parameter("Mode phase",
                      mode_phase,
                      "For type mode: phase of the cosine at the origin, in "
                      "radian.");
    prm.add_parameter("Remove mean",
                      remove_mean,
                      "Subtract the mean deviation of all fields together, "
                      "measured on a grid of 256 points (48 in three "
                      "dimensions) along the longest side.");
    generators.add_to(prm);
    prm.leave_subsection();
  }

  void FieldParameters::validate() const
  {
    const auto check = [this](const std::string &name) {
      if (generators.has(name))
        generators.at(name).validate(section() + "/" +
                                     FieldGenerators::subsection(name));
      else
        validate_simple_field(*this, name);
    };
    for (const FieldTerm &term : terms())
      {
        check(term.type);
        for (const auto &mask : term.masks)
          check(mask.type);
      }
  }

  template <int dim>
  FieldPointer<dim> make_field(const FieldParameters &parameters,
                               const PreparationFactors &preparation,
                               const std::array<double, dim> &box_size)
  {
    parameters.validate();
    const Drawing<dim> drawing(parameters, preparation, box_size);
    std::vector<MaskedField<dim>> terms;
    for (const FieldTerm &term : parameters.terms())
      terms.push_back(drawing.draw(term));
    auto field = std::make_unique<Sum<dim>>(std::move(terms));

    const auto names = simple_field_names();
    const bool is_known_positive =
      std::count(names.begin(), names.end(), parameters.type) == 1;
    if (is_known_positive && !parameters.remove_mean)
      return field;

    const auto measured = measure<dim>(*field, box_size);
    const double shift  = parameters.remove_mean ? 1. - measured.mean : 0.;
    if (!(measured.minimum + shift > 0.))
      reject_parameter(parameters.section(),
                       "Type",
                       parameters.type,
                       "the property falls to " +
                         std::to_string(measured.minimum + shift) +
                         " times its mean; it must stay positive: give "
                         "smaller amplitudes or deviations.");
    field->shift(shift);
    return field;
  }

  template FieldPointer<2> make_field<2>(const FieldParameters &,
                                         const PreparationFactors &,
                                         const std::array<double, 2> &);
  template FieldPointer<3> make_field<3>(const FieldParameters &,
                                         const PreparationFactors &,
                                         const std::array<double, 3> &);
} // namespace vitriflow
