#include <deal.II/base/quadrature_lib.h>

#include <deal.II/dofs/dof_tools.h>

#include <deal.II/fe/fe_dgq.h>
#include <deal.II/fe/fe_q.h>

#include <vitriflow/discretization/block.h>
#include <vitriflow/discretization/box.h>
#include <vitriflow/discretization/discretization.h>

namespace vitriflow
{
  using namespace dealii;

  template <int dim>
  void make_constraints(const DoFHandler<dim> &dof_handler,
                        const Geometry geometry,
                        const bool zero_on_walls,
                        AffineConstraints<double> &constraints,
                        const Axisymmetry &axisymmetry)
  {
    IndexSet relevant;
    DoFTools::extract_locally_relevant_dofs(dof_handler, relevant);
    constraints.reinit(relevant);
    if (geometry == Geometry::indentation)
      {
        DoFTools::make_hanging_node_constraints(dof_handler, constraints);
        if (zero_on_walls)
          constrain_sides(dof_handler, constraints);
        if (axisymmetry && dof_handler.get_fe().n_components() == 1)
          constrain_axis(dof_handler, constraints);
      }
    else
      for (unsigned int d = 0; d < dim; ++d)
        if (is_periodic(geometry, d))
          DoFTools::make_periodicity_constraints(
            dof_handler, 2 * d, 2 * d + 1, d, constraints);
        else if (zero_on_walls)
          for (const unsigned int side : {2 * d, 2 * d + 1})
            DoFTools::make_zero_boundary_constraints(dof_handler,
                                                     side,
                                                     constraints);
    constraints.close();
  }

  template <int dim>
  Discretization<dim>::Discretization(const MeshParameters &parameters,
                                      const MPI_Comm &comm,
                                      const bool block_has_faces)
    : geometry_(parameters.kind())
    , has_faces_(geometry_ != Geometry::indentation || block_has_faces)
    , size_(parameters.lengths<dim>())
    , n_cells_(parameters.n_cells<dim>())
    , density_degree_(parameters.density_degree)
    , triangulation_(comm)
  {
    make_box<dim>(triangulation_, n_cells_, size_, geometry_);
    finest_level_ =
      triangulation_.n_global_levels() - 1 + parameters.block.refinement_levels;
    if (geometry_ == Geometry::indentation)
      {
        place_contact(parameters.block);
        refine_around<dim>(triangulation_,
                           contact_point_,
                           parameters.block.refined_radius,
                           parameters.block.refinement_levels);
      }
    for (DoFHandler<dim> *dofs :
         {&velocity_dofs_, &density_dofs_, &stress_dofs_})
      dofs->reinit(triangulation_);
    make_spaces();
  }

  template <int dim>
  void Discretization<dim>::make_spaces()
  {
    velocity_dofs_.distribute_dofs(
      FESystem<dim>(FE_Q<dim>(velocity_degree), dim));
    density_dofs_.distribute_dofs(FE_Q<dim>(density_degree_));
    const QGauss<1> gauss(n_quadrature_points_1d);
    stress_dofs_.distribute_dofs(FESystem<dim>(FE_DGQArbitraryNodes<dim>(gauss),
                                               n_stress_components<dim>));

    if (!follows_material())
      for (DoFHandler<dim> *dofs :
           {&velocity_dofs_, &density_dofs_, &stress_dofs_})
        number_along_rows(*dofs, lattice());

    make_constraints(velocity_dofs_, geometry_, true, velocity_constraints_);
    make_constraints(velocity_dofs_, geometry_, false, free_constraints_);
    make_constraints(
      density_dofs_, geometry_, false, density_constraints_, axisymmetry_);
    stress_constraints_.close();

    typename MatrixFree<dim, double>::AdditionalData data;
    data.tasks_parallel_scheme = MatrixFree<dim, double>::AdditionalData::none;
    data.mapping_update_flags =
      update_gradients | update_JxW_values | update_quadrature_points;
    if (!follows_material())
      batch_along_rows(triangulation_, lattice(), data);
    if (has_faces_)
      {
        data.mapping_update_flags_inner_faces =
          update_values | update_JxW_values | update_normal_vectors |
          update_quadrature_points;
        data.mapping_update_flags_boundary_faces =
          data.mapping_update_flags_inner_faces;
        // StressAdvection reads the neighbours on all sides
        data.hold_all_faces_to_owned_cells = !follows_material();
      }
    matrix_free_.reinit(
      mapping_,
      std::vector<const DoFHandler<dim> *>{
        &velocity_dofs_, &density_dofs_, &stress_dofs_, &velocity_dofs_},
      std::vector<const AffineConstraints<double> *>{&velocity_constraints_,
                                                     &density_constraints_,
                                                     &stress_constraints_,
                                                     &free_constraints_},
      gauss,
      data);
    for (const Space space :
         {velocity_space, density_space, free_velocity_space})
      rows_[space].reinit(matrix_free_, space);
  }

  template <int dim>
  const DoFHandler<dim> &
  Discretization<dim>::dof_handler(const Space space) const
  {
    return space == density_space
             ? density_dofs_
             : (space == stress_space ? stress_dofs_ : velocity_dofs_);
  }

  template <int dim>
  const AffineConstraints<double> &
  Discretization<dim>::constraints(const Space space) const
  {
    switch (space)
      {
        case velocity_space:
          return velocity_constraints_;
        case density_space:
          return density_constraints_;
        case stress_space:
          return stress_constraints_;
        default:
          return free_constraints_;
      }
  }

  template <int dim>
  Tensor<1, dim> Discretization<dim>::cell_size() const
  {
    Tensor<1, dim> h;
    for (unsigned int d = 0; d < dim; ++d)
      h[d] = std::ldexp(size_[d] / n_cells_[d], -int(n_refinements_));
    return h;
  }

  template <int dim>
  void Discretization<dim>::place_contact(const BlockParameters &block)
  {
    axisymmetry_   = Axisymmetry(block.axisymmetric());
    n_refinements_ = block.refinement_levels;
    for (unsigned int d = 0; d < dim; ++d)
      if (d == 1)
        contact_point_[d] = size_[d];
      else if (!block.symmetric)
        contact_point_[d] = 0.5 * size_[d];
      else if (!axisymmetry_)
        n_images_ *= 2;
  }

  template <int dim>
  double Discretization<dim>::volume() const
  {
    double v = 1.;
    for (const double s : size_)
      v *= s;
    return axisymmetry_ ? numbers::PI * size_[0] * v : v;
  }

  template class Discretization<2>;
  template class Discretization<3>;
  template void make_constraints(const DoFHandler<2> &,
                                 const Geometry,
                                 const bool,
                                 AffineConstraints<double> &,
                                 const Axisymmetry &);
  template void make_constraints(const DoFHandler<3> &,
                                 const Geometry,
                                 const bool,
                                 AffineConstraints<double> &,
                                 const Axisymmetry &);
} // namespace vitriflow
