#include <vitriflow/operators/flow_strain.h>
#include <vitriflow/operators/point_field_ranges.h>
#include <vitriflow/simulation/simulation.h>

#include <algorithm>
#include <cmath>
#include <iostream>

namespace vitriflow
{
  using namespace dealii;
  using nlohmann::json;

  namespace
  {
    void widen(PointFieldRanges &ranges, const PointFieldRanges &others)
    {
      for (unsigned int i = 0; i < ranges.size(); ++i)
        {
          ranges[i].first  = std::min(ranges[i].first, others[i].first);
          ranges[i].second = std::max(ranges[i].second, others[i].second);
        }
    }
  } // namespace

  template <int dim>
  void Simulation<dim>::remember_drawn_fields()
  {
    // also where cells are no longer halved but were before a restart
    if (current_.structure.empty() || !discretization_.follows_material())
      return;
    discretization_.initialize(drawn_, stress_space);
    draw_point_fields(drawn_);
  }

  /** New points have what was drawn there, not between the old ones; what has
   * become of it since is interpolated, like all other fields. */
  template <int dim>
  void Simulation<dim>::refine(const std::vector<CellId> &cells)
  {
    for (State *state : {&previous_, &current_})
      for (Vector &fields : state->structure)
        fields -= drawn_;
    std::vector<typename Discretization<dim>::Field> fields;
    for (State *state : {&previous_, &current_})
      {
        for (Vector *v : {&state->velocity, &state->displacement})
          fields.push_back({free_velocity_space, v});
        fields.push_back({density_space, &state->density});
        for (std::vector<Vector> *vectors : {&state->stress, &state->structure})
          for (Vector &v : *vectors)
            fields.push_back({stress_space, &v});
      }
    // they refer to the old mesh
    contact_.reset();
    integrator_.reset();
    discretization_.refine(cells, fields);
    make_solver();
    remember_drawn_fields();
    for (State *state : {&previous_, &current_})
      for (Vector &fields : state->structure)
        fields += drawn_;
    next_.initialize(discretization_,
                     material_.modes().size(),
                     parameters_.has_point_fields());
  }

  template <int dim>
  void Simulation<dim>::refine_where_it_flowed()
  {
    const double strain = reduced_.mesh.block.refined_strain;
    if (!contact_ || !(strain > 0.))
      return;
    const auto cells =
      cells_that_flowed<dim>(current_, discretization_, material_, strain);
    if (cells.empty())
      return;
    const auto mass = [this]() {
      return current_.density *
             integrator_->flow().density_operator().lumped_mass();
    };
    // what was drawn at new points is not what the glass there has flowed by:
    // the next step is one of first order
    has_history_ = has_history_ && current_.structure.empty();

    const double mass_before   = mass();
    const double largest_force = contact_->largest_force_norm();
    std::vector<PointFieldRanges> ranges;
    for (const State *state : {&previous_, &current_})
      for (const Vector &fields : state->structure)
        ranges.push_back(point_field_ranges<dim>(fields, discretization_));
    refine(cells);
    contact_->set_largest_force_norm(largest_force);
    auto range = ranges.begin();
    for (State *state : {&previous_, &current_})
      for (Vector &fields : state->structure)
        {
          widen(*range, point_field_ranges<dim>(drawn_, discretization_));
          limit_point_fields<dim>(fields, discretization_, *range++);
        }
    // The density is the same function of the material as before; quadrature
    // of its mass by halved cells is another one where the displacement is not
    // exactly integrated.
    integrator_->flow().set_masses(current_);
    current_.density *= mass_before / mass();
    integrator_->flow().set_masses(current_);
    if (is_root() && !directory_.empty())
      {
        progress_.finish();
        std::cout << "step " << step_ << ": " << cells.size()
                  << " cells halved where the glass flows, now "
                  << discretization_.triangulation().n_global_active_cells()
                  << std::endl;
      }
  }

  /** By the places of the cells before they moved. */
  template <int dim>
  bool Simulation<dim>::contact_edge_is_coarse() const
  {
    const double edge = newest_.contact.radius;
    if (edge <= reduced_.mesh.block.refined_radius)
      return false;
    constexpr unsigned int top = 3;
    bool is_coarse             = false;
    for (const auto &cell :
         discretization_.triangulation().active_cell_iterators())
      if (cell->is_locally_owned() && cell->face(top)->at_boundary() &&
          cell->level() < int(discretization_.finest_level()))
        {
          Tensor<1, dim> from_axis =
            cell->center() - discretization_.contact_point();
          from_axis[1] = 0.;
          is_coarse |= std::abs(from_axis.norm() - edge) <
                       0.5 * cell->face(top)->diameter();
        }
    return Utilities::MPI::max(is_coarse ? 1. : 0., comm_) > 0.;
  }

  template <int dim>
  void Simulation<dim>::refine_as_before(const json &refinements)
  {
    for (const json &names : refinements)
      {
        std::vector<CellId> cells;
        for (const json &name : names)
          cells.emplace_back(name.get<std::string>());
        refine(cells);
      }
  }

  template void Simulation<2>::remember_drawn_fields();
  template void Simulation<3>::remember_drawn_fields();
  template void Simulation<2>::refine(const std::vector<CellId> &);
  template void Simulation<3>::refine(const std::vector<CellId> &);
  template bool Simulation<2>::contact_edge_is_coarse() const;
  template bool Simulation<3>::contact_edge_is_coarse() const;
  template void Simulation<2>::refine_where_it_flowed();
  template void Simulation<3>::refine_where_it_flowed();
  template void Simulation<2>::refine_as_before(const json &);
  template void Simulation<3>::refine_as_before(const json &);
} // namespace vitriflow
