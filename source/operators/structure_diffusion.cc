#include <deal.II/lac/solver_cg.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/operators/structure_diffusion.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /**
     * Penalty times the thickness of a cell. Of polynomials of degree p in one
     * direction, the squares at both ends are at most (p + 1)(p + 2)/h times
     * their integral; two directions that the frame couples need once this,
     * and twice leaves half of the form.
     */
    constexpr double penalty_factor =
      2. * (velocity_degree + 1) * (velocity_degree + 2);

    /** The condition number is one plus 1e2 to 1e3 times D weight/h^2, of
     * which its root counts. */
    constexpr unsigned int max_iterations = 2000;

    /** Of the change that diffusion makes. */
    constexpr double reduction = 1e-8;

    /** Of w: round-off. */
    constexpr double round_off = 1e-15;

    /** The structural variable alone. */
    template <int dim>
    struct CellEvaluation : FEEvaluation<dim, -1, 0, 1, double, Simd<double>>
    {
      explicit CellEvaluation(const MatrixFree<dim, double> &data)
        : FEEvaluation<dim, -1, 0, 1, double, Simd<double>>(data,
                                                            stress_space,
                                                            0,
                                                            structural_variable)
      {
      }
    };

    template <int dim>
    struct FaceEvaluation
      : FEFaceEvaluation<dim, -1, 0, 1, double, Simd<double>>
    {
      FaceEvaluation(const MatrixFree<dim, double> &data, const bool inner)
        : FEFaceEvaluation<dim, -1, 0, 1, double, Simd<double>>(
            data, inner, stress_space, 0, structural_variable)
      {
      }
    };

    /** Of a face of a cell: one, or where the outer cell is larger than the
     * inner one, their share of its face. */
    template <int dim, typename FaceInfo>
    double share_of(const FaceInfo &info)
    {
      return info.subface_index < GeometryInfo<dim>::max_children_per_cell
               ? 1. / GeometryInfo<dim>::max_children_per_face
               : 1.;
    }

    /** One over the thickness of the cell behind a face. */
    template <int dim>
    Simd<double> inverse_thickness(const FaceEvaluation<dim> &side,
                                   const unsigned int q)
    {
      // the last reference direction of a face is the one across it
      return std::abs(
        (side.get_normal_vector(q) * side.inverse_jacobian(q))[dim - 1]);
    }

    /** F^-1 F^-T of the frame times a mesh gradient. */
    template <int dim>
    Tensor<1, dim, Simd<double>>
    mesh_flux(const Tensor<1, dim, Simd<double>> &gradient,
              const Simd<double> &tilt)
    {
      return to_mesh(physical_gradient(gradient, tilt), tilt);
    }
  } // namespace

  template <int dim>
  StructureDiffusion<dim>::StructureDiffusion(
    const Discretization<dim> &discretization)
    : discretization_(discretization)
  {
    const auto &data = discretization.matrix_free();
    for (Vector *v :
         {&diffusivity_, &change_, &mass_, &inverse_mass_.get_vector()})
      discretization.initialize(*v, stress_space);
    cell_diffusivity_.resize(data.n_cell_batches());
    face_diffusivity_.resize(data.n_inner_face_batches());
    update_masses();
  }

  template <int dim>
  void StructureDiffusion<dim>::update_masses()
  {
    const Axisymmetry axis = discretization_.axisymmetry();
    const auto &data       = discretization_.matrix_free();
    CellEvaluation<dim> w(data);
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        w.reinit(cell);
        // the nodes are the quadrature points
        for (const unsigned int q : w.quadrature_point_indices())
          w.begin_dof_values()[q] = axis.JxW(w, q);
        w.set_dof_values(mass_);
        for (const unsigned int q : w.quadrature_point_indices())
          w.begin_dof_values()[q] = 1. / axis.JxW(w, q);
        w.set_dof_values(inverse_mass_.get_vector());
      }
  }

  /** The mean of every cell, at its nodes. */
  template <int dim>
  void StructureDiffusion<dim>::average(const Vector &stress,
                                        const Vector &structure,
                                        const Material &material)
  {
    const auto &data        = discretization_.matrix_free();
    const PlasticFlow &flow = *material.plastic_flow();
    const double factor     = material.plastic_constants().diffusion;
    StressEvaluation<dim> s(data, stress_space);
    StressEvaluation<dim> fields(data, stress_space);
    CellEvaluation<dim> out(data);
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        s.reinit(cell);
        fields.reinit(cell);
        out.reinit(cell);
        s.read_dof_values(stress);
        fields.read_dof_values(structure);
        Simd<double> sum = 0., volume = 0.;
        for (const unsigned int q : s.quadrature_point_indices())
          {
            const Simd<double> d =
              flow.rate(equivalent_stress(nodal_stress<dim>(s, q)),
                        point_field<dim>(fields, structural_variable, q),
                        point_factor<dim>(fields, yield_stress_factor, q));
            sum += d * s.JxW(q);
            volume += s.JxW(q);
          }
        std::fill_n(out.begin_dof_values(),
                    out.dofs_per_cell,
                    factor * sum / volume);
        out.set_dof_values(diffusivity_);
      }
  }

  /** Mean of a cell and of the two faces across each direction, where it is
   * that of two cells: the largest of the directions. */
  template <int dim>
  void StructureDiffusion<dim>::spread()
  {
    const auto &data = discretization_.matrix_free();
    // component d: half the difference to what is behind the faces across d
    data.template loop<Vector, Vector>(
      [](const auto &, auto &, const auto &, const auto &) {},
      [](const auto &mf, auto &out, const auto &in, const auto &range) {
        FaceEvaluation<dim> inner(mf, true), outer(mf, false);
        StressFaceEvaluation<dim> to_inner(mf, true, stress_space);
        StressFaceEvaluation<dim> to_outer(mf, false, stress_space);
        for (unsigned int face = range.first; face < range.second; ++face)
          {
            const auto &info             = mf.get_face_info(face);
            const unsigned int direction = info.interior_face_no / 2;
            inner.reinit(face);
            outer.reinit(face);
            inner.read_dof_values(in);
            outer.read_dof_values(in);
            const Simd<double> step = 0.25 * (outer.begin_dof_values()[0] -
                                              inner.begin_dof_values()[0]);
            const auto add          = [direction](auto &side,
                                         const unsigned int face_number,
                                         const Simd<double> &change,
                                         auto &vector) {
              side.reinit(face_number);
              std::fill_n(side.begin_dof_values(), side.dofs_per_cell, 0.);
              std::fill_n(side.begin_dof_values() + direction * n_points<dim>,
                          n_points<dim>,
                          change);
              side.distribute_local_to_global(vector);
            };
            add(to_inner, face, step, out);
            // a larger cell has several faces there
            add(to_outer, face, -share_of<dim>(info) * step, out);
          }
      },
      [](const auto &, auto &, const auto &, const auto &) {},
      change_,
      diffusivity_,
      true);
    CellEvaluation<dim> own(data);
    StressEvaluation<dim> change(data, stress_space);
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        own.reinit(cell);
        change.reinit(cell);
        own.read_dof_values(diffusivity_);
        change.read_dof_values(change_);
        Simd<double> largest = change.begin_dof_values()[0];
        for (unsigned int d = 1; d < dim; ++d)
          largest =
            std::max(largest, change.begin_dof_values()[d * n_points<dim>]);
        cell_diffusivity_[cell] = own.begin_dof_values()[0] + largest;
        std::fill_n(own.begin_dof_values(),
                    own.dofs_per_cell,
                    cell_diffusivity_[cell]);
        own.set_dof_values(diffusivity_);
      }
  }

  template <int dim>
  void StructureDiffusion<dim>::set_diffusivity(const Vector &stress,
                                                const Vector &structure,
                                                const Material &material,
                                                const double tilt)
  {
    tilt_            = tilt;
    const auto &data = discretization_.matrix_free();
    if (discretization_.follows_material())
      update_masses();
    average(stress, structure, material);
    spread();
    FaceEvaluation<dim> inner(data, true), outer(data, false);
    diffusivity_.update_ghost_values();
    for (unsigned int face = 0; face < data.n_inner_face_batches(); ++face)
      {
        inner.reinit(face);
        outer.reinit(face);
        inner.read_dof_values(diffusivity_);
        outer.read_dof_values(diffusivity_);
        face_diffusivity_[face] = {
          {inner.begin_dof_values()[0], outer.begin_dof_values()[0]}};
      }
    diffusivity_.zero_out_ghost_values();
  }

  template <int dim>
  void StructureDiffusion<dim>::integrate_cells(
    Vector &dst,
    const Vector &src,
    const double mass,
    const double weight,
    const std::pair<unsigned int, unsigned int> &range) const
  {
    const Simd<double> tilt(tilt_);
    const Axisymmetry axis = discretization_.axisymmetry();
    CellEvaluation<dim> w(discretization_.matrix_free());
    const auto all = EvaluationFlags::values | EvaluationFlags::gradients;
    for (unsigned int cell = range.first; cell < range.second; ++cell)
      {
        w.reinit(cell);
        w.gather_evaluate(src, all);
        const Simd<double> factor = weight * cell_diffusivity_[cell];
        for (const unsigned int q : w.quadrature_point_indices())
          {
            const Simd<double> around = axis.weight(w, q);
            w.submit_value(mass * around * w.get_value(q), q);
            w.submit_gradient(factor * around *
                                mesh_flux<dim>(w.get_gradient(q), tilt),
                              q);
          }
        w.integrate_scatter(all, dst);
      }
  }

  template <int dim>
  void StructureDiffusion<dim>::integrate_faces(
    Vector &dst,
    const Vector &src,
    const double weight,
    const std::pair<unsigned int, unsigned int> &range) const
  {
    const Simd<double> tilt(tilt_);
    const Axisymmetry axis = discretization_.axisymmetry();
    FaceEvaluation<dim> inner(discretization_.matrix_free(), true);
    FaceEvaluation<dim> outer(discretization_.matrix_free(), false);
    const auto all = EvaluationFlags::values | EvaluationFlags::gradients;
    for (unsigned int face = range.first; face < range.second; ++face)
      {
        inner.reinit(face);
        outer.reinit(face);
        inner.gather_evaluate(src, all);
        outer.gather_evaluate(src, all);
        const Simd<double> left  = face_diffusivity_[face][0];
        const Simd<double> right = face_diffusivity_[face][1];
        for (const unsigned int q : inner.quadrature_point_indices())
          {
            const auto normal   = inner.get_normal_vector(q);
            const auto conormal = mesh_flux<dim>(normal, tilt);
            const Simd<double> penalty =
              penalty_factor * std::max(left, right) *
              std::max(inverse_thickness<dim>(inner, q),
                       inverse_thickness<dim>(outer, q));
            const Simd<double> factor = weight * axis.weight(inner, q);
            const Simd<double> jump =
              factor * (inner.get_value(q) - outer.get_value(q));
            const Simd<double> flux =
              penalty * (normal * conormal) * jump -
              0.5 * factor *
                (left * (conormal * inner.get_gradient(q)) +
                 right * (conormal * outer.get_gradient(q)));
            inner.submit_value(flux, q);
            outer.submit_value(-flux, q);
            inner.submit_gradient((-0.5 * left * jump) * conormal, q);
            outer.submit_gradient((-0.5 * right * jump) * conormal, q);
          }
        inner.integrate_scatter(all, dst);
        outer.integrate_scatter(all, dst);
      }
  }

  template <int dim>
  void StructureDiffusion<dim>::integrate(Vector &dst,
                                          const Vector &src,
                                          const double mass,
                                          const double weight) const
  {
    discretization_.matrix_free().template loop<Vector, Vector>(
      [&](const auto &, auto &out, const auto &in, const auto &range) {
        integrate_cells(out, in, mass, weight, range);
      },
      [&](const auto &, auto &out, const auto &in, const auto &range) {
        integrate_faces(out, in, weight, range);
      },
      // nothing flows through walls
      [](const auto &, auto &, const auto &, const auto &) {},
      dst,
      src,
      true,
      MatrixFree<dim, double>::DataAccessOnFaces::gradients,
      MatrixFree<dim, double>::DataAccessOnFaces::gradients);
  }

  template <int dim>
  void StructureDiffusion<dim>::rate(Vector &rate,
                                     const Vector &structure) const
  {
    integrate(rate, structure, 0., -1.);
    rate.scale(inverse_mass_.get_vector());
  }

  template <int dim>
  void StructureDiffusion<dim>::solve(Vector &structure,
                                      const Vector &given,
                                      const double weight) const
  {
    struct Operator
    {
      const StructureDiffusion &diffusion;
      double weight;

      void vmult(Vector &dst, const Vector &src) const
      {
        diffusion.integrate(dst, src, 1., weight);
      }
    };
    Vector load(given), residual(given), change;
    change.reinit(structure);
    load.scale(mass_);
    integrate(residual, structure, -1., -weight);
    residual += load;
    ReductionControl control(
      max_iterations, round_off * load.l2_norm(), reduction, false, false);
    try
      {
        SolverCG<Vector>(control).solve(Operator{*this, weight},
                                        change,
                                        residual,
                                        inverse_mass_);
      }
    catch (const SolverControl::NoConvergence &)
      {
        throw StepFailed("the diffusion of the structural variable did not "
                         "converge");
      }
    structure += change;
  }

  template class StructureDiffusion<2>;
  template class StructureDiffusion<3>;
} // namespace vitriflow
