#include <vitriflow/base/exceptions.h>
#include <vitriflow/structure/density_field.h>
#include <vitriflow/structure/gridded_field.h>
#include <vitriflow/structure/random_field.h>

#include <deal.II/base/numbers.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    template <int dim>
    using DensityField = std::unique_ptr<dealii::Function<dim>>;

    template <int dim>
    using Factory = DensityField<dim> (*)(const StructureParameters &,
                                          const std::array<double, dim> &);

    template <typename Value>
    [[noreturn]] void reject(const std::string &name,
                             const Value &value,
                             const std::string &what_to_do)
    {
      std::ostringstream message;
      message << "Structure/Density/" << name << " = " << value << ": "
              << what_to_do;
      throw BadInput(message.str());
    }

    /** 1 + A cos(2 pi n . X/L + phase). */
    template <int dim>
    class ModeDensity : public dealii::Function<dim>
    {
    public:
      ModeDensity(const double amplitude,
                  const dealii::Tensor<1, dim> &wave_vector,
                  const double phase)
        : amplitude_(amplitude)
        , wave_vector_(wave_vector)
        , phase_(phase)
      {
      }

      double value(const dealii::Point<dim> &point,
                   const unsigned int = 0) const override
      {
        return 1. + amplitude_ * std::cos(wave_vector_ * point + phase_);
      }

    private:
      const double amplitude_;
      const dealii::Tensor<1, dim> wave_vector_;
      const double phase_;
    };

    /** The sum of a constant and a gridded field. */
    template <int dim>
    class GriddedDensity : public dealii::Function<dim>
    {
    public:
      GriddedDensity(const double offset, GriddedField<dim> field)
        : offset_(offset)
        , field_(std::move(field))
      {
      }

      double value(const dealii::Point<dim> &point,
                   const unsigned int = 0) const override
      {
        return offset_ + field_.value(point);
      }

      double minimum_on_grid() const
      {
        return offset_ + *std::min_element(field_.values().begin(),
                                           field_.values().end());
      }

    private:
      const double offset_;
      const GriddedField<dim> field_;
    };

    template <int dim>
    DensityField<dim> make_uniform(const StructureParameters &,
                                   const std::array<double, dim> &)
    {
      return std::make_unique<dealii::Functions::ConstantFunction<dim>>(1.);
    }

    template <int dim>
    DensityField<dim> make_mode(const StructureParameters &parameters,
                                const std::array<double, dim> &box_size)
    {
      const std::vector<int> &n = parameters.mode_numbers;
      if (n.size() < dim ||
          std::all_of(n.begin(), n.begin() + dim, [](int i) { return i == 0; }))
        reject("Mode numbers",
               dealii::Patterns::Tools::to_string(n),
               "give one integer per dimension, here " + std::to_string(dim) +
                 ", not all of them 0.");

      dealii::Tensor<1, dim> wave_vector;
      for (int d = 0; d < dim; ++d)
        wave_vector[d] = 2. * dealii::numbers::PI * n[d] / box_size[d];
      return std::make_unique<ModeDensity<dim>>(parameters.amplitude,
                                                wave_vector,
                                                parameters.mode_phase);
    }

    template <int dim>
    DensityField<dim> make_noise(const StructureParameters &parameters,
                                 const std::array<double, dim> &box_size)
    {
      auto density = std::make_unique<GriddedDensity<dim>>(
        1.,
        correlated_noise<dim>(box_size,
                              parameters.correlation_length,
                              parameters.amplitude,
                              parameters.seed));
      if (!(density->minimum_on_grid() > 0.))
        reject("Amplitude",
               parameters.amplitude,
               "the noise makes the density negative, rho/rho0 = " +
                 std::to_string(density->minimum_on_grid()) +
                 "; give a smaller amplitude, at most about 0.2.");
      return density;
    }

    template <int dim>
    DensityField<dim> make_from_file(const StructureParameters &parameters,
                                     const std::array<double, dim> &box_size)
    {
      auto density = std::make_unique<GriddedDensity<dim>>(
        0., read_gridded_field<dim>(parameters.file, box_size));
      if (!(density->minimum_on_grid() > 0.))
        reject("File",
               parameters.file,
               "holds the value " + std::to_string(density->minimum_on_grid()) +
                 "; expected densities relative to the mean, rho/rho0 > 0.");
      return density;
    }

    /** All types by name; a new one is a factory above and a line here. */
    template <int dim>
    const std::map<std::string, Factory<dim>> &density_types()
    {
      static const std::map<std::string, Factory<dim>> types = {
        {"uniform", make_uniform<dim>},
        {"mode", make_mode<dim>},
        {"noise", make_noise<dim>},
        {"file", make_from_file<dim>}};
      return types;
    }

    std::string type_names()
    {
      std::string names;
      for (const auto &[name, factory] : density_types<2>())
        names += (names.empty() ? "" : "|") + name;
      return names;
    }
  } // namespace

  void StructureParameters::add_to(dealii::ParameterHandler &prm)
  {
    using namespace dealii::Patterns;
    prm.enter_subsection("Structure");
    prm.enter_subsection("Density");
    prm.add_parameter("Type",
                      type,
                      "Initial density: the mean everywhere (uniform), a "
                      "plane wave (mode), correlated Gaussian noise (noise) "
                      "or a field read from a file (file).",
                      Selection(type_names()));
    prm.add_parameter("File",
                      file,
                      "For type file: VTK image data (.vti, periodic), or "
                      "text: a line `# nx ny [nz] Lx Ly [Lz]`, optionally "
                      "ending in `nonperiodic`, then the values, x fastest. "
                      "Values are relative to the mean density; the lengths "
                      "must be those of Mesh/Size.");
    prm.add_parameter("Amplitude",
                      amplitude,
                      "Deviation from the mean density, relative to it: the "
                      "amplitude of a mode, the standard deviation of noise. "
                      "Between -1 and 1, for noise not negative.");
    prm.add_parameter("Correlation length",
                      correlation_length,
                      "For type noise: length xi in the correlation function "
                      "exp(-r^2/(2 xi^2)), positive, in units of length.");
    prm.add_parameter("Seed",
                      seed,
                      "For type noise: the same seed gives the same field "
                      "on any mesh and any number of ranks.");
    prm.add_parameter("Mode numbers",
                      mode_numbers,
                      "For type mode: number of full waves along x, y, z; "
                      "in two dimensions z is ignored.",
                      List(Integer(), 2, 3));
    prm.add_parameter("Mode phase",
                      mode_phase,
                      "For type mode: phase of the cosine at the origin, in "
                      "radian.");
    prm.leave_subsection();
    prm.leave_subsection();
  }

  void StructureParameters::validate() const
  {
    if (density_types<2>().count(type) == 0)
      reject("Type", type, "give one of " + type_names() + ".");
    if (type == "file" && file.empty())
      reject("File", "(empty)", "type file needs the path of a file.");
    // negated comparisons, so that nan fails as well
    if ((type == "mode" || type == "noise") && !(std::abs(amplitude) < 1.))
      reject("Amplitude", amplitude, "must be between -1 and 1.");
    if (type == "noise" && amplitude < 0.)
      reject("Amplitude", amplitude, "a standard deviation is not negative.");
    if (type == "noise" &&
        !(correlation_length > 0. && std::isfinite(correlation_length)))
      reject("Correlation length",
             correlation_length,
             "must be a positive length.");
    if (type == "mode" && !std::isfinite(mode_phase))
      reject("Mode phase", mode_phase, "must be a finite angle in radian.");
  }

  template <int dim>
  std::unique_ptr<dealii::Function<dim>>
  make_density_field(const StructureParameters &parameters,
                     const std::array<double, dim> &box_size)
  {
    parameters.validate();
    return density_types<dim>().at(parameters.type)(parameters, box_size);
  }

  template std::unique_ptr<dealii::Function<2>>
  make_density_field<2>(const StructureParameters &,
                        const std::array<double, 2> &);
  template std::unique_ptr<dealii::Function<3>>
  make_density_field<3>(const StructureParameters &,
                        const std::array<double, 3> &);
} // namespace vitriflow
