#include <deal.II/base/quadrature_lib.h>

#include <deal.II/dofs/dof_tools.h>

#include <deal.II/fe/fe_values.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/discretization/block.h>
#include <vitriflow/operators/contact.h>
#include <vitriflow/operators/surface_nodes.h>

#include <boost/math/tools/toms748_solve.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Areas below this share of the largest are round-off: on the axis of an
     * axisymmetric block. */
    constexpr double area_round_off = 1e-10;

    /** Integrals of the shape functions of the vertical velocity over the
     * top, in the entries of that component. Collective. */
    template <int dim>
    Vector top_areas(const Discretization<dim> &discretization)
    {
      Vector areas;
      discretization.initialize(areas, free_velocity_space);
      const auto &dofs = discretization.dof_handler(free_velocity_space);
      const auto &fe   = dofs.get_fe();
      const QGauss<dim - 1> quadrature(n_quadrature_points_1d);
      FEFaceValues<dim> values(discretization.mapping(),
                               fe,
                               quadrature,
                               update_values | update_JxW_values |
                                 update_quadrature_points);
      dealii::Vector<double> local(fe.n_dofs_per_cell());
      std::vector<types::global_dof_index> indices(fe.n_dofs_per_cell());
      for (const auto &cell : dofs.active_cell_iterators())
        if (cell->is_locally_owned())
          for (const unsigned int f : cell->face_indices())
            if (cell->face(f)->at_boundary() &&
                cell->face(f)->boundary_id() == block_top)
              {
                values.reinit(cell, f);
                local = 0.;
                for (const unsigned int q : values.quadrature_point_indices())
                  {
                    const double around =
                      discretization.axisymmetry()
                        ? 2. * numbers::PI * values.quadrature_point(q)[0]
                        : 1.;
                    for (unsigned int i = 0; i < local.size(); ++i)
                      if (fe.system_to_component_index(i).first == 1)
                        local(i) +=
                          around * values.shape_value(i, q) * values.JxW(q);
                  }
                cell->get_dof_indices(indices);
                discretization.constraints(free_velocity_space)
                  .distribute_local_to_global(local, indices, areas);
              }
      areas.compress(VectorOperation::add);
      return areas;
    }

    /** In the plane of the mesh, and in space. */
    template <int dim>
    Tensor<1, dim> in_mesh(const Tensor<1, 3> &vector)
    {
      Tensor<1, dim> result;
      for (unsigned int d = 0; d < dim; ++d)
        result[d] = vector[d];
      return result;
    }
  } // namespace

  template <int dim>
  Contact<dim>::Contact(const Discretization<dim> &discretization,
                        const Indenter &indenter,
                        const double gap,
                        const double penalty,
                        const bool sticks)
    : discretization_(discretization)
    , indenter_(indenter)
    , gap_(gap)
    , penalty_(penalty)
    , sticks_(sticks)
  {
    const Vector areas    = top_areas(discretization);
    const auto &dofs      = discretization.dof_handler(free_velocity_space);
    const IndexSet &owned = dofs.locally_owned_dofs();
    std::map<types::global_dof_index, Point<dim>> points;
    DoFTools::map_dofs_to_support_points(discretization.mapping(),
                                         dofs,
                                         points);
    const double smallest = area_round_off * areas.linfty_norm();
    for (const NodeDofs<dim> &dofs_of_node : top_nodes<dim>(dofs))
      {
        Node node;
        node.entries = owned_entries<dim>(dofs_of_node, owned);
        node.area    = areas.local_element(node.entries[1]);
        if (!(node.area > smallest))
          continue;
        node.reference = points.at(dofs_of_node[1]);
        node.start     = node.reference;
        for (unsigned int d = 0; d < dim; ++d)
          node.held[d] = discretization.constraints(velocity_space)
                           .is_constrained(dofs_of_node[d]);
        nodes_.push_back(node);
      }
  }

  template <int dim>
  void Contact<dim>::begin_step(const State &current,
                                const Vector &displacement,
                                const Vector &velocity,
                                const double weight)
  {
    weight_       = weight;
    depth_before_ = current.strain;
    for (Node &node : nodes_)
      {
        for (unsigned int d = 0; d < dim; ++d)
          {
            const unsigned int i = node.entries[d];
            node.before[d] =
              node.reference[d] + current.displacement.local_element(i);
            node.start[d] = node.reference[d] + displacement.local_element(i) -
                            weight * velocity.local_element(i);
          }
        node.sticks =
          sticks_ && gap_at(node.before, depth_before_).distance < 0.;
      }
  }

  template <int dim>
  Gap Contact<dim>::gap_at(const Point<dim> &place, const double depth) const
  {
    Point<3> position;
    for (unsigned int d = 0; d < dim; ++d)
      position[d] = place[d] - discretization_.contact_point()[d];
    position[1] += depth - gap_;
    return indenter_.gap(position);
  }

  template <int dim>
  typename Contact<dim>::Push Contact<dim>::push_on(const Node &node,
                                                    const Vector &v,
                                                    const double depth) const
  {
    Point<dim> place = node.start;
    for (unsigned int d = 0; d < dim; ++d)
      place[d] += weight_ * v.local_element(node.entries[d]);
    const Gap gap = gap_at(place, depth);
    Push push     = {gap.distance, {}, {}};
    if (!(gap.distance < 0.))
      return push;
    const double spring         = penalty_ * node.area;
    const Tensor<1, dim> normal = in_mesh<dim>(gap.normal);
    push.force                  = -spring * gap.distance * normal;
    push.stiffness = spring * symmetrize(outer_product(normal, normal));
    if (node.sticks)
      {
        Tensor<1, dim> slip = place - node.before;
        slip[1] += depth - depth_before_;
        push.force -= spring * (slip - (slip * normal) * normal);
        push.stiffness = spring * unit_symmetric_tensor<dim>();
      }
    return push;
  }

  /** The load grows with depth: bracketed from below and above, then found by
   * the method of Alefeld, Potra & Shi, ACM Trans. Math. Softw. 21, 327 (1995).
   */
  template <int dim>
  double Contact<dim>::depth_of_load(const Vector &v,
                                     const double load,
                                     const double guess) const
  {
    // of a cell: overlaps are much larger
    constexpr double tolerance = 1e-12;
    const double cell          = discretization_.cell_size()[1];
    const auto excess          = [&](const double depth) {
      double sum = 0.;
      for (const Node &node : nodes_)
        sum -= push_on(node, v, depth).force[1];
      return discretization_.n_images() *
               Utilities::MPI::sum(sum, discretization_.communicator()) -
             load;
    };
    double low = guess, high = guess;
    for (double step = 1e-3 * cell; excess(low) >= 0.; step *= 2.)
      {
        if (load == 0. && excess(low) == 0.)
          break;
        high = low;
        low -= step;
      }
    for (double step = 1e-3 * cell; !(excess(high) > 0.); step *= 2.)
      {
        if (!(high < discretization_.size()[1]))
          throw StepFailed("the block does not carry the load");
        low = high;
        high += step;
      }
    std::uintmax_t max_iterations = 100;
    const auto bounds             = boost::math::tools::toms748_solve(
      [&](const double depth) {
        // no load at all: the first contact, from above
        const double value = excess(depth);
        return value == 0. ? -std::numeric_limits<double>::min() : value;
      },
      low,
      high,
      [&](const double a, const double b) { return b - a <= tolerance * cell; },
      max_iterations);
    return bounds.second;
  }

  template <int dim>
  bool Contact<dim>::apply(const Vector &v,
                           const double depth,
                           Vector &residual,
                           NodalBlocks<dim, double> &stiffness)
  {
    depth_ = depth;
    stiffness.clear();
    // load, squared forces, changes
    std::array<double, 3> sums = {{0., 0., 0.}};
    for (Node &node : nodes_)
      {
        Push push = push_on(node, v, depth);
        sums[2] += (push.distance < 0.) != node.in_contact;
        node.distance   = push.distance;
        node.in_contact = push.distance < 0.;
        node.pressure   = node.in_contact ? -penalty_ * push.distance : 0.;
        if (!node.in_contact)
          continue;
        sums[0] -= push.force[1];
        for (unsigned int d = 0; d < dim; ++d)
          if (node.held[d])
            {
              push.force[d] = 0.;
              for (unsigned int k = 0; k < dim; ++k)
                push.stiffness[d][k] = 0.;
            }
        sums[1] += push.force.norm_square();
        for (unsigned int d = 0; d < dim; ++d)
          residual.local_element(node.entries[d]) += push.force[d];
        stiffness.add(node.entries, weight_ * push.stiffness);
      }
    const ArrayView<double> view(sums.data(), sums.size());
    Utilities::MPI::sum(ArrayView<const double>(sums.data(), sums.size()),
                        discretization_.communicator(),
                        view);
    load_       = sums[0] * discretization_.n_images();
    force_norm_ = std::sqrt(sums[1]);
    return sums[2] > 0.;
  }

  template <int dim>
  void Contact<dim>::unit_motion(const NodalBlocks<dim, double> &stiffness,
                                 Vector &force)
  {
    force = 0.;
    for (const auto &node : stiffness.nodes())
      for (unsigned int d = 0; d < dim; ++d)
        force.local_element(node.entries[d]) = -node.block[d][1];
  }

  template <int dim>
  double Contact<dim>::load_rate(const NodalBlocks<dim, double> &stiffness,
                                 const Vector &v) const
  {
    double rate = 0.;
    for (const auto &node : stiffness.nodes())
      for (unsigned int d = 0; d < dim; ++d)
        rate += node.block[1][d] *
                ((d == 1 ? 1. : 0.) + v.local_element(node.entries[d]));
    return discretization_.n_images() *
           Utilities::MPI::sum(rate, discretization_.communicator());
  }

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
    std::vector<double> values;
    for (const Node &node : nodes_)
      for (const double value : {radius_of(node), node.pressure, node.distance})
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
    const std::vector<SurfacePoint> points = surface();
    std::size_t first                      = points.size(); // outside
    while (first > 0 && !(points[first - 1].pressure > 0.))
      --first;
    if (first == 0)
      return 0.;
    const double inner = points[first - 1].radius;
    if (first + 1 >= points.size() ||
        points[first + 1].distance == std::numeric_limits<double>::max())
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
    record.load        = load_;
    record.depth       = depth_;
    record.penetration = Utilities::MPI::max(deepest, comm);
    record.n_nodes     = Utilities::MPI::sum(n_nodes, comm);
    record.radius = dim == 3 ? std::sqrt(area / numbers::PI) : contact_radius();
    if (dim == 2)
      area = discretization_.axisymmetry()
               ? numbers::PI * record.radius * record.radius
               : 2. * record.radius;
    record.mean_pressure = area > 0. ? load_ / area : 0.;
    return record;
  }

  template class Contact<2>;
  template class Contact<3>;
} // namespace vitriflow
