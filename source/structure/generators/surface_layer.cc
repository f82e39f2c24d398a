#include <vitriflow/structure/generator_parameters.h>
#include <vitriflow/structure/generators.h>

#include <limits>

namespace vitriflow
{
  namespace
  {
    using dealii::Point;

    enum class Profile
    {
      exponential,
      linear,
      step
    };

    template <int dim>
    class SurfaceLayer : public Field<dim>
    {
    public:
      SurfaceLayer(const int direction,
                   const double thickness,
                   const bool lower,
                   const bool upper,
                   const Profile profile,
                   const double depth)
        : direction_(direction)
        , thickness_(thickness)
        , lower_(lower)
        , upper_(upper)
        , profile_(profile)
        , depth_(depth)
      {
      }

      double value(const Point<dim> &point) const override
      {
        const double t = point[direction_] / thickness_;
        // the box includes both its ends, which are different surfaces
        const double x =
          (t >= 0. && t <= 1. ? t : t - std::floor(t)) * thickness_;
        double distance = std::numeric_limits<double>::max();
        if (lower_)
          distance = x;
        if (upper_)
          distance = std::min(distance, thickness_ - x);
        switch (profile_)
          {
            case Profile::exponential:
              return std::exp(-distance / depth_);
            case Profile::linear:
              return std::max(1. - distance / depth_, 0.);
            case Profile::step:
              return distance < depth_ ? 1. : 0.;
          }
        return 0.;
      }

    private:
      const int direction_;
      const double thickness_;
      const bool lower_, upper_;
      const Profile profile_;
      const double depth_;
    };

    /**
     * Treated surface, for example by shot peening: 1 at one or both ends of
     * the box in one direction, falling with the distance d from it as
     * exp(-d/depth), 1 - d/depth, or not at all down to the depth. In a
     * periodic box a layer on one side ends abruptly at the boundary.
     */
    class SurfaceLayerGenerator : public ShapeGenerator<SurfaceLayerGenerator>
    {
    public:
      void add_shape_parameters(dealii::ParameterHandler &prm)
      {
        using namespace dealii::Patterns;
        prm.add_parameter("Direction",
                          direction_,
                          "Normal of the surface.",
                          Selection("x|y|z"));
        prm.add_parameter("Side",
                          side_,
                          "Which end of the box is treated.",
                          Selection("lower|upper|both"));
        prm.add_parameter("Depth", depth_, "Depth of the layer [m].");
        prm.add_parameter("Profile",
                          profile_,
                          "At the distance d from the surface: exp(-d/depth), "
                          "1 - d/depth or a step at the depth.",
                          Selection("exponential|linear|step"));
      }

      void validate_shape(const std::string &section) const
      {
        require_positive(section, "Depth", depth_);
      }

      template <int dim>
      FieldPointer<dim> shape(const FieldRequest<dim> &request) const
      {
        const int direction = direction_[0] - 'x';
        if (direction >= dim)
          reject_parameter(request.section,
                           "Direction",
                           direction_,
                           "give x or y in two dimensions.");
        const Profile profile = profile_ == "linear" ? Profile::linear
                                : profile_ == "step" ? Profile::step
                                                     : Profile::exponential;
        return std::make_unique<SurfaceLayer<dim>>(direction,
                                                   request.box_size[direction],
                                                   side_ != "upper",
                                                   side_ != "lower",
                                                   profile,
                                                   depth_);
      }

    private:
      std::string direction_ = "y";
      std::string side_      = "both";
      double depth_          = 4.;
      std::string profile_   = "exponential";
    };
  } // namespace

  std::unique_ptr<FieldGenerator> make_surface_layer()
  {
    return std::make_unique<SurfaceLayerGenerator>();
  }
} // namespace vitriflow
