#include <deal.II/base/numbers.h>

#include <vitriflow/boundary/indenter.h>

#include <algorithm>
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
     * the first of which faces x, and with a tip radius all points within that
     * distance of a sharp one.
     */
    class Berkovich : public Indenter
    {
    public:
      explicit Berkovich(const double tip_radius)
        : tip_radius_(tip_radius)
      {
        const double angle = face_angle * numbers::PI / 180.;
        tangent_           = std::tan(angle);
        sine_              = std::sin(angle);
        for (unsigned int i = 0; i < 3; ++i)
          {
            const double around = 2. * numbers::PI * i / 3.;
            normals_[i][0]      = std::cos(angle) * std::cos(around);
            normals_[i][1]      = -std::sin(angle);
            normals_[i][2]      = std::cos(angle) * std::sin(around);
          }
        for (unsigned int i = 0; i < 3; ++i)
          {
            edges_[i] = cross_product_3d(normals_[i], normals_[(i + 1) % 3]);
            edges_[i] /= (edges_[i][1] > 0. ? 1. : -1.) * edges_[i].norm();
          }
      }

      Gap gap(const Point<3> &position) const override
      {
        Tensor<1, 3> from_tip = position;
        from_tip[1] -= tip_radius_;
        Gap result = gap_of_sharp(from_tip);
        result.distance -= tip_radius_;
        return result;
      }

      /** Of the circle with the area 3 sqrt(3) (depth tan(angle))^2 of the
       * triangle around a circle of radius depth tan(angle); the depth is
       * that of a sharp pyramid with the same faces. */
      double section_radius(const double depth) const override
      {
        const double sharp = depth + tip_radius_ * (1. / sine_ - 1.);
        return sharp * tangent_ * std::sqrt(3. * std::sqrt(3.) / numbers::PI);
      }

    private:
      /** Distance of the nearest of all points that can be: on faces, edges,
       * and the tip. */
      Gap gap_of_sharp(const Tensor<1, 3> &p) const
      {
        Gap inside = {normals_[0] * p, normals_[0]};
        for (const Tensor<1, 3> &normal : normals_)
          if (normal * p > inside.distance)
            inside = {normal * p, normal};
        if (!(inside.distance > 0.))
          return inside;
        Tensor<1, 3> nearest;
        const auto consider = [&](const Tensor<1, 3> &q) {
          if ((p - q).norm_square() < (p - nearest).norm_square())
            nearest = q;
        };
        for (unsigned int i = 0; i < 3; ++i)
          {
            const Tensor<1, 3> q = p - (normals_[i] * p) * normals_[i];
            if (!(normals_[(i + 1) % 3] * q > 0.) &&
                !(normals_[(i + 2) % 3] * q > 0.))
              consider(q);
            consider(std::max(edges_[i] * p, 0.) * edges_[i]);
          }
        const double distance = (p - nearest).norm();
        return {distance, (p - nearest) / distance};
      }

      double tip_radius_, tangent_, sine_;
      std::array<Tensor<1, 3>, 3> normals_, edges_;
    };
  } // namespace

  std::unique_ptr<Indenter> berkovich_indenter(const IndenterShape &shape)
  {
    return std::make_unique<Berkovich>(shape.tip_radius);
  }
} // namespace vitriflow
