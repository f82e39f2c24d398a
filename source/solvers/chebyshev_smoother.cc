#include <deal.II/lac/solver_cg.h>

#include <vitriflow/solvers/chebyshev_smoother.h>

#include <random>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Lanczos steps for the largest eigenvalue, which is estimated from
     * below, and the factor that makes up for it. */
    constexpr unsigned int n_lanczos_steps = 12;
    constexpr float margin                 = 1.2f;

    /** A vector that has something of all eigenvectors. A pattern in the
     * numbers of the unknowns, as PreconditionChebyshev takes, is one in space
     * where these follow the mesh: it can miss the largest eigenvalue by more
     * than the margin. */
    void fill_randomly(FloatVector &vector)
    {
      const unsigned int first = vector.get_partitioner()->local_range().first;
      std::mt19937 generator(first);
      std::uniform_real_distribution<float> number(-1.f, 1.f);
      for (float &v : vector)
        v = number(generator);
    }
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
    Level &l              = levels_[level];
    FloatVector &solution = l.direction;
    fill_randomly(l.residual);
    solution = 0.f;
    IterationNumberControl control(n_lanczos_steps, 0., false, false);
    SolverCG<FloatVector> cg(control);
    cg.connect_eigenvalues_slot([&l](const std::vector<double> &eigenvalues) {
      l.largest_eigenvalue = margin * eigenvalues.back();
    });
    cg.solve(*l.matrix, solution, l.residual, *l.inverse_diagonal);
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
