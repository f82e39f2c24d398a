#include <vitriflow/structure/gaussian_field.h>
#include <vitriflow/structure/generator_parameters.h>
#include <vitriflow/structure/generators.h>
#include <vitriflow/structure/spectrum_table.h>

#include <algorithm>

namespace vitriflow
{
  namespace
  {
    /** Of the grid, per correlation length. */
    constexpr double points_per_length = 16.;

    /** Coarser grids lose too much of a rough field. */
    constexpr double least_points_per_length = 4.;

    /** Correlations smaller than this are cut. */
    constexpr double negligible_correlation = 1e-12;

    /**
     * Gaussian or log-normal random fields of mean 0.
     *
     * With the structure function that dynamic force microscopy measures,
     *
     *   S(r) = <[f(x + r) - f(x)]^2> = 2 s^2 {1 - exp[-(r/xi)^(2 alpha)]},
     *
     * s the standard deviation; alpha = 1 is smooth, alpha < 1 rough. Or with
     * a spectral density P(k): a power law k^-beta between two wavelengths, or
     * a table. The log-normal field exp(g)/<exp(g)> - 1 comes from a Gaussian
     * g of covariance ln[1 + c(r)] and so has the covariance c(r) itself; for
     * a given spectrum g has that spectrum and the variance ln(1 + s^2).
     *
     * Mean and, for Gaussian fields, deviation hold exactly as sums over the
     * grid points. A rough field has structure at all lengths; what is shorter
     * than the spacing of the grid, xi/16 if affordable, is interpolated.
     */
    class RandomFieldGenerator : public FieldGenerator
    {
    public:
      std::unique_ptr<FieldGenerator> clone() const override
      {
        return std::make_unique<RandomFieldGenerator>(*this);
      }

      void add_to(dealii::ParameterHandler &prm) override
      {
        using namespace dealii::Patterns;
        prm.add_parameter("Deviation",
                          deviation_,
                          "Standard deviation relative to the mean [-].");
        prm.add_parameter("Distribution",
                          distribution_,
                          "normal, or log-normal: positive at any deviation.",
                          Selection("normal|log-normal"));
        prm.add_parameter("Correlation",
                          correlation_,
                          "What is given: the structure function 2 s^2 (1 - "
                          "exp(-(r/xi)^(2 alpha))), or the spectral density, "
                          "as a power law or in a file.",
                          Selection("structure function|power law|file"));
        prm.add_parameter("Correlation length",
                          xi_,
                          "xi of the structure function [m].");
        prm.add_parameter("Roughness exponent",
                          alpha_,
                          "alpha of the structure function, from 0.1 to 1.");
        prm.add_parameter("Spectral exponent",
                          beta_,
                          "beta of the power law P(k) = k^-beta.");
        prm.add_parameter("Wavelengths",
                          wavelengths_,
                          "Shortest and longest wavelength of the power law "
                          "[m].",
                          List(Double(), 2, 2));
        prm.add_parameter("Spectrum file",
                          file_,
                          "Lines `k P`: wave numbers, ascending, and spectral "
                          "density, interpolated in log-log; 0 beyond them.");
      }

      void validate(const std::string &section) const override
      {
        if (!(deviation_ >= 0.) || !(deviation_ <= max_deviation))
          reject_parameter(section,
                           "Deviation",
                           deviation_,
                           "must lie between 0 and 10.");
        if (correlation_ == "structure function")
          validate_structure_function(section);
        if (correlation_ == "power law")
          validate_power_law(section);
        if (correlation_ == "file" && file_.empty())
          reject_parameter(section,
                           "Spectrum file",
                           "(empty)",
                           "Correlation = file needs the path of a file.");
      }

      FieldPointer<2> deviation(const FieldRequest<2> &request) const override
      {
        return draw<2>(request);
      }

      FieldPointer<3> deviation(const FieldRequest<3> &request) const override
      {
        return draw<3>(request);
      }

      FieldPointer<2> mask(const FieldRequest<2> &request) const override
      {
        reject_mask(request.section);
      }

      FieldPointer<3> mask(const FieldRequest<3> &request) const override
      {
        reject_mask(request.section);
      }

    private:
      static constexpr double max_deviation = 10.;

      [[noreturn]] static void reject_mask(const std::string &section)
      {
        throw BadInput(section + " is everywhere: it cannot stand after "
                                 "'inside' or 'outside'; put it first.");
      }

      void validate_structure_function(const std::string &section) const
      {
        require_positive(section, "Correlation length", xi_);
        if (!(alpha_ >= 0.1) || !(alpha_ <= 1.))
          reject_parameter(section,
                           "Roughness exponent",
                           alpha_,
                           "must lie between 0.1 and 1; above 1 the structure "
                           "function belongs to no field.");
      }

      void validate_power_law(const std::string &section) const
      {
        if (!std::isfinite(beta_))
          reject_parameter(section,
                           "Spectral exponent",
                           beta_,
                           "must be finite.");
        if (!(wavelengths_[0] > 0.) || !(wavelengths_[1] > wavelengths_[0]))
          reject_parameter(section,
                           "Wavelengths",
                           dealii::Patterns::Tools::to_string(wavelengths_),
                           "give two positive lengths, the shorter first.");
      }

      template <int dim>
      Grid<dim> grid(const FieldRequest<dim> &request,
                     const std::string &name,
                     const double length,
                     const double per_length,
                     const double least_per_length) const
      {
        const auto &box      = request.box_size;
        const double longest = *std::max_element(box.begin(), box.end());
        if (!(length <= longest))
          reject_parameter(request.section,
                           name,
                           length,
                           "exceeds the longest side of the box, " +
                             std::to_string(longest) + "; give a shorter one.");
        return checked_drawing_grid<dim>(
          request, name, length, per_length, least_per_length);
      }

      /** Values of deviation s from a structure function. */
      template <int dim>
      GriddedField<dim>
      from_structure_function(const FieldRequest<dim> &request) const
      {
        const double xi       = xi_ * request.preparation.length;
        const double s        = deviation_ * request.preparation.amplitude;
        const auto grid       = this->template grid<dim>(request,
                                                   "Correlation length",
                                                   xi,
                                                   points_per_length,
                                                   least_points_per_length);
        const bool log_normal = distribution_ == "log-normal";
        const auto covariance = [&](const double r) {
          const double c = std::exp(-std::pow(r / xi, 2. * alpha_));
          return log_normal ? std::log1p(s * s * c) : c;
        };
        const double reach =
          std::min(xi *
                     std::pow(-std::log(negligible_correlation), 0.5 / alpha_),
                   2. * *std::max_element(grid.size.begin(), grid.size.end()));
        return finished<dim>(grid,
                             variances_from_covariance<dim>(grid,
                                                            covariance,
                                                            reach),
                             s,
                             request.seed);
      }

      template <int dim>
      GriddedField<dim> from_spectrum(const FieldRequest<dim> &request) const
      {
        const double s = deviation_ * request.preparation.amplitude;
        std::function<double(double)> spectrum;
        std::string name = "Wavelengths";
        double shortest  = wavelengths_[0];
        if (correlation_ == "file")
          {
            const SpectrumTable table(file_,
                                      request.section + "/Spectrum file");
            name     = "Spectrum file";
            shortest = 2. * dealii::numbers::PI / table.largest_wave_number();
            spectrum = table;
          }
        else
          spectrum = [this](const double k) {
            const double wavelength = 2. * dealii::numbers::PI / k;
            return wavelength >= wavelengths_[0] &&
                       wavelength <= wavelengths_[1]
                     ? std::pow(k, -beta_)
                     : 0.;
          };
        // four points per shortest wave, where interpolation of order 8 errs
        // by less than a tenth of its amplitude, and much less for longer ones
        const auto grid =
          this->template grid<dim>(request, name, shortest, 4., 2.5);
        const auto variances = variances_from_spectrum<dim>(grid, spectrum);
        if (*std::max_element(variances.begin(), variances.end()) == 0.)
          reject_parameter(request.section,
                           name,
                           correlation_,
                           "no wave that fits into the box has a spectral "
                           "density above 0.");
        return finished<dim>(grid, variances, s, request.seed);
      }

      /** Draws, sets the deviation and, if asked for, exponentiates. */
      template <int dim>
      GriddedField<dim> finished(const Grid<dim> &grid,
                                 const WaveVariances &variances,
                                 const double s,
                                 const std::uint64_t seed) const
      {
        auto values = gaussian_values<dim>(grid, variances, seed);
        if (distribution_ == "normal")
          {
            set_deviation(values, s);
            return GriddedField<dim>(grid, std::move(values));
          }
        set_deviation(values, std::sqrt(std::log1p(s * s)));
        long double sum = 0.;
        for (double &value : values)
          {
            value = std::exp(value);
            sum += value;
          }
        const double mean = static_cast<double>(sum / values.size());
        for (double &value : values)
          value = value / mean - 1.;
        return GriddedField<dim>(grid, std::move(values));
      }

      template <int dim>
      FieldPointer<dim> draw(const FieldRequest<dim> &request) const
      {
        return std::make_unique<GriddedField<dim>>(
          correlation_ == "structure function"
            ? from_structure_function<dim>(request)
            : from_spectrum<dim>(request));
      }

      double deviation_                = 0.005;
      std::string distribution_        = "normal";
      std::string correlation_         = "structure function";
      double xi_                       = 2.5;
      double alpha_                    = 0.5;
      double beta_                     = 2.;
      std::vector<double> wavelengths_ = {4., 32.};
      std::string file_;
    };
  } // namespace

  std::unique_ptr<FieldGenerator> make_random_field()
  {
    return std::make_unique<RandomFieldGenerator>();
  }
} // namespace vitriflow
