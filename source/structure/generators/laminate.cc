#include <vitriflow/structure/generator_parameters.h>
#include <vitriflow/structure/generators.h>

namespace vitriflow
{
  namespace
  {
    using dealii::Point;
    using dealii::Tensor;

    template <int dim>
    class Layers : public Field<dim>
    {
    public:
      Layers(const Tensor<1, dim> &periods_per_length,
             const double fraction,
             const double interface_width)
        : periods_per_length_(periods_per_length)
        , period_(1. / periods_per_length.norm())
        , fraction_(fraction)
        , interface_width_(interface_width)
      {
      }

      double value(const Point<dim> &point) const override
      {
        const double s         = periods_per_length_ * point;
        const double to_middle = std::abs(s - std::floor(s) - 0.5);
        return smooth_step((to_middle - fraction_ / 2.) * period_,
                           interface_width_);
      }

    private:
      const Tensor<1, dim> periods_per_length_;
      const double period_;
      const double fraction_;
      const double interface_width_;
    };

    /**
     * Layers of two kinds, n_x, n_y, n_z periods along the sides of the box:
     * whole numbers keep it periodic also when the layers are inclined. The
     * layer drawn is in the middle of each period.
     */
    class LaminateGenerator : public ShapeGenerator<LaminateGenerator>
    {
    public:
      void add_shape_parameters(dealii::ParameterHandler &prm)
      {
        using namespace dealii::Patterns;
        prm.add_parameter("Periods",
                          periods_,
                          "Number of periods along x, y, z; in two dimensions "
                          "z is ignored.",
                          List(Integer(), 2, 3));
        prm.add_parameter("Fraction",
                          fraction_,
                          "Share of a period that the layer takes [-].");
        interface_width_.add_to(prm);
      }

      void validate_shape(const std::string &section) const
      {
        require_fraction(section, fraction_);
        interface_width_.validate(section);
      }

      template <int dim>
      FieldPointer<dim> shape(const FieldRequest<dim> &request) const
      {
        Tensor<1, dim> periods_per_length;
        if (periods_.size() >= dim)
          for (int d = 0; d < dim; ++d)
            periods_per_length[d] = periods_[d] / request.box_size[d];
        if (!(periods_per_length.norm() > 0.))
          reject_parameter(request.section,
                           "Periods",
                           dealii::Patterns::Tools::to_string(periods_),
                           "give one integer per dimension, here " +
                             std::to_string(dim) + ", not all of them 0.");
        return std::make_unique<Layers<dim>>(periods_per_length,
                                             fraction_,
                                             interface_width_.value);
      }

    private:
      std::vector<int> periods_       = {0, 4, 0};
      double fraction_                = 0.5;
      InterfaceWidth interface_width_ = {1.};
    };
  } // namespace

  std::unique_ptr<FieldGenerator> make_laminate()
  {
    return std::make_unique<LaminateGenerator>();
  }
} // namespace vitriflow
