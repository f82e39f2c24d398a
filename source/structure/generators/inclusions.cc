#include <deal.II/base/numbers.h>

#include <vitriflow/structure/ellipsoid.h>
#include <vitriflow/structure/generator_parameters.h>
#include <vitriflow/structure/generators.h>
#include <vitriflow/structure/periodic_bins.h>
#include <vitriflow/structure/random_numbers.h>

namespace vitriflow
{
  namespace
  {
    using dealii::Point;
    using dealii::Tensor;

    /** Attempts to place one inclusion; beyond the box is jammed. */
    constexpr unsigned int max_n_attempts = 20000;

    constexpr double max_n_inclusions = 1e6;

    /** The step is below 1e-7 this many widths away from the edge. */
    constexpr double reach_in_widths = 4.;

    template <int dim>
    class Inclusions : public Field<dim>
    {
    public:
      Inclusions(const std::array<double, dim> &box_size,
                 const double bin_size,
                 const double interface_width)
        : interface_width_(interface_width)
        , bins_(box_size, bin_size)
      {
      }

      void insert(const Ellipsoid<dim> &ellipsoid)
      {
        bins_.insert(ellipsoid.center);
        ellipsoids_.push_back(ellipsoid);
        longest_ = std::max(longest_, ellipsoid.longest_semi_axis);
      }

      bool overlaps(const Ellipsoid<dim> &candidate) const
      {
        bool found = false;
        bins_.for_each_within(candidate.center,
                              candidate.longest_semi_axis + longest_,
                              [&](const std::size_t i,
                                  const Tensor<1, dim> &r) {
                                found = found ||
                                        overlap(candidate, ellipsoids_[i], r);
                              });
        return found;
      }

      /** The largest indicator of all inclusions near the point. */
      double value(const Point<dim> &point) const override
      {
        double result = 0.;
        bins_.for_each_within(
          point,
          longest_ + reach_in_widths * interface_width_,
          [&](const std::size_t i, const Tensor<1, dim> &r) {
            const double distance = signed_distance(ellipsoids_[i], -r);
            result = std::max(result, smooth_step(distance, interface_width_));
          });
        return result;
      }

    private:
      const double interface_width_;
      PeriodicBins<dim> bins_;
      std::vector<Ellipsoid<dim>> ellipsoids_;
      double longest_ = 0.;
    };

    /**
     * Ellipses or ellipsoids of revolution, placed one after the other at
     * random (random sequential addition) until they fill the fraction: soft
     * regions as in the review (aspect 1.5 to 2.4, up to 24 %).
     *
     * Overlapping ones form a Boolean model: their union covers
     * 1 - exp(-sum of volumes/volume), which is set to the fraction.
     */
    class InclusionGenerator : public ShapeGenerator<InclusionGenerator>
    {
    public:
      void add_shape_parameters(dealii::ParameterHandler &prm)
      {
        using namespace dealii::Patterns;
        prm.add_parameter("Fraction",
                          fraction_,
                          "Area or volume fraction of the inclusions [-].");
        prm.add_parameter("Radius",
                          radius_,
                          "Mean radius of the circle or sphere with the "
                          "volume of an inclusion [m].");
        prm.add_parameter("Radius deviation",
                          radius_deviation_,
                          "Standard deviation of the radius over its mean; "
                          "the distribution is log-normal [-].");
        prm.add_parameter("Aspect ratio",
                          aspect_ratio_,
                          "Smallest and largest ratio of the long axis to the "
                          "other(s), uniformly distributed; one number for "
                          "all alike [-].",
                          List(Double(1.), 1, 2));
        prm.add_parameter("Orientation",
                          orientation_,
                          "Of the long axes: random, or aligned along Angle.",
                          Selection("random|aligned"));
        prm.add_parameter("Angle",
                          angle_,
                          "Angle of aligned long axes from x in the xy plane "
                          "[degrees].");
        prm.add_parameter("Overlap",
                          overlap_,
                          "Whether inclusions may overlap.");
        interface_width_.add_to(prm);
      }

      void validate_shape(const std::string &section) const
      {
        require_fraction(section, fraction_);
        require_positive(section, "Radius", radius_);
        if (!(radius_deviation_ >= 0.) || !(radius_deviation_ <= 1.))
          reject_parameter(section,
                           "Radius deviation",
                           radius_deviation_,
                           "must lie between 0 and 1.");
        for (const double aspect : aspect_ratio_)
          if (!(aspect >= 1.) || !(aspect <= 100.) ||
              aspect_ratio_.front() > aspect_ratio_.back())
            reject_parameter(section,
                             "Aspect ratio",
                             dealii::Patterns::Tools::to_string(aspect_ratio_),
                             "give the smallest, at least 1, and the largest, "
                             "at most 100.");
        if (!std::isfinite(angle_))
          reject_parameter(section, "Angle", angle_, "must be finite.");
        interface_width_.validate(section);
      }

      template <int dim>
      FieldPointer<dim> shape(const FieldRequest<dim> &request) const
      {
        check_size(request);
        RandomNumbers random(request.seed);
        auto field = std::make_unique<Inclusions<dim>>(request.box_size,
                                                       2. * radius_,
                                                       interface_width_.value);
        const double filled = overlap_ ? -std::log(1. - fraction_) : fraction_;
        const double target = filled * volume<dim>(request.box_size);
        double sum          = 0.;
        while (true)
          {
            const double radius   = draw_radius(random);
            const double added    = ball_volume<dim>(radius);
            const double overshot = sum + added - target;
            // the sum ends at whichever is nearer to the target
            if (overshot > 0. && overshot > target - sum)
              break;
            place(*field, radius, random, request, sum);
            sum += added;
          }
        return field;
      }

    private:
      template <int dim>
      void check_size(const FieldRequest<dim> &request) const
      {
        const auto &box       = request.box_size;
        const double shortest = *std::min_element(box.begin(), box.end());
        const double longest_axis =
          2. * radius_ *
          std::pow(aspect_ratio_.back(), dim == 2 ? 1. / 2. : 2. / 3.);
        if (!(longest_axis <= 0.5 * shortest))
          reject_parameter(request.section,
                           "Radius",
                           radius_,
                           "the longest axis, " + std::to_string(longest_axis) +
                             ", exceeds half the shortest side of the box, " +
                             std::to_string(shortest) +
                             "; give a smaller radius or a larger box.");
        const double n = -std::log(1. - fraction_) * volume<dim>(box) /
                         ball_volume<dim>(radius_);
        if (!(n <= max_n_inclusions))
          reject_parameter(request.section,
                           "Radius",
                           radius_,
                           "the box would hold about " + std::to_string(n) +
                             " inclusions, more than a million; give larger "
                             "ones or a smaller box.");
        if (fraction_ * volume<dim>(box) < 0.5 * ball_volume<dim>(radius_))
          reject_parameter(request.section,
                           "Fraction",
                           fraction_,
                           "is less than half an inclusion; give a larger "
                           "fraction, a smaller radius or a larger box.");
      }

      double draw_radius(RandomNumbers &random) const
      {
        const double variance =
          std::log(1. + radius_deviation_ * radius_deviation_);
        return radius_ *
               std::exp(std::sqrt(variance) * random.normal() - variance / 2.);
      }

      template <int dim>
      Tensor<1, dim> draw_axis(RandomNumbers &random) const
      {
        Tensor<1, dim> axis;
        if (orientation_ == "aligned")
          {
            const double radian = angle_ * dealii::numbers::PI / 180.;
            axis[0]             = std::cos(radian);
            axis[1]             = std::sin(radian);
            return axis;
          }
        for (int d = 0; d < dim; ++d)
          axis[d] = random.normal();
        return axis / axis.norm();
      }

      template <int dim>
      void place(Inclusions<dim> &field,
                 const double radius,
                 RandomNumbers &random,
                 const FieldRequest<dim> &request,
                 const double filled) const
      {
        const double aspect =
          random.uniform(aspect_ratio_.front(), aspect_ratio_.back());
        for (unsigned int attempt = 0; attempt < max_n_attempts; ++attempt)
          {
            const auto center = random_point<dim>(request.box_size, random);
            const auto candidate =
              make_ellipsoid(center, radius, aspect, draw_axis<dim>(random));
            if (overlap_ || !field.overlaps(candidate))
              {
                field.insert(candidate);
                return;
              }
          }
        reject_parameter(request.section,
                         "Fraction",
                         fraction_,
                         "no more inclusions fit beyond " +
                           std::to_string(filled /
                                          volume<dim>(request.box_size)) +
                           "; give a smaller fraction, or Overlap = true.");
      }

      double fraction_                  = 0.24;
      double radius_                    = 4.;
      double radius_deviation_          = 0.;
      std::vector<double> aspect_ratio_ = {1.5, 2.4};
      std::string orientation_          = "random";
      double angle_                     = 0.;
      bool overlap_                     = false;
      InterfaceWidth interface_width_   = {1.};
    };
  } // namespace

  std::unique_ptr<FieldGenerator> make_inclusions()
  {
    return std::make_unique<InclusionGenerator>();
  }
} // namespace vitriflow
