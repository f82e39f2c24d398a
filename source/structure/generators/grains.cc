#include <deal.II/base/numbers.h>

#include <vitriflow/structure/ellipsoid.h>
#include <vitriflow/structure/generator_parameters.h>
#include <vitriflow/structure/generators.h>
#include <vitriflow/structure/periodic_bins.h>
#include <vitriflow/structure/random_numbers.h>

#include <limits>

namespace vitriflow
{
  namespace
  {
    using dealii::Point;
    using dealii::Tensor;

    constexpr double max_n_grains = 1e6;

    /** The Gaussian profile is below 1e-10 this many widths away. */
    constexpr double reach_in_widths = 2.9;

    /** Interfaces between the Voronoi cells of random points. */
    template <int dim>
    class GrainInterfaces : public Field<dim>
    {
    public:
      GrainInterfaces(const std::array<double, dim> &box_size,
                      const double grain_size,
                      const double interface_width,
                      const std::size_t n_grains,
                      RandomNumbers &random)
        : grain_size_(grain_size)
        , interface_width_(interface_width)
        , seeds_(box_size, grain_size)
      {
        for (std::size_t i = 0; i < n_grains; ++i)
          seeds_.insert(random_point<dim>(box_size, random));
      }

      double value(const Point<dim> &point) const override
      {
        const double x = distance_to_interface(point) / interface_width_;
        return std::exp(-4. * std::log(2.) * x * x);
      }

    private:
      /** To the nearest face of the cell the point is in, if it is near. */
      double distance_to_interface(const Point<dim> &point) const
      {
        Tensor<1, dim> to_own;
        double own_square = std::numeric_limits<double>::max();
        // a wider look until the nearest seed is surely among those seen
        for (double radius = grain_size_; own_square > radius * radius;
             radius *= 2.)
          seeds_.for_each_within(
            point, radius, [&](const std::size_t, const Tensor<1, dim> &r) {
              if (r.norm_square() < own_square)
                {
                  to_own     = r;
                  own_square = r.norm_square();
                }
            });

        // the face towards a seed at distance d is at least (d - d_own)/2 away;
        // of few grains, one may border on its own image
        const double reach = reach_in_widths * interface_width_;
        double nearest     = reach;
        seeds_.for_each_within(point,
                               std::sqrt(own_square) + 2. * reach,
                               [&](const std::size_t, const Tensor<1, dim> &r) {
                                 const double gap = (r - to_own).norm();
                                 if (gap > 0.)
                                   nearest =
                                     std::min(nearest,
                                              (r.norm_square() - own_square) /
                                                (2. * gap));
                               });
        return nearest;
      }

      const double grain_size_;
      const double interface_width_;
      PeriodicBins<dim> seeds_;
    };

    /**
     * Nanoglass: soft interfaces between the grains of a periodic Voronoi
     * tessellation of random points. The grain size D is the diameter of the
     * circle or sphere with the mean volume of a grain. Across an interface
     * the shape is a Gaussian of full width at half maximum w.
     */
    class GrainGenerator : public ShapeGenerator<GrainGenerator>
    {
    public:
      void add_shape_parameters(dealii::ParameterHandler &prm)
      {
        prm.add_parameter("Grain size",
                          grain_size_,
                          "Diameter of the circle or sphere with the mean "
                          "volume of a grain [m].");
        prm.add_parameter("Interface width",
                          interface_width_,
                          "Full width at half maximum of the soft interface "
                          "between grains [m].");
      }

      void validate_shape(const std::string &section) const
      {
        require_positive(section, "Grain size", grain_size_);
        if (!(interface_width_ > 0.) || !(interface_width_ <= grain_size_))
          reject_parameter(section,
                           "Interface width",
                           interface_width_,
                           "must be positive and at most the grain size.");
      }

      template <int dim>
      FieldPointer<dim> shape(const FieldRequest<dim> &request) const
      {
        const double n = std::round(volume<dim>(request.box_size) /
                                    ball_volume<dim>(grain_size_ / 2.));
        if (!(n >= 2.) || !(n <= max_n_grains))
          reject_parameter(request.section,
                           "Grain size",
                           grain_size_,
                           "the box would hold " + std::to_string(n) +
                             " grains; at least 2 and at most a million are "
                             "possible.");
        RandomNumbers random(request.seed);
        return std::make_unique<GrainInterfaces<dim>>(
          request.box_size, grain_size_, interface_width_, n, random);
      }

    private:
      double grain_size_      = 10.;
      double interface_width_ = 1.;
    };
  } // namespace

  std::unique_ptr<FieldGenerator> make_grains()
  {
    return std::make_unique<GrainGenerator>();
  }
} // namespace vitriflow
