#include <vitriflow/structure/cahn_hilliard.h>
#include <vitriflow/structure/gaussian_field.h>
#include <vitriflow/structure/generator_parameters.h>
#include <vitriflow/structure/generators.h>

namespace vitriflow
{
  namespace
  {
    using dealii::Point;

    constexpr double points_per_wavelength       = 20.;
    constexpr double least_points_per_wavelength = 10.;

    /** Relative width of the ring in wave number space of a clipped field. */
    constexpr double ring_width = 0.15;

    /** The region where a smooth field exceeds a level. */
    template <int dim>
    class ClippedField : public Field<dim>
    {
    public:
      ClippedField(GriddedField<dim> field,
                   const double level,
                   const double typical_gradient,
                   const double interface_width)
        : field_(std::move(field))
        , level_(level)
        , typical_gradient_(typical_gradient)
        , interface_width_(interface_width)
      {
      }

      double value(const Point<dim> &point) const override
      {
        return smooth_step((level_ - field_.value(point)) / typical_gradient_,
                           interface_width_);
      }

    private:
      const GriddedField<dim> field_;
      const double level_;
      const double typical_gradient_;
      const double interface_width_;
    };

    /** Root mean square of |grad f|, from the spectrum. */
    template <int dim>
    double rms_gradient(const Grid<dim> &grid,
                        const std::vector<double> &values)
    {
      const auto coefficients =
        fourier_coefficients<dim>(grid.n_points, values);
      double sum = 0.;
      for_each_wave<dim>(grid.n_points, grid.size, [&](const Wave<dim> &wave) {
        sum += wave.multiplicity * wave.k.norm_square() *
               std::norm(coefficients[wave.index]);
      });
      return std::sqrt(sum);
    }

    /**
     * Phase separation: the region where a field exceeds the level that leaves
     * it the fraction asked for. The field is
     *
     * - clipped: a Gaussian field of waves of one length in all directions
     *   (J.W. Cahn, J. Chem. Phys. 42, 93 (1965));
     * - Cahn-Hilliard: the composition after spinodal decomposition, see
     *   separate_phases().
     *
     * Near 1/2 both phases are interconnected, small fractions are droplets.
     * The distance to the edge, over which it is smeared, is that in a field
     * of the mean square gradient.
     */
    class PhaseGenerator : public ShapeGenerator<PhaseGenerator>
    {
    public:
      void add_shape_parameters(dealii::ParameterHandler &prm)
      {
        using namespace dealii::Patterns;
        prm.add_parameter("Method",
                          method_,
                          "clipped: Gaussian field of one wavelength, cut at "
                          "a level. Cahn-Hilliard: spinodal decomposition, "
                          "for fractions from 0.25 to 0.75.",
                          Selection("clipped|Cahn-Hilliard"));
        prm.add_parameter("Fraction",
                          fraction_,
                          "Area or volume fraction; about 0.5 is "
                          "interconnected, small ones are droplets [-].");
        prm.add_parameter("Wavelength",
                          wavelength_,
                          "Mean distance of neighbouring regions, 2 pi over "
                          "the mean wave number [m].");
        interface_width_.add_to(prm);
      }

      void validate_shape(const std::string &section) const
      {
        const double least = method_ == "clipped" ? 0. : 0.25;
        if (!(fraction_ > 0.) || !(fraction_ >= least) ||
            !(fraction_ <= 1. - least) || !(fraction_ < 1.))
          reject_parameter(section,
                           "Fraction",
                           fraction_,
                           "must lie between 0 and 1, with Cahn-Hilliard "
                           "between 0.25 and 0.75.");
        require_positive(section, "Wavelength", wavelength_);
        interface_width_.validate(section);
      }

      template <int dim>
      FieldPointer<dim> shape(const FieldRequest<dim> &request) const
      {
        const Grid<dim> grid = checked_grid(request);
        std::vector<double> values =
          method_ == "clipped"
            ? clipped_values(grid, request.seed)
            : separate_phases<dim>(grid, wavelength_, fraction_, request.seed);
        const double level    = quantile(values, 1. - fraction_);
        const double gradient = rms_gradient<dim>(grid, values);
        return std::make_unique<ClippedField<dim>>(
          GriddedField<dim>(grid, std::move(values)),
          level,
          gradient,
          interface_width_.value);
      }

    private:
      template <int dim>
      Grid<dim> checked_grid(const FieldRequest<dim> &request) const
      {
        const auto &box       = request.box_size;
        const double shortest = *std::min_element(box.begin(), box.end());
        if (!(wavelength_ <= shortest))
          reject_parameter(request.section,
                           "Wavelength",
                           wavelength_,
                           "exceeds the shortest side of the box, " +
                             std::to_string(shortest) +
                             "; give a shorter one.");
        return checked_drawing_grid<dim>(request,
                                         "Wavelength",
                                         wavelength_,
                                         points_per_wavelength,
                                         least_points_per_wavelength);
      }

      template <int dim>
      std::vector<double> clipped_values(const Grid<dim> &grid,
                                         const std::uint64_t seed) const
      {
        const double k0     = 2. * dealii::numbers::PI / wavelength_;
        const auto spectrum = [k0](const double k) {
          const double x = (k / k0 - 1.) / ring_width;
          return std::exp(-0.5 * x * x);
        };
        return gaussian_values<dim>(
          grid, variances_from_spectrum<dim>(grid, spectrum), seed);
      }

      std::string method_             = "clipped";
      double fraction_                = 0.5;
      double wavelength_              = 8.;
      InterfaceWidth interface_width_ = {0.5};
    };
  } // namespace

  std::unique_ptr<FieldGenerator> make_phases()
  {
    return std::make_unique<PhaseGenerator>();
  }
} // namespace vitriflow
