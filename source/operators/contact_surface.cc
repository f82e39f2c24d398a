#include <vitriflow/operators/contact.h>
#include <vitriflow/operators/surface_nodes.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Least squares: y at x = 0, and slope. */
    std::pair<double, double>
    line_through(const std::vector<std::pair<double, double>> &points)
    {
      const double n = points.size();
      double x = 0., y = 0., xx = 0., xy = 0.;
      for (const auto &point : points)
        {
          x += point.first / n;
          y += point.second / n;
        }
      for (const auto &point : points)
        {
          xx += (point.first - x) * (point.first - x);
          xy += (point.first - x) * (point.second - y);
        }
      const double slope = xx > 0. ? xy / xx : 0.;
      return {y - slope * x, slope};
    }
  } // namespace

  template <int dim>
  double Contact<dim>::radius_of(const Node &node) const
  {
    Tensor<1, dim> from_axis = node.start - discretization_.contact_point();
    from_axis[1]             = 0.;
    return from_axis.norm();
  }

  template <int dim>
  std::vector<typename Contact<dim>::SurfacePoint> Contact<dim>::surface() const
  {
    const Vector areas = top_areas(discretization_);
    std::vector<double> values;
    for (const Node &node : nodes_)
      for (const double value :
           {radius_of(node),
            node.pressure * node.area / areas.local_element(node.entries[1]),
            node.distance})
        values.push_back(value);
    std::vector<SurfacePoint> points;
    for (const auto &part :
         Utilities::MPI::all_gather(discretization_.communicator(), values))
      for (std::size_t i = 0; i < part.size(); i += 3)
        points.push_back({part[i], part[i + 1], part[i + 2]});
    std::sort(points.begin(),
              points.end(),
              [](const SurfacePoint &a, const SurfacePoint &b) {
                return a.radius < b.radius;
              });
    return points;
  }

  /**
   * Next to the edge of a smooth contact the gap grows like the power 3/2 of
   * the distance from it (Johnson, Contact Mechanics, section 4.2): the nearest
   * nodes outside tell where it begins.
   */
  template <int dim>
  double Contact<dim>::contact_radius() const
  {
    if (!indenter_.is_rigid())
      return indenter_.section_radius(0.);
    double inner = 0.;
    // gap to the power 2/3, radius
    std::vector<std::pair<double, double>> outside;
    for (const SurfacePoint &point : surface())
      if (point.pressure > 0.)
        inner = std::max(inner, point.radius);
      else if (point.distance < beyond)
        outside.emplace_back(
          std::cbrt(std::pow(std::max(point.distance, 0.), 2)), point.radius);
    // along a line, on both sides of one, or all around
    const bool one_sided =
      bool(discretization_.axisymmetry()) || discretization_.n_images() > 1;
    const std::size_t n_nearest = dim == 3 ? 12 : one_sided ? 2 : 4;
    if (inner == 0. || outside.size() < n_nearest)
      return inner;
    std::partial_sort(outside.begin(),
                      outside.begin() + n_nearest,
                      outside.end());
    outside.resize(n_nearest);
    const auto [edge, slope] = line_through(outside);
    return slope > 0. ? std::max(edge, dim == 2 ? inner : 0.) : inner;
  }

  template <int dim>
  ContactRecord Contact<dim>::report() const
  {
    double deepest = 0., n_nodes = 0., nodal_area = 0.;
    for (const Node &node : nodes_)
      if (node.in_contact)
        {
          n_nodes += 1.;
          nodal_area += node.area;
          deepest = std::max(deepest, -node.distance);
        }
    const auto comm = discretization_.communicator();
    ContactRecord record;
    record.load        = load_;
    record.depth       = depth_;
    record.penetration = Utilities::MPI::max(deepest, comm);
    record.n_nodes     = Utilities::MPI::sum(n_nodes, comm);
    // that of a circle of the same area, which counts half of the cells around
    nodal_area =
      discretization_.n_images() * Utilities::MPI::sum(nodal_area, comm);
    record.radius    = is_round(indenter_) ? contact_radius()
                                           : std::sqrt(nodal_area / numbers::PI);
    const bool plane = dim == 2 && !discretization_.axisymmetry();
    const double area =
      plane ? 2. * record.radius : numbers::PI * record.radius * record.radius;
    record.mean_pressure = area > 0. ? load_ / area : 0.;
    return record;
  }

  template <int dim>
  void Contact<dim>::surface_fields(const State &state, Vector &fields) const
  {
    const Vector areas = top_areas(discretization_);
    fields             = 0.;
    for (const Node &node : nodes_)
      {
        const double distance =
          gap_at(place_in(node, state), state.strain).distance;
        if (distance < beyond)
          fields.local_element(node.entries[0]) = distance;
        if (!indenter_.is_rigid())
          fields.local_element(node.entries[1]) =
            node.pressure * node.area / areas.local_element(node.entries[1]);
        if (distance < 0.)
          fields.local_element(node.entries[1]) =
            -penalty_ * distance * node.area /
            areas.local_element(node.entries[1]);
      }
  }

  template double Contact<2>::radius_of(const Node &) const;
  template double Contact<3>::radius_of(const Node &) const;
  template std::vector<Contact<2>::SurfacePoint> Contact<2>::surface() const;
  template std::vector<Contact<3>::SurfacePoint> Contact<3>::surface() const;
  template double Contact<2>::contact_radius() const;
  template double Contact<3>::contact_radius() const;
  template ContactRecord Contact<2>::report() const;
  template ContactRecord Contact<3>::report() const;
  template void Contact<2>::surface_fields(const State &, Vector &) const;
  template void Contact<3>::surface_fields(const State &, Vector &) const;
} // namespace vitriflow
