#include <vitriflow/structure/random_field.h>
#include <vitriflow/structure/simple_fields.h>

#include <deal.II/base/numbers.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  namespace
  {
    template <int dim>
    class Constant : public Field<dim>
    {
    public:
      double value(const dealii::Point<dim> &) const override
      {
        return 0.;
      }
    };

    /** A cos(2 pi n . X/L + phase). */
    template <int dim>
    class PlaneWave : public Field<dim>
    {
    public:
      PlaneWave(const double amplitude,
                const dealii::Tensor<1, dim> &wave_vector,
                const double phase)
        : amplitude_(amplitude)
        , wave_vector_(wave_vector)
        , phase_(phase)
      {
      }

      double value(const dealii::Point<dim> &point) const override
      {
        return amplitude_ * std::cos(wave_vector_ * point + phase_);
      }

    private:
      const double amplitude_;
      const dealii::Tensor<1, dim> wave_vector_;
      const double phase_;
    };

    /** A gridded field minus a constant. */
    template <int dim>
    class ShiftedField : public Field<dim>
    {
    public:
      ShiftedField(GriddedField<dim> field, const double shift)
        : field_(std::move(field))
        , shift_(shift)
      {
      }

      double value(const dealii::Point<dim> &point) const override
      {
        return field_.value(point) - shift_;
      }

    private:
      const GriddedField<dim> field_;
      const double shift_;
    };

    double smallest(const std::vector<double> &values)
    {
      return *std::min_element(values.begin(), values.end());
    }

    template <int dim>
    FieldPointer<dim> make_uniform(const FieldParameters &,
                                   const std::array<double, dim> &)
    {
      return std::make_unique<Constant<dim>>();
    }

    template <int dim>
    FieldPointer<dim> make_mode(const FieldParameters &parameters,
                                const std::array<double, dim> &box_size)
    {
      const std::vector<int> &n = parameters.mode_numbers;
      if (n.size() < dim ||
          std::all_of(n.begin(), n.begin() + dim, [](int i) { return i == 0; }))
        reject_parameter(parameters.section(),
                         "Mode numbers",
                         dealii::Patterns::Tools::to_string(n),
                         "give one integer per dimension, here " +
                           std::to_string(dim) + ", not all of them 0.");

      dealii::Tensor<1, dim> wave_vector;
      for (int d = 0; d < dim; ++d)
        wave_vector[d] = 2. * dealii::numbers::PI * n[d] / box_size[d];
      return std::make_unique<PlaneWave<dim>>(parameters.amplitude,
                                              wave_vector,
                                              parameters.mode_phase);
    }

    template <int dim>
    FieldPointer<dim> make_noise(const FieldParameters &parameters,
                                 const std::array<double, dim> &box_size)
    {
      auto noise = std::make_unique<GriddedField<dim>>(
        correlated_noise<dim>(box_size,
                              parameters.correlation_length,
                              parameters.amplitude,
                              parameters.seed,
                              parameters.section()));
      const double lowest = 1. + smallest(noise->values());
      if (!(lowest > 0.))
        reject_parameter(parameters.section(),
                         "Amplitude",
                         parameters.amplitude,
                         "the noise makes the property negative, " +
                           std::to_string(lowest) +
                           " of its mean; give a smaller amplitude, at most "
                           "about 0.2.");
      return noise;
    }

    template <int dim>
    GriddedField<dim> read_file(const FieldParameters &parameters,
                                const std::array<double, dim> &box_size)
    {
      return read_gridded_field<dim>(parameters.file,
                                     box_size,
                                     parameters.section() + "/File");
    }

    template <int dim>
    FieldPointer<dim> make_from_file(const FieldParameters &parameters,
                                     const std::array<double, dim> &box_size)
    {
      auto field          = read_file<dim>(parameters, box_size);
      const double lowest = smallest(field.values());
      if (!(lowest > 0.))
        reject_parameter(parameters.section(),
                         "File",
                         parameters.file,
                         "holds the value " + std::to_string(lowest) +
                           "; expected values relative to the mean, > 0.");
      return std::make_unique<ShiftedField<dim>>(std::move(field), 1.);
    }

    template <int dim>
    using Factory = FieldPointer<dim> (*)(const FieldParameters &,
                                          const std::array<double, dim> &);

    template <int dim>
    const std::map<std::string, Factory<dim>> &factories()
    {
      static const std::map<std::string, Factory<dim>> types = {
        {"uniform", make_uniform<dim>},
        {"mode", make_mode<dim>},
        {"noise", make_noise<dim>},
        {"file", make_from_file<dim>}};
      return types;
    }
  } // namespace

  std::vector<std::string> simple_field_names()
  {
    return {"uniform", "mode", "noise", "file"};
  }

  void validate_simple_field(const FieldParameters &parameters,
                             const std::string &type)
  {
    const std::string section = parameters.section();
    const double amplitude    = parameters.amplitude;
    if (type == "file" && parameters.file.empty())
      reject_parameter(section,
                       "File",
                       "(empty)",
                       "type file needs the path of a file.");
    if (type == "mode" && !(std::abs(amplitude) < 1.))
      reject_parameter(section,
                       "Amplitude",
                       amplitude,
                       "must lie between -1 and 1.");
    if (type == "noise" && !(amplitude >= 0. && amplitude < 1.))
      reject_parameter(section,
                       "Amplitude",
                       amplitude,
                       "is the standard deviation of the noise: from 0 to "
                       "less than 1.");
    if (type == "noise" && !(parameters.correlation_length > 0. &&
                             std::isfinite(parameters.correlation_length)))
      reject_parameter(section,
                       "Correlation length",
                       parameters.correlation_length,
                       "must be a positive length.");
    if (type == "mode" && !std::isfinite(parameters.mode_phase))
      reject_parameter(section,
                       "Mode phase",
                       parameters.mode_phase,
                       "must be a finite angle in radian.");
  }

  template <int dim>
  FieldPointer<dim> make_simple_field(const FieldParameters &parameters,
                                      const std::string &type,
                                      const std::array<double, dim> &box_size)
  {
    return factories<dim>().at(type)(parameters, box_size);
  }

  template <int dim>
  FieldPointer<dim> make_simple_mask(const FieldParameters &parameters,
                                     const std::string &type,
                                     const std::array<double, dim> &box_size)
  {
    if (type != "file")
      throw BadInput(parameters.section() + "/Type = " + parameters.type +
                     ": " + type +
                     " cannot stand after 'inside' or "
                     "'outside'; put it first.");
    auto field = read_file<dim>(parameters, box_size);
    for (const double value : field.values())
      if (!(value >= 0.) || !(value <= 1.))
        reject_parameter(parameters.section(),
                         "File",
                         parameters.file,
                         "holds the value " + std::to_string(value) +
                           "; after 'inside' or 'outside' its values lie "
                           "between 0 and 1.");
    return std::make_unique<GriddedField<dim>>(std::move(field));
  }

#define INSTANTIATE(dim)                             \
  template FieldPointer<dim> make_simple_field<dim>( \
    const FieldParameters &,                         \
    const std::string &,                             \
    const std::array<double, dim> &);                \
  template FieldPointer<dim> make_simple_mask<dim>(  \
    const FieldParameters &,                         \
    const std::string &,                             \
    const std::array<double, dim> &);
  INSTANTIATE(2)
  INSTANTIATE(3)
} // namespace vitriflow
