#include <vitriflow/structure/generator_parameters.h>
#include <vitriflow/structure/generators.h>

#include <algorithm>
#include <limits>

namespace vitriflow
{
  namespace
  {
    using dealii::Point;
    using dealii::Tensor;

    constexpr double degree = 3.14159265358979323846 / 180.;

    template <int dim>
    class Segment : public Field<dim>
    {
    public:
      Segment(const Tensor<1, 2> &centre,
              const Tensor<1, 2> &half,
              const double width,
              const std::array<double, dim> &box_size)
        : centre_(centre)
        , half_(half)
        , width_(width)
        , box_size_(box_size)
      {
      }

      double value(const Point<dim> &point) const override
      {
        double nearest = std::numeric_limits<double>::max();
        for (int i = -1; i <= 1; ++i)
          for (int j = -1; j <= 1; ++j)
            {
              Tensor<1, 2> r;
              r[0] = point[0] - centre_[0] + i * box_size_[0];
              r[1] = point[1] - centre_[1] + j * box_size_[1];
              const double along =
                std::clamp((r * half_) / half_.norm_square(), -1., 1.);
              nearest = std::min(nearest, (r - along * half_).norm_square());
            }
        return std::exp(-0.5 * nearest / (width_ * width_));
      }

    private:
      const Tensor<1, 2> centre_, half_;
      const double width_;
      const std::array<double, dim> box_size_;
    };

    /**
     * A weak line where a band can begin, as the scratch in the tests of
     * Rycroft, Sui & Bouchbinder, J. Comput. Phys. 300, 136 (2015):
     * exp(-d^2/(2 width^2)) with the distance d from a straight segment in the
     * xy plane, in three dimensions the same for all z. Periodic.
     */
    class SegmentGenerator : public ShapeGenerator<SegmentGenerator>
    {
    public:
      void add_shape_parameters(dealii::ParameterHandler &prm)
      {
        using namespace dealii::Patterns;
        prm.add_parameter("Centre",
                          centre_,
                          "Its middle along x and y, in sides of the box [-].",
                          List(Double(), 2, 2));
        prm.add_parameter("Half length",
                          half_length_,
                          "Half the length of the segment [m].");
        prm.add_parameter("Angle",
                          angle_,
                          "From the flow (x) towards y, degrees.");
        prm.add_parameter("Width",
                          width_,
                          "Standard deviation of the profile across [m].");
      }

      void validate_shape(const std::string &section) const
      {
        require_positive(section, "Half length", half_length_);
        require_positive(section, "Width", width_);
        if (!std::isfinite(angle_))
          reject_parameter(section, "Angle", angle_, "must be finite.");
        for (const double c : centre_)
          if (!(c >= 0. && c <= 1.))
            reject_parameter(section, "Centre", c, "must lie in [0, 1].");
      }

      template <int dim>
      FieldPointer<dim> shape(const FieldRequest<dim> &request) const
      {
        const double angle = angle_ * degree;
        Tensor<1, 2> centre, half;
        for (unsigned int d = 0; d < 2; ++d)
          centre[d] = centre_[d] * request.box_size[d];
        half[0] = half_length_ * std::cos(angle);
        half[1] = half_length_ * std::sin(angle);
        return std::make_unique<Segment<dim>>(centre,
                                              half,
                                              width_,
                                              request.box_size);
      }

    private:
      std::vector<double> centre_ = {0.5, 0.5};
      double half_length_         = 8.;
      double angle_               = 30.;
      double width_               = 1.;
    };
  } // namespace

  std::unique_ptr<FieldGenerator> make_segment()
  {
    return std::make_unique<SegmentGenerator>();
  }
} // namespace vitriflow
