#include <deal.II/base/numbers.h>

#include <vitriflow/boundary/indenter.h>

#include <array>
#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Between the axis and each face, in degrees (ISO 14577-2). */
    constexpr double face_angle = 65.27;

    /**
     * Berkovich's pyramid: the half spaces behind three faces through the tip,
     * the first of which faces x. The distance is that from the plane of the
     * nearest face, which vanishes on the surface; beside an edge it is too
     * small.
     */
    class Berkovich : public Indenter
    {
    public:
      Berkovich()
      {
        const double angle = face_angle * numbers::PI / 180.;
        tangent_           = std::tan(angle);
        for (unsigned int i = 0; i < 3; ++i)
          {
            const double around = 2. * numbers::PI * i / 3.;
            normals_[i][0]      = std::cos(angle) * std::cos(around);
            normals_[i][1]      = -std::sin(angle);
            normals_[i][2]      = std::cos(angle) * std::sin(around);
          }
      }

      Gap gap(const Point<3> &position) const override
      {
        Gap nearest = {normals_[0] * position, normals_[0]};
        for (unsigned int i = 1; i < 3; ++i)
          if (normals_[i] * position > nearest.distance)
            nearest = {normals_[i] * position, normals_[i]};
        return nearest;
      }

      /** Of the circle with the area 3 sqrt(3) (depth tan(angle))^2 of the
       * triangle around a circle of radius depth tan(angle). */
      double section_radius(const double depth) const override
      {
        return depth * tangent_ * std::sqrt(3. * std::sqrt(3.) / numbers::PI);
      }

    private:
      double tangent_;
      std::array<Tensor<1, 3>, 3> normals_;
    };
  } // namespace

  std::unique_ptr<Indenter> berkovich_indenter(const IndenterShape &)
  {
    return std::make_unique<Berkovich>();
  }
} // namespace vitriflow
