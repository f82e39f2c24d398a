#include <vitriflow/operators/contact.h>
#include <vitriflow/operators/surface_nodes.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  using namespace dealii;

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
   * the distance from it (Johnson, Contact Mechanics, section 4.2): the first
   * two nodes outside tell where it begins, between the last node in contact
   * and the first outside.
   */
  template <int dim>
  double Contact<dim>::contact_radius() const
  {
    if (!indenter_.is_rigid())
      return indenter_.section_radius(0.);
    const std::vector<SurfacePoint> points = surface();
    std::size_t first                      = points.size(); // outside
    while (first > 0 && !(points[first - 1].pressure > 0.))
      --first;
    if (first == 0)
      return 0.;
    const double inner = points[first - 1].radius;
    if (first + 1 >= points.size() || points[first + 1].distance == beyond)
      return inner;
    const SurfacePoint &a = points[first], &b = points[first + 1];
    const auto lever = [](const SurfacePoint &p) {
      return std::cbrt(std::pow(std::max(p.distance, 0.), 2));
    };
    if (!(lever(b) > lever(a)))
      return inner;
    const double edge =
      a.radius - lever(a) * (b.radius - a.radius) / (lever(b) - lever(a));
    return std::clamp(edge, inner, a.radius);
  }

  template <int dim>
  ContactRecord Contact<dim>::report() const
  {
    double area = 0., deepest = 0., n_nodes = 0.;
    for (const Node &node : nodes_)
      if (node.in_contact)
        {
          area += node.area;
          n_nodes += 1.;
          deepest = std::max(deepest, -node.distance);
        }
    const auto comm = discretization_.communicator();
    area = discretization_.n_images() * Utilities::MPI::sum(area, comm);
    ContactRecord record;
    record.load         = load_;
    record.depth        = depth_;
    record.penetration  = Utilities::MPI::max(deepest, comm);
    record.n_nodes      = Utilities::MPI::sum(n_nodes, comm);
    const bool by_nodes = dim == 3 && indenter_.is_rigid();
    record.radius = by_nodes ? std::sqrt(area / numbers::PI) : contact_radius();
    if (dim == 3)
      area = numbers::PI * record.radius * record.radius;
    if (dim == 2)
      area = discretization_.axisymmetry()
               ? numbers::PI * record.radius * record.radius
               : 2. * record.radius;
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
