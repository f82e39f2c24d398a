#include <deal.II/lac/precondition.h>

#include <vitriflow/solvers/chebyshev_smoother.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Lanczos steps for the largest eigenvalue, to which deal.II adds a
     * margin of 20 %. */
    constexpr unsigned int n_lanczos_steps = 12;
  } // namespace

  template <int dim>
  void ChebyshevSmoother<dim>::reinit(const MGLevelObject<Operator> &operators)
  {
    levels_.resize(operators.min_level(), operators.max_level());
    for (unsigned int l = operators.min_level(); l <= operators.max_level();
         ++l)
      {
        Level &level           = levels_[l];
        level.matrix           = &operators[l];
        level.inverse_diagonal = std::make_shared<Diagonal>();
        for (FloatVector *v : {&level.residual, &level.direction, &level.image})
          operators[l].initialize_dof_vector(*v);
      }
  }

  template <int dim>
  void ChebyshevSmoother<dim>::update_diagonal(const unsigned int level)
  {
    levels_[level].matrix->compute_inverse_diagonal(
      levels_[level].inverse_diagonal->get_vector());
  }

  template <int dim>
  void ChebyshevSmoother<dim>::estimate(const unsigned int level)
  {
    Level &l       = levels_[level];
    using Estimate = PreconditionChebyshev<Operator, FloatVector, Diagonal>;
    typename Estimate::AdditionalData data;
    data.preconditioner      = l.inverse_diagonal;
    data.eig_cg_n_iterations = n_lanczos_steps;
    Estimate chebyshev;
    chebyshev.initialize(*l.matrix, data);
    l.largest_eigenvalue =
      chebyshev.estimate_eigenvalues(l.residual).max_eigenvalue_estimate;
  }

  template <int dim>
  void ChebyshevSmoother<dim>::set_degree(const unsigned int level,
                                          const unsigned int degree)
  {
    levels_[level].degree = degree;
  }

  template <int dim>
  void ChebyshevSmoother<dim>::iterate(const Level &level,
                                       FloatVector &u,
                                       const bool from_zero) const
  {
    const unsigned int n = level.residual.locally_owned_size();
    const float *inverse = level.inverse_diagonal->get_vector().begin();
    float *x             = u.begin();
    float *r             = level.residual.begin();
    float *z             = level.direction.begin();
    for (unsigned int k = 1; k <= level.degree; ++k)
      {
        const float next =
          (8. * k - 4.) / (2. * k + 1.) / level.largest_eigenvalue;
        const float kept = (2. * k - 3.) / (2. * k + 1.);
        if (k == 1)
          for (unsigned int i = 0; i < n; ++i)
            {
              z[i] = next * inverse[i] * r[i];
              x[i] = from_zero ? z[i] : x[i] + z[i];
            }
        else
          {
            level.matrix->vmult(level.image, level.direction);
            const float *image = level.image.begin();
            for (unsigned int i = 0; i < n; ++i)
              {
                r[i] -= image[i];
                z[i] = kept * z[i] + next * inverse[i] * r[i];
                x[i] += z[i];
              }
          }
      }
  }

  template <int dim>
  void ChebyshevSmoother<dim>::smooth(const unsigned int level,
                                      FloatVector &u,
                                      const FloatVector &rhs) const
  {
    const Level &l = levels_[level];
    l.matrix->vmult(l.residual, u);
    l.residual.sadd(-1.f, 1.f, rhs);
    iterate(l, u, false);
  }

  template <int dim>
  void ChebyshevSmoother<dim>::apply(const unsigned int level,
                                     FloatVector &u,
                                     const FloatVector &rhs) const
  {
    const Level &l = levels_[level];
    l.residual.copy_locally_owned_data_from(rhs);
    iterate(l, u, true);
  }

  template <int dim>
  void ChebyshevSmoother<dim>::clear()
  {
    levels_.resize(0, 0);
    levels_[0] = Level();
  }

  template class ChebyshevSmoother<2>;
  template class ChebyshevSmoother<3>;
} // namespace vitriflow
