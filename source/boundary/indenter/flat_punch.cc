#include <vitriflow/boundary/indenter.h>

#include <cmath>
#include <limits>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Points this share of the radius beyond the edge are under the punch:
     * nodes of the mesh there have round-off. */
    constexpr double edge_tolerance = 1e-9;

    /** Flat-ended cylinder, or with all points at z = 0 a strip. Only its end
     * touches the glass. */
    class FlatPunch : public Indenter
    {
    public:
      explicit FlatPunch(const double radius)
        : radius_(radius)
      {
      }

      Gap gap(const Point<3> &position) const override
      {
        const double r     = std::hypot(position[0], position[2]);
        const bool beneath = r <= radius_ * (1. + edge_tolerance);
        return {beneath ? -position[1] : std::numeric_limits<double>::max(),
                Tensor<1, 3>({0., -1., 0.})};
      }

      double section_radius(const double) const override
      {
        return radius_;
      }

    private:
      double radius_;
    };
  } // namespace

  std::unique_ptr<Indenter> flat_punch(const IndenterShape &shape)
  {
    return std::make_unique<FlatPunch>(shape.radius);
  }
} // namespace vitriflow
