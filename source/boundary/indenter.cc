#include <vitriflow/boundary/indenter.h>
#include <vitriflow/material/law_table.h>

#include <cmath>
#include <sstream>

// Every indenter: its name in the parameter file and its factory, which a file
// in indenter/ defines. A new shape adds one line.
// clang-format off
#define VITRIFLOW_INDENTERS(shape)  \
  shape("sphere", spherical_indenter) \
  shape("cone", conical_indenter)     \
  shape("flat punch", flat_punch)     \
  shape("Berkovich", berkovich_indenter) \
  shape("uniform pressure", uniform_pressure)
// clang-format on

namespace vitriflow
{
#define DECLARE(name, factory) \
  std::unique_ptr<Indenter> factory(const IndenterShape &shape);
  VITRIFLOW_INDENTERS(DECLARE)
#undef DECLARE

  namespace
  {
    using Factory = std::unique_ptr<Indenter> (*)(const IndenterShape &);

    const LawTable<Factory> &table()
    {
#define ROW(name, factory) {name, &factory},
      static const LawTable<Factory> shapes{"indenter",
                                            {VITRIFLOW_INDENTERS(ROW)}};
#undef ROW
      return shapes;
    }
  } // namespace

  std::string indenter_names()
  {
    return table().names();
  }

  bool has_tip(const IndenterShape &shape)
  {
    return shape.type == "cone" || shape.type == "Berkovich";
  }

  void validate(const IndenterShape &shape)
  {
    std::ostringstream message;
    const bool pointed = has_tip(shape);
    if (!pointed && !(shape.radius > 0. && std::isfinite(shape.radius)))
      message << "Indentation/Radius = " << shape.radius
              << ": it must be > 0 and finite.";
    else if (shape.type == "cone" &&
             !(shape.half_angle > 0. && shape.half_angle < 90.))
      message << "Indentation/Half angle = " << shape.half_angle
              << ": it must lie between 0 and 90 degrees; 70.3 is that of the "
                 "cone with the section of a Berkovich pyramid.";
    else if (!(shape.tip_radius >= 0. && std::isfinite(shape.tip_radius)))
      message << "Indentation/Tip radius = " << shape.tip_radius
              << ": it must be 0 (sharp) or more and finite.";
    else if (shape.tip_radius > 0. && !pointed)
      message << "Indentation/Tip radius = " << shape.tip_radius
              << ": only a cone and Berkovich's pyramid have a tip; leave it "
                 "out.";
    if (!message.str().empty())
      throw BadInput(message.str());
    table().find(shape.type);
  }

  std::unique_ptr<Indenter> make_indenter(const IndenterShape &shape)
  {
    return table().find(shape.type)(shape);
  }

  bool is_round(const Indenter &indenter)
  {
    constexpr double round_off = 1e-12;
    const double gap = indenter.gap(dealii::Point<3>(1., 0., 0.)).distance;
    for (const double x : {0., 0.6, -0.6, -1.})
      {
        const dealii::Point<3> point(x, 0., std::sqrt(1. - x * x));
        if (std::abs(indenter.gap(point).distance - gap) >
            round_off * std::abs(gap))
          return false;
      }
    return true;
  }
} // namespace vitriflow
