#include <deal.II/lac/solver_cg.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/operators/structure_diffusion.h>
#include <vitriflow/operators/structure_evaluation.h>

#include <algorithm>
#include <cmath>

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

    /**
     * One over the thickness of the cell behind a face; more where the cell is
     * distorted, by (J_max/J)(J_max/J_min) with the volume J per reference
     * volume: gradients at a point of the face count J_max/J times more than
     * the thickness there says, and J_min/J_max times less in the integral over
     * the cell. An estimate, exact in undistorted cells.
     */
    template <int dim>
    Simd<double> inverse_thickness(const StructureFaceEvaluation<dim> &side,
                                   const unsigned int q,
                                   const Simd<double> &distortion)
    {
      // a face may be stretched without end at a point
      constexpr double most = 1e3;
      const auto inverse    = side.inverse_jacobian(q);
      const Simd<double> share =
        std::min(std::abs(determinant(inverse)) * distortion,
                 Simd<double>(most));
      // the last reference direction of a face is the one across it
      return std::abs((side.get_normal_vector(q) * inverse)[dim - 1]) * share;
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
    sides_.resize(data.n_inner_face_batches());
    update_masses();
  }

  template <int dim>
  void StructureDiffusion<dim>::update_masses()
  {
    const Axisymmetry axis = discretization_.axisymmetry();
    const auto &data       = discretization_.matrix_free();
    StructureEvaluation<dim> w(data);
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
    StructureEvaluation<dim> w(discretization_.matrix_free());
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
    StructureFaceEvaluation<dim> inner(discretization_.matrix_free(), true);
    StructureFaceEvaluation<dim> outer(discretization_.matrix_free(), false);
    const auto all = EvaluationFlags::values | EvaluationFlags::gradients;
    for (unsigned int face = range.first; face < range.second; ++face)
      {
        inner.reinit(face);
        outer.reinit(face);
        inner.gather_evaluate(src, all);
        outer.gather_evaluate(src, all);
        const auto &[near, far]  = sides_[face];
        const Simd<double> left  = near.diffusivity;
        const Simd<double> right = far.diffusivity;
        for (const unsigned int q : inner.quadrature_point_indices())
          {
            const auto normal   = inner.get_normal_vector(q);
            const auto conormal = mesh_flux<dim>(normal, tilt);
            const Simd<double> penalty =
              penalty_factor * std::max(left, right) *
              std::max(inverse_thickness<dim>(inner, q, near.distortion),
                       inverse_thickness<dim>(outer, q, far.distortion));
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
                                     const Vector &structure,
                                     const double most) const
  {
    integrate(rate, structure, 0., -1.);
    rate.scale(inverse_mass_.get_vector());
    if (most == std::numeric_limits<double>::infinity())
      return;
    StructureEvaluation<dim> r(discretization_.matrix_free());
    StructureEvaluation<dim> w(discretization_.matrix_free());
    for (unsigned int cell = 0; cell < r.get_matrix_free().n_cell_batches();
         ++cell)
      {
        r.reinit(cell);
        w.reinit(cell);
        r.read_dof_values(rate);
        w.read_dof_values(structure);
        for (const unsigned int q : r.quadrature_point_indices())
          {
            Simd<double> &value      = r.begin_dof_values()[q];
            const Simd<double> bound = most * std::abs(w.begin_dof_values()[q]);
            value = std::min(bound, std::max(Simd<double>(-bound), value));
          }
        r.set_dof_values(rate);
      }
  }

  template <int dim>
  std::pair<double, double>
  StructureDiffusion<dim>::range(const Vector &structure) const
  {
    const auto &data = discretization_.matrix_free();
    double lowest    = std::numeric_limits<double>::max();
    double highest   = std::numeric_limits<double>::lowest();
    bool finite      = true;
    StructureEvaluation<dim> w(data);
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        w.reinit(cell);
        w.read_dof_values(structure);
        for (const unsigned int q : w.quadrature_point_indices())
          for (unsigned int lane = 0;
               lane < data.n_active_entries_per_cell_batch(cell);
               ++lane)
            {
              const double value = w.begin_dof_values()[q][lane];
              finite             = finite && std::isfinite(value);
              lowest             = std::min(lowest, value);
              highest            = std::max(highest, value);
            }
      }
    const MPI_Comm &comm = discretization_.communicator();
    if (Utilities::MPI::max(finite ? 0 : 1, comm) > 0)
      return {std::numeric_limits<double>::quiet_NaN(),
              std::numeric_limits<double>::quiet_NaN()};
    return {Utilities::MPI::min(lowest, comm),
            Utilities::MPI::max(highest, comm)};
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
