#include <vitriflow/discretization/readable_copy.h>
#include <vitriflow/output/instability_field.h>

#include <deal.II/base/quadrature.h>

#include <deal.II/fe/fe_dgq.h>
#include <deal.II/fe/fe_values.h>

#include <vitriflow/stability/local_instability.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Reads all that LocalState wants at the points of a cell. */
    template <int dim>
    class LocalStates
    {
    public:
      LocalStates(const Discretization<dim> &discretization,
                  const Material &material,
                  const State &state,
                  const Quadrature<dim> &points)
        : modes_(material.modes())
        , is_plastic_(material.plastic_flow() != nullptr)
        , frame_(state.frame)
        , velocity_(discretization.mapping(),
                    discretization.dof_handler(free_velocity_space).get_fe(),
                    points,
                    update_gradients)
        , density_(discretization.mapping(),
                   discretization.dof_handler(density_space).get_fe(),
                   points,
                   update_values)
        , stress_(discretization.mapping(),
                  discretization.dof_handler(stress_space).get_fe(),
                  points,
                  update_values)
        , gradients_(points.size())
        , densities_(points.size())
        , components_(points.size(),
                      dealii::Vector<double>(n_stress_components<dim>))
        , states_(points.size())
      {
        for (LocalState &s : states_)
          s.time = state.time;
      }

      template <typename Cells>
      const std::vector<LocalState> &read(const Cells &cells,
                                          const Vector &velocity,
                                          const Vector &density,
                                          const std::vector<Vector> &stress,
                                          const std::vector<Vector> &structure)
      {
        velocity_.reinit(cells.velocity);
        density_.reinit(cells.density);
        stress_.reinit(cells.stress);
        velocity_[FEValuesExtractors::Vector(0)].get_function_gradients(
          velocity, gradients_);
        density_.get_function_values(density, densities_);
        for (unsigned int q = 0; q < states_.size(); ++q)
          {
            LocalState &s = states_[q];
            s.density     = densities_[q];
            const auto L  = physical_gradient(gradients_[q], frame_.tilt);
            for (unsigned int i = 0; i < dim; ++i)
              for (unsigned int j = 0; j < dim; ++j)
                s.velocity_gradient[i][j] = L[i][j];
            s.velocity_gradient[0][1] += frame_.shear_rate;
            s.stress = Stress<double>();
          }
        for (unsigned int m = 0; m < modes_.size(); ++m)
          if (!modes_[m].is_elastic() || is_plastic_)
            {
              stress_.get_function_values(stress[m], components_);
              for (unsigned int q = 0; q < states_.size(); ++q)
                for (unsigned int c = 0; c < n_stress_components<dim>; ++c)
                  states_[q].stress[stress_index(c)] += components_[q][c];
            }
        for (const Vector &fields : structure)
          {
            stress_.get_function_values(fields, components_);
            for (unsigned int q = 0; q < states_.size(); ++q)
              {
                const auto factor = [&](const PointField field) {
                  return std::max(components_[q][field], smallest_factor);
                };
                LocalState &s    = states_[q];
                s.structure      = components_[q][structural_variable];
                s.modulus_factor = factor(shear_modulus_factor);
                s.time_factor    = factor(relaxation_time_factor);
                s.yield_factor   = factor(yield_stress_factor);
              }
          }
        return states_;
      }

    private:
      const RelaxationModes &modes_;
      bool is_plastic_;
      Frame frame_;
      FEValues<dim> velocity_, density_, stress_;
      std::vector<Tensor<2, dim>> gradients_;
      std::vector<double> densities_;
      std::vector<dealii::Vector<double>> components_;
      std::vector<LocalState> states_;
    };

    template <int dim>
    struct Cells
    {
      typename DoFHandler<dim>::active_cell_iterator velocity, density, stress;
    };
  } // namespace

  template <int dim>
  InstabilityField<dim>::InstabilityField(
    const Discretization<dim> &discretization,
    const Material &material,
    const State &state,
    const Vector &velocity,
    const Vector &density,
    const std::vector<Vector> &stress)
    : dofs_(discretization.triangulation())
  {
    const FE_DGQ<dim> element(0);
    dofs_.distribute_dofs(element);
    values_.reinit(dofs_.locally_owned_dofs(), discretization.communicator());

    const Quadrature<dim> nodes(element.get_unit_support_points());
    std::vector<Vector> structure;
    for (const Vector &fields : state.structure)
      structure.push_back(readable_copy(discretization, stress_space, fields));
    LocalStates<dim> reader(discretization, material, state, nodes);
    const auto on_same_cell = [&](const Space space, const auto &cell) {
      return typename DoFHandler<dim>::active_cell_iterator(
        &discretization.triangulation(),
        cell->level(),
        cell->index(),
        &discretization.dof_handler(space));
    };
    std::vector<types::global_dof_index> indices(element.n_dofs_per_cell());
    for (const auto &cell : dofs_.active_cell_iterators())
      if (cell->is_locally_owned())
        {
          const Cells<dim> cells = {on_same_cell(free_velocity_space, cell),
                                    on_same_cell(density_space, cell),
                                    on_same_cell(stress_space, cell)};
          const auto &states =
            reader.read(cells, velocity, density, stress, structure);
          cell->get_dof_indices(indices);
          for (unsigned int q = 0; q < nodes.size(); ++q)
            values_(indices[q]) =
              static_cast<int>(local_growth<dim>(material, states[q]).type);
        }
  }

  template class InstabilityField<2>;
  template class InstabilityField<3>;
} // namespace vitriflow
