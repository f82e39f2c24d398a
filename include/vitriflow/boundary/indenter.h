#pragma once

#include <deal.II/base/point.h>

#include <memory>
#include <string>

namespace vitriflow
{
  /** Where a point is relative to the surface of a rigid body. */
  struct Gap
  {
    /** Signed distance, negative inside the body. */
    double distance;
    /** Unit vector that points out of the body. */
    dealii::Tensor<1, 3> normal;
  };

  /**
   * What presses on the glass, its axis along y: a rigid indenter, or a
   * pressure. In plane strain (z = 0) a sphere is a cylinder and a cone a
   * wedge. Any unit of length.
   */
  class Indenter
  {
  public:
    virtual ~Indenter() = default;

    /** @p position is relative to the tip, the lowest point on the axis. */
    virtual Gap gap(const dealii::Point<3> &position) const = 0;

    /**
     * Radius of the cross section at the height @p depth above the tip, to
     * judge whether the contact fits into a mesh.
     */
    virtual double section_radius(const double depth) const = 0;

    /** Whether it is a body, whose depth means something. Otherwise it is a
     * load, spread evenly over the points whose gap is 0. */
    virtual bool is_rigid() const
    {
      return true;
    }
  };

  /** What the parameter file says of an indenter. */
  struct IndenterShape
  {
    std::string type  = "sphere";
    double radius     = 1.;
    double half_angle = 70.3; // degrees
    double tip_radius = 0.;
  };

  /** Names make_indenter() knows, separated by "|". */
  std::string indenter_names();

  /** Throws BadInput naming parameter, value and allowed range. */
  void validate(const IndenterShape &shape);

  /** Whether it is pointed, or would be without a tip radius. */
  bool has_tip(const IndenterShape &shape);

  /** Whether the gap is the same all around the axis. */
  bool is_round(const Indenter &indenter);

  /** Of a valid shape. */
  std::unique_ptr<Indenter> make_indenter(const IndenterShape &shape);
} // namespace vitriflow
