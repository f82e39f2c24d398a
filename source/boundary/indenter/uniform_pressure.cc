#include <vitriflow/boundary/indenter.h>

#include <cmath>
#include <limits>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** A pressure on a circle, or with all points at z = 0 on a strip: the
     * surface below is free to bend. */
    class UniformPressure : public Indenter
    {
    public:
      explicit UniformPressure(const double radius)
        : radius_(radius)
      {
      }

      /** Touches all points below. */
      Gap gap(const Point<3> &position) const override
      {
        const double r = std::hypot(position[0], position[2]);
        return {r <= radius_ ? 0. : std::numeric_limits<double>::max(),
                Tensor<1, 3>({0., -1., 0.})};
      }

      double section_radius(const double) const override
      {
        return radius_;
      }

      bool is_rigid() const override
      {
        return false;
      }

    private:
      double radius_;
    };
  } // namespace

  std::unique_ptr<Indenter> uniform_pressure(const IndenterShape &shape)
  {
    return std::make_unique<UniformPressure>(shape.radius);
  }
} // namespace vitriflow
