#include <deal.II/base/numbers.h>

#include <vitriflow/boundary/indenter.h>

#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Cone, or with all points at z = 0 a wedge: all points within the tip
     * radius of a sharp one. */
    class Cone : public Indenter
    {
    public:
      Cone(const double half_angle, const double tip_radius)
        : sine_(std::sin(half_angle))
        , cosine_(std::cos(half_angle))
        , tip_radius_(tip_radius)
      {
      }

      Gap gap(const Point<3> &position) const override
      {
        const double r      = std::hypot(position[0], position[2]);
        const double y      = position[1] - tip_radius_; // from the sharp tip
        const double to_tip = std::hypot(r, y);
        if (r * sine_ + y * cosine_ < 0.)
          return {to_tip - tip_radius_,
                  Tensor<1, 3>({position[0], y, position[2]}) / to_tip};
        const double distance = r * cosine_ - y * sine_ - tip_radius_;
        if (r == 0.)
          return {distance, Tensor<1, 3>({0., -1., 0.})};
        return {distance,
                Tensor<1, 3>({cosine_ * position[0] / r,
                              -sine_,
                              cosine_ * position[2] / r})};
      }

      double section_radius(const double depth) const override
      {
        const double round = tip_radius_ * (1. - sine_);
        return depth < round
                 ? std::sqrt(depth * (2. * tip_radius_ - depth))
                 : (tip_radius_ + (depth - tip_radius_) * sine_) / cosine_;
      }

    private:
      double sine_, cosine_, tip_radius_;
    };
  } // namespace

  std::unique_ptr<Indenter> conical_indenter(const IndenterShape &shape)
  {
    return std::make_unique<Cone>(shape.half_angle * numbers::PI / 180.,
                                  shape.tip_radius);
  }
} // namespace vitriflow
