#include <deal.II/fe/fe_q.h>

#include <vitriflow/boundary/frame.h>
#include <vitriflow/operators/density_integrals.h>
#include <vitriflow/operators/momentum_operator.h>

#include <algorithm>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Share of the local div-div diagonal that the projected one has, and of
     * C/h^2 to add to it: measured on uniform meshes, see the tests. */
    constexpr double projected_share  = 0.5;
    constexpr double capillary_factor = 1.33;

    /** Asks for an object that will be read soon. */
    template <typename T>
    void prefetch(const T *object)
    {
      constexpr unsigned int line = 64;
      for (unsigned int i = 0; i < sizeof(T); i += line)
        __builtin_prefetch(reinterpret_cast<const char *>(object) + i);
    }
  } // namespace

  template <int dim, typename Number>
  void MomentumOperator<dim, Number>::reinit(
    const RowAccess<dim, Number> &velocity,
    const RowAccess<dim, Number> &density,
    const unsigned int coefficients_per_cell,
    const Axisymmetry &axisymmetry)
  {
    const MatrixFree<dim, Number> &matrix_free = velocity.matrix_free();
    axisymmetry_                               = axisymmetry;
    matrix_free_                               = &matrix_free;
    velocity_                                  = &velocity;
    density_                                   = &density;
    per_cell_                                  = coefficients_per_cell;
    coefficients_.resize(matrix_free.n_cell_batches() * per_cell_);

    for (VectorType *v : {&nodal_density_,
                          &nodal_stiffness_,
                          &inverse_lumped_mass_,
                          &divergence_,
                          &volumetric_})
      matrix_free.initialize_dof_vector(*v, density.space());
    update_masses();
    compute_shapes();
  }

  template <int dim, typename Number>
  void MomentumOperator<dim, Number>::update_masses()
  {
    compute_lumped_mass<dim, Number>(*density_, axisymmetry_, lumped_mass_);
    for (unsigned int i = 0; i < lumped_mass_.locally_owned_size(); ++i)
      inverse_lumped_mass_.local_element(i) =
        lumped_mass_.local_element(i) > 0.
          ? Number(1.) / lumped_mass_.local_element(i)
          : Number(0.);
  }

  template <int dim, typename Number>
  void MomentumOperator<dim, Number>::compute_shapes()
  {
    shapes_.resize(matrix_free_->n_cell_batches());
    for (unsigned int b = 0; b < shapes_.size(); ++b)
      {
        CellShape &shape = shapes_[b];
        shape            = {};
        for (unsigned int l = 0;
             l < matrix_free_->n_active_entries_per_cell_batch(b);
             ++l)
          {
            const auto cell = matrix_free_->get_cell_iterator(b, l);
            double volume   = 1.;
            for (unsigned int d = 0; d < dim; ++d)
              {
                const double h           = cell->extent_in_direction(d);
                shape.inverse_size[d][l] = 1. / h;
                volume *= h;
              }
            if (axisymmetry_)
              {
                const double r = cell->center()[0];
                volume *= 2. * numbers::PI * r;
                shape.inverse_radius_squared[l] = 1. / (r * r);
              }
            shape.volume[l] = volume;
          }
      }

    double largest = 0.;
    for (unsigned int b = 0; b < shapes_.size(); ++b)
      for (unsigned int l = 0;
           l < matrix_free_->n_active_entries_per_cell_batch(b);
           ++l)
        for (unsigned int d = 0; d < dim; ++d)
          largest = std::max<double>(largest, shapes_[b].inverse_size[d][l]);
    largest_inverse_size_ =
      Utilities::MPI::max(largest,
                          matrix_free_->get_dof_handler(velocity_->space())
                            .get_triangulation()
                            .get_communicator());

    const FE_Q<dim> element(velocity_degree);
    const auto order = element.get_poly_space_numbering_inverse();
    const QGauss<dim> quadrature(velocity_degree + 1);
    gradient_products_.assign(element.n_dofs_per_cell(), {});
    value_products_.assign(element.n_dofs_per_cell(), Number(0.));
    for (unsigned int a = 0; a < element.n_dofs_per_cell(); ++a)
      for (unsigned int q = 0; q < quadrature.size(); ++q)
        {
          const double weight = quadrature.weight(q);
          const auto gradient =
            element.shape_grad(order[a], quadrature.point(q));
          for (unsigned int k = 0; k < dim; ++k)
            for (unsigned int l = k; l < dim; ++l)
              gradient_products_[a][k][l] += weight * gradient[k] * gradient[l];
          value_products_[a] +=
            weight *
            std::pow(element.shape_value(order[a], quadrature.point(q)), 2);
        }
  }

  template <int dim, typename Number>
  void MomentumOperator<dim, Number>::set_scalars(const double tilt,
                                                  const double capillarity,
                                                  const double deviatoric)
  {
    tilt_        = tilt;
    capillarity_ = capillarity;
    deviatoric_  = deviatoric;
  }

  template <int dim, typename Number>
  double MomentumOperator<dim, Number>::capillary_stiffness() const
  {
    const double degree =
      matrix_free_->get_dof_handler(density_->space()).get_fe().degree;
    return capillary_factor * capillarity_ *
           std::pow(degree * largest_inverse_size_, 2);
  }

  template <int dim, typename Number>
  void
  MomentumOperator<dim, Number>::apply_volumetric(const VectorType &src) const
  {
    const Simd<Number> tilt = Number(tilt_);
    const Axisymmetry axis  = axisymmetry_;
    matrix_free_->template cell_loop<VectorType, VectorType>(
      [&](const auto &, auto &out, const auto &in, const auto &range) {
        VelocityEvaluation<dim, Number> velocity(*velocity_);
        DensityEvaluation<dim, Number> phi(*density_);
        for (unsigned int cell = range.first; cell < range.second; ++cell)
          {
            velocity.reinit(cell);
            phi.reinit(cell);
            velocity.gather_evaluate(in,
                                     axis ? EvaluationFlags::values |
                                              EvaluationFlags::gradients
                                          : EvaluationFlags::gradients);
            for (const unsigned int q : phi.quadrature_point_indices())
              {
                auto divergence =
                  trace(physical_gradient(velocity.get_gradient(q), tilt));
                if (axis)
                  divergence = axis.weight(velocity, q) *
                               (divergence + axis.hoop_rate(velocity, q));
                phi.submit_value(divergence, q);
              }
            phi.integrate_scatter(EvaluationFlags::values, out);
          }
      },
      divergence_,
      src,
      true);

    const unsigned int n = divergence_.locally_owned_size();
    for (unsigned int i = 0; i < n; ++i)
      divergence_.local_element(i) *=
        nodal_density_.local_element(i) * inverse_lumped_mass_.local_element(i);
    if (capillarity_ > 0.)
      apply_laplacian<dim, Number>(
        *density_, axisymmetry_, tilt_, volumetric_, divergence_);
    const Number c = capillarity_;
    for (unsigned int i = 0; i < n; ++i)
      {
        const Number laplacian =
          c > 0. ? c * volumetric_.local_element(i) : Number(0.);
        volumetric_.local_element(i) =
          (laplacian * inverse_lumped_mass_.local_element(i) +
           nodal_stiffness_.local_element(i) * divergence_.local_element(i)) *
          nodal_density_.local_element(i);
      }
    volumetric_.update_ghost_values();
  }

  template <int dim, typename Number>
  void MomentumOperator<dim, Number>::allow_softening()
  {
    softening_.resize(coefficients_.size());
    softening_.fill({});
  }

  template <int dim, typename Number>
  template <bool softened, bool axisymmetric>
  void MomentumOperator<dim, Number>::apply_cells(
    VectorType &dst,
    const VectorType &src,
    const std::pair<unsigned int, unsigned int> &range) const
  {
    const Simd<Number> tilt = Number(tilt_);
    const Number third      = deviatoric_ / 3.;
    // known when this is compiled, where it costs most
    const Axisymmetry axis(axisymmetric);
    VelocityEvaluation<dim, Number> velocity(*velocity_);
    DensityEvaluation<dim, Number> force(*density_);
    const auto flags = EvaluationFlags::values | EvaluationFlags::gradients;
    for (unsigned int cell = range.first; cell < range.second; ++cell)
      {
        velocity.reinit(cell);
        force.reinit(cell);
        velocity.gather_evaluate(src, flags);
        force.gather_evaluate(volumetric_, EvaluationFlags::values);
        for (const unsigned int q : velocity.quadrature_point_indices())
          {
            const Coefficients &k = coefficients(cell, q);
            if (per_cell_ > 1 || q == 0)
              prefetch(&k + per_cell_);
            const auto gradient =
              physical_gradient(velocity.get_gradient(q), tilt);
            auto stress = k.viscosity * (gradient + transpose(gradient)) +
                          gradient * Tensor<2, dim, Simd<Number>>(k.stretch);
            const auto hoop = axis.hoop_rate(velocity, q);
            const Simd<Number> pressure =
              force.get_value(q) -
              Number(2.) * third * k.viscosity * (trace(gradient) + hoop);
            auto hoop_stress = Number(2.) * k.viscosity * hoop + pressure;
            if constexpr (softened)
              {
                // along the hoops minus the trace: it is a deviator
                const auto &m     = softening_[cell * per_cell_ + q];
                const auto change = m * symmetrize(gradient) - trace(m) * hoop;
                stress -= change * Tensor<2, dim, Simd<Number>>(m);
                hoop_stress += change * trace(m);
              }
            for (unsigned int d = 0; d < dim; ++d)
              stress[d][d] += pressure;
            const auto force_density = k.inertia * velocity.get_value(q);
            if constexpr (axisymmetric)
              axis.submit(
                velocity, q, to_mesh(stress, tilt), hoop_stress, force_density);
            else
              {
                velocity.submit_gradient(to_mesh(stress, tilt), q);
                velocity.submit_value(force_density, q);
              }
          }
        velocity.integrate_scatter(flags, dst);
      }
  }

  template <int dim, typename Number>
  void MomentumOperator<dim, Number>::vmult(VectorType &dst,
                                            const VectorType &src) const
  {
    apply_volumetric(src);
    const bool softened = !softening_.empty(), axial = bool(axisymmetry_);
    matrix_free_->template cell_loop<VectorType, VectorType>(
      [&](const auto &, auto &out, const auto &in, const auto &range) {
        if (softened && axial)
          apply_cells<true, true>(out, in, range);
        else if (softened)
          apply_cells<true, false>(out, in, range);
        else if (axial)
          apply_cells<false, true>(out, in, range);
        else
          apply_cells<false, false>(out, in, range);
      },
      dst,
      src,
      true);
    volumetric_.zero_out_ghost_values();
    contact_.vmult_add(dst, src);
  }

  template <int dim, typename Number>
  void MomentumOperator<dim, Number>::compute_inverse_diagonal(
    VectorType &diagonal) const
  {
    matrix_free_->initialize_dof_vector(diagonal, velocity_->space());
    nodal_density_.update_ghost_values();
    nodal_stiffness_.update_ghost_values();
    const Number degree =
      matrix_free_->get_dof_handler(density_->space()).get_fe().degree;
    const Number capillary = capillary_factor * capillarity_ * degree * degree;
    const Number third     = deviatoric_ / 3.;
    const Number shift     = tilt_;
    matrix_free_->template cell_loop<VectorType, VectorType>(
      [&](const auto &, auto &out, const auto &, const auto &range) {
        VelocityEvaluation<dim, Number> velocity(*velocity_);
        DensityEvaluation<dim, Number> density(*density_);
        DensityEvaluation<dim, Number> stiffness(*density_);
        const unsigned int n_nodes = value_products_.size();
        for (unsigned int cell = range.first; cell < range.second; ++cell)
          {
            const CellShape &shape = shapes_[cell];
            Simd<Number> finest    = shape.inverse_size[0];
            for (unsigned int d = 1; d < dim; ++d)
              finest = std::max(finest, shape.inverse_size[d]);
            velocity.reinit(cell);
            density.reinit(cell);
            stiffness.reinit(cell);
            density.read_dof_values(nodal_density_);
            stiffness.read_dof_values(nodal_stiffness_);
            Simd<Number> bulk = 0.;
            for (unsigned int i = 0; i < density.dofs_per_cell; ++i)
              {
                const auto r = density.begin_dof_values()[i];
                bulk += r * r *
                        (stiffness.begin_dof_values()[i] +
                         capillary * finest * finest);
              }
            bulk *= Number(projected_share / density.dofs_per_cell);

            Coefficients mean{};
            for (unsigned int q = 0; q < per_cell_; ++q)
              {
                const Coefficients &k = coefficients(cell, q);
                mean.viscosity += k.viscosity / Number(per_cell_);
                mean.stretch += k.stretch / Number(per_cell_);
                mean.inertia += k.inertia / Number(per_cell_);
              }
            for (unsigned int a = 0; a < n_nodes; ++a)
              {
                // mesh to physical gradients: d_y = d_Y - tilt d_X
                SymmetricTensor<2, dim, Simd<Number>> s;
                for (unsigned int k = 0; k < dim; ++k)
                  for (unsigned int l = k; l < dim; ++l)
                    s[k][l] = gradient_products_[a][k][l] * shape.volume *
                              shape.inverse_size[k] * shape.inverse_size[l];
                const Simd<Number> values = value_products_[a] * shape.volume;
                s[1][1] += shift * (shift * s[0][0] - Number(2.) * s[0][1]);
                if (dim == 3)
                  s[1][dim - 1] -= shift * s[0][dim - 1];
                s[0][1] -= shift * s[0][0];
                const auto common = mean.viscosity * trace(s) +
                                    mean.stretch * s + mean.inertia * values;
                for (unsigned int d = 0; d < dim; ++d)
                  velocity.begin_dof_values()[d * n_nodes + a] =
                    common +
                    ((Number(1.) - Number(2.) * third) * mean.viscosity +
                     bulk) *
                      s[d][d];
                velocity.begin_dof_values()[a] +=
                  ((Number(2.) - Number(2.) * third) * mean.viscosity + bulk) *
                  shape.inverse_radius_squared * values;
              }
            velocity.distribute_local_to_global(out);
          }
      },
      diagonal,
      nodal_density_,
      true);
    contact_.add_diagonal(diagonal);
    for (unsigned int i = 0; i < diagonal.locally_owned_size(); ++i)
      {
        Number &d = diagonal.local_element(i);
        d         = d > 0. ? Number(1.) / d : Number(1.);
      }
    nodal_density_.zero_out_ghost_values();
    nodal_stiffness_.zero_out_ghost_values();
  }

  template class MomentumOperator<2, double>;
  template class MomentumOperator<2, float>;
  template class MomentumOperator<3, double>;
  template class MomentumOperator<3, float>;
} // namespace vitriflow
