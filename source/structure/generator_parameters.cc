#include <vitriflow/structure/gaussian_field.h>
#include <vitriflow/structure/generator_parameters.h>

#include <cmath>

namespace vitriflow
{
  void require_positive(const std::string &section,
                        const std::string &name,
                        const double value)
  {
    if (!(value > 0.) || !std::isfinite(value))
      reject_parameter(section, name, value, "must be positive.");
  }

  void require_fraction(const std::string &section, const double fraction)
  {
    if (!(fraction > 0.) || !(fraction < 1.))
      reject_parameter(section,
                       "Fraction",
                       fraction,
                       "must lie between 0 and 1.");
  }

  void InterfaceWidth::add_to(dealii::ParameterHandler &prm)
  {
    prm.add_parameter("Interface width",
                      value,
                      "Width of the edge, (1 - tanh(2 d/width))/2 at the "
                      "distance d; 0 is sharp [m].");
  }

  void InterfaceWidth::validate(const std::string &section) const
  {
    if (!(value >= 0.) || !std::isfinite(value))
      reject_parameter(section,
                       "Interface width",
                       value,
                       "must not be negative.");
  }

  template <int dim>
  Grid<dim> checked_drawing_grid(const FieldRequest<dim> &request,
                                 const std::string &name,
                                 const double length,
                                 const double per_length,
                                 const double least_per_length)
  {
    const auto &box      = request.box_size;
    const Grid<dim> grid = drawing_grid<dim>(box, length, per_length);
    for (int d = 0; d < dim; ++d)
      if (grid.n_points[d] * length / box[d] < least_per_length)
        reject_parameter(request.section,
                         name,
                         length,
                         "is too short for this box: the grid of the drawing "
                         "would need more than 2^24 points; give a longer one "
                         "or a smaller box.");
    return grid;
  }

  template Grid<2> checked_drawing_grid<2>(const FieldRequest<2> &,
                                           const std::string &,
                                           const double,
                                           const double,
                                           const double);
  template Grid<3> checked_drawing_grid<3>(const FieldRequest<3> &,
                                           const std::string &,
                                           const double,
                                           const double,
                                           const double);
} // namespace vitriflow
