#include <deal.II/base/numbers.h>

#include <vitriflow/boundary/indenter.h>

#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /**
     * Cone, or with all points at z = 0 a wedge. The distance is that from the
     * mantle, also for points beside its tip, where it is too small: it
     * vanishes on the surface and that is what contact needs.
     */
    class Cone : public Indenter
    {
    public:
      explicit Cone(const double half_angle)
        : sine_(std::sin(half_angle))
        , cosine_(std::cos(half_angle))
      {
      }

      Gap gap(const Point<3> &position) const override
      {
        const double r = std::hypot(position[0], position[2]);
        if (r == 0.)
          return {-position[1] * sine_, Tensor<1, 3>({0., -1., 0.})};
        Tensor<1, 3> normal;
        normal[0] = cosine_ * position[0] / r;
        normal[1] = -sine_;
        normal[2] = cosine_ * position[2] / r;
        return {normal * Tensor<1, 3>(position), normal};
      }

      double section_radius(const double depth) const override
      {
        return depth * sine_ / cosine_;
      }

    private:
      double sine_, cosine_;
    };
  } // namespace

  std::unique_ptr<Indenter> conical_indenter(const IndenterShape &shape)
  {
    return std::make_unique<Cone>(shape.half_angle * numbers::PI / 180.);
  }
} // namespace vitriflow
