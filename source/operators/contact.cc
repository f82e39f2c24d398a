#include <deal.II/dofs/dof_tools.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/operators/contact.h>
#include <vitriflow/operators/surface_nodes.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Areas below this share of the largest are round-off: on the axis of an
     * axisymmetric block. */
    constexpr double area_round_off = 1e-10;

    /** Loads below this share of the largest force are none: a load that falls
     * to zero ends with the round-off of its program. */
    constexpr double load_round_off = 1e-12;

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
    const Vector areas = top_areas(discretization);
    const Vector loaded =
      top_areas<dim>(discretization, [&](const Point<dim> &point) {
        return !indenter.is_rigid() && gap_at(point, 0.).distance < beyond;
      });
    const auto &dofs      = discretization.dof_handler(free_velocity_space);
    const IndexSet &owned = dofs.locally_owned_dofs();
    std::map<types::global_dof_index, Point<dim>> points;
    DoFTools::map_dofs_to_support_points(discretization.mapping(),
                                         dofs,
                                         points);
    if (!indenter.is_rigid() && !(loaded.linfty_norm() > 0.))
      throw BadInput("Indentation/Radius: the surface under the pressure is "
                     "smaller than the cells there; refine them by "
                     "Mesh/Indentation/Refinement levels, or give a larger "
                     "radius.");
    const double smallest = area_round_off * areas.linfty_norm();
    for (const NodeDofs<dim> &dofs_of_node : top_nodes<dim>(dofs))
      {
        Node node;
        node.entries   = owned_entries<dim>(dofs_of_node, owned);
        node.area      = areas.local_element(node.entries[1]);
        node.loaded    = loaded.local_element(node.entries[1]);
        node.reference = points.at(dofs_of_node[1]);
        node.start     = node.reference;
        for (unsigned int d = 0; d < dim; ++d)
          node.held[d] = discretization.constraints(velocity_space)
                           .is_constrained(dofs_of_node[d]);
        (node.area > smallest ? nodes_ : on_axis_).push_back(node);
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
    first_call_   = true;
    for (std::vector<Node> *nodes : {&nodes_, &on_axis_})
      for (Node &node : *nodes)
        for (unsigned int d = 0; d < dim; ++d)
          {
            const unsigned int i = node.entries[d];
            node.start[d] = node.reference[d] + displacement.local_element(i) -
                            weight * velocity.local_element(i);
          }
    double forces = 0.;
    for (Node &node : nodes_)
      {
        node.before           = place_in(node, current);
        const double distance = gap_at(node.before, depth_before_).distance;
        node.was_in_contact   = distance < 0.;
        node.sticks           = sticks_ && node.was_in_contact;
        if (node.was_in_contact)
          forces += std::pow(penalty_ * node.area * distance, 2);
      }
    forces = Utilities::MPI::sum(forces, discretization_.communicator());
    largest_force_norm_ = std::max(largest_force_norm_, std::sqrt(forces));
  }

  template <int dim>
  double Contact<dim>::force_scale() const
  {
    constexpr double smallest_share = 1e-3;
    return std::max(force_norm_, smallest_share * largest_force_norm_);
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
  Point<dim> Contact<dim>::place_in(const Node &node, const State &state) const
  {
    Point<dim> place = node.reference;
    for (unsigned int d = 0; d < dim; ++d)
      place[d] += state.displacement.local_element(node.entries[d]);
    return place;
  }

  template <int dim>
  Point<dim> Contact<dim>::place_of(const Node &node, const Vector &v) const
  {
    Point<dim> place = node.start;
    for (unsigned int d = 0; d < dim; ++d)
      place[d] += weight_ * v.local_element(node.entries[d]);
    return place;
  }

  template <int dim>
  typename Contact<dim>::Push Contact<dim>::push_on(const Node &node,
                                                    const Point<dim> &place,
                                                    const Gap &gap,
                                                    const double depth) const
  {
    const double spring         = penalty_ * node.area;
    const Tensor<1, dim> normal = in_mesh<dim>(gap.normal);
    Push push;
    push.force     = -spring * gap.distance * normal;
    push.stiffness = spring * symmetrize(outer_product(normal, normal));
    if (node.sticks)
      {
        Tensor<1, dim> slip = place - node.before;
        slip[1] += depth - depth_before_;
        push.force -= spring * (slip - (slip * normal) * normal);
        push.stiffness = spring * unit_symmetric_tensor<dim>();
      }
    for (unsigned int d = 0; d < dim; ++d)
      if (node.held[d])
        {
          push.force[d] = 0.;
          for (unsigned int k = 0; k < dim; ++k)
            push.stiffness[d][k] = 0.;
        }
    return push;
  }

  /** Sets the forces of all nodes. */
  template <int dim>
  typename Contact<dim>::Totals Contact<dim>::push_nodes(const Vector &v,
                                                         const double depth)
  {
    // load, its stiffness, nodes in contact at the beginning
    std::array<double, 3> sums{};
    for (const Node &node : nodes_)
      sums[2] += node.was_in_contact;
    const auto add_up = [&]() {
      Utilities::MPI::sum(ArrayView<const double>(sums.data(), sums.size()),
                          discretization_.communicator(),
                          ArrayView<double>(sums.data(), sums.size()));
    };
    add_up();
    const bool as_before = first_call_ && sums[2] > 0.;
    first_call_          = false;
    // ... changed nodes
    sums.fill(0.);
    std::array<double, 2> n_nodes{}; // changed, misplaced
    for (Node &node : nodes_)
      {
        const Point<dim> place = place_of(node, v);
        const Gap gap          = gap_at(place, depth);
        const bool inside      = gap.distance < 0.;
        const bool pushes =
          as_before ? node.was_in_contact && gap.distance < beyond : inside;
        n_nodes[0] += pushes != node.in_contact;
        n_nodes[1] += pushes != inside;
        node.in_contact = pushes;
        node.distance   = gap.distance;
        node.pressure   = pushes ? -penalty_ * gap.distance : 0.;
        node.force      = Tensor<1, dim>();
        node.stiffness  = SymmetricTensor<2, dim>();
        if (!pushes)
          continue;
        const Push push = push_on(node, place, gap, depth);
        node.force      = push.force;
        node.stiffness  = push.stiffness;
        sums[0] -= push.force[1];
        sums[1] += push.stiffness[1][1];
      }
    add_up();
    Utilities::MPI::sum(ArrayView<const double>(n_nodes.data(), 2),
                        discretization_.communicator(),
                        ArrayView<double>(n_nodes.data(), 2));
    changed_ = n_nodes[0] > 0.;
    settled_ = n_nodes[1] == 0.;
    return {sums[0] * discretization_.n_images(),
            sums[1] * discretization_.n_images()};
  }

  template <int dim>
  void Contact<dim>::apply(const Vector &v,
                           Control &control,
                           Vector &residual,
                           NodalBlocks<dim, double> &stiffness)
  {
    if (!indenter_.is_rigid())
      {
        stiffness.clear();
        apply_pressure(v, control, residual);
        return;
      }
    const double parts = discretization_.n_images();
    const bool unloaded =
      control.load &&
      *control.load <= load_round_off * parts * largest_force_norm_;
    if (unloaded)
      {
        first_call_   = false;
        control.depth = touching_depth(v);
      }
    Totals totals = push_nodes(v, control.depth);
    double shift  = 0.;
    if (control.load && !unloaded)
      {
        if (!(totals.stiffness > 0.))
          {
            // from no contact: as far as one node needs to carry the load
            control.depth = depth_of_load(v, *control.load);
            totals        = push_nodes(v, control.depth);
          }
        shift = (*control.load - totals.load) / totals.stiffness;
        control.depth += shift;
      }
    load_  = unloaded ? 0. : control.load ? *control.load : totals.load;
    depth_ = control.depth;
    stiffness.clear();
    double squares = 0.;
    for (Node &node : nodes_)
      if (node.in_contact)
        {
          for (unsigned int d = 0; d < dim; ++d)
            {
              node.force[d] -= shift * node.stiffness[d][1];
              residual.local_element(node.entries[d]) += node.force[d];
            }
          squares += node.force.norm_square();
          stiffness.add(node.entries, weight_ * node.stiffness);
        }
    force_norm_ =
      std::sqrt(Utilities::MPI::sum(squares, discretization_.communicator()));
    load_error_ = std::abs(shift) * totals.stiffness / (parts * force_scale());
    if (!(shift != 0.))
      load_error_ = 0.;
  }

  template <int dim>
  void Contact<dim>::apply_pressure(const Vector &v,
                                    Control &control,
                                    Vector &residual)
  {
    std::array<double, 2> sums{}; // area, its product with the depth
    for (const Node &node : nodes_)
      {
        sums[0] += node.loaded;
        sums[1] += node.loaded * (node.reference - place_of(node, v))[1];
      }
    for (double &sum : sums)
      sum = Utilities::MPI::sum(sum, discretization_.communicator());
    const double pressure =
      *control.load / (sums[0] * discretization_.n_images());
    double squares = 0.;
    for (Node &node : nodes_)
      {
        const double force = pressure * node.loaded;
        node.in_contact    = node.loaded > 0.;
        node.distance      = node.in_contact ? 0. : beyond;
        node.pressure      = force / node.area;
        node.force         = Tensor<1, dim>();
        node.force[1]      = -force;
        residual.local_element(node.entries[1]) -= force;
        squares += force * force;
      }
    load_         = *control.load;
    control.depth = sums[1] / sums[0];
    depth_        = control.depth;
    load_error_   = 0.;
    changed_      = false;
    settled_      = true;
    force_norm_ =
      std::sqrt(Utilities::MPI::sum(squares, discretization_.communicator()));
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

  template class Contact<2>;
  template class Contact<3>;
} // namespace vitriflow
