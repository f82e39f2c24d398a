#include <vitriflow/boundary/indenter.h>

#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Ball, or with all points at z = 0 a cylinder along z. */
    class Sphere : public Indenter
    {
    public:
      explicit Sphere(const double radius)
        : radius_(radius)
      {
      }

      Gap gap(const Point<3> &position) const override
      {
        Tensor<1, 3> from_center = position;
        from_center[1] -= radius_;
        const double distance = from_center.norm();
        return {distance - radius_, from_center / distance};
      }

      double section_radius(const double depth) const override
      {
        return depth < radius_ ? std::sqrt(depth * (2. * radius_ - depth))
                               : radius_;
      }

    private:
      double radius_;
    };
  } // namespace

  std::unique_ptr<Indenter> spherical_indenter(const IndenterShape &shape)
  {
    return std::make_unique<Sphere>(shape.radius);
  }
} // namespace vitriflow
