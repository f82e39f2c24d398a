#include <vitriflow/eigenmodes/global_modes.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Orthogonal to what came before with less than this share left: the same
     * pattern. */
    constexpr double dependent = 1e-8;

    double
    weighted_product(const Vector &a, const Vector &b, const Vector &mass)
    {
      double sum = 0.;
      for (unsigned int i = 0; i < mass.locally_owned_size(); ++i)
        sum += mass.local_element(i) * a.local_element(i) * b.local_element(i);
      return Utilities::MPI::sum(sum, mass.get_mpi_communicator());
    }

    /** Less its mean, and zero where no node is. */
    Vector fluctuation(const Vector &pattern, const Vector &mass)
    {
      Vector one = mass;
      for (unsigned int i = 0; i < mass.locally_owned_size(); ++i)
        one.local_element(i) = mass.local_element(i) > 0. ? 1. : 0.;
      const double mean =
        weighted_product(pattern, one, mass) / weighted_product(one, one, mass);
      Vector result = pattern;
      for (unsigned int i = 0; i < mass.locally_owned_size(); ++i)
        result.local_element(i) =
          one.local_element(i) > 0. ? pattern.local_element(i) - mean : 0.;
      return result;
    }
  } // namespace

  template <int dim>
  std::vector<GlobalMode> find_global_modes(FrozenStep<dim> &step,
                                            const ModeParameters &parameters,
                                            const double dt,
                                            const MPI_Comm &comm)
  {
    const auto map = [&](const double *source, double *result) {
      step.apply(source, result);
    };
    std::vector<GlobalMode> modes;
    for (const Eigenpair &pair : largest_eigenpairs(map,
                                                    step.random_disturbance(),
                                                    parameters.n_modes,
                                                    parameters.tolerance,
                                                    comm))
      if (pair.value.imag() >= 0.)
        modes.push_back({std::log(pair.value) / dt,
                         pair.residual,
                         step.changes(pair.real),
                         step.changes(pair.imaginary)});
    return modes;
  }

  double pattern_overlap(const Vector &pattern,
                         const std::vector<const Vector *> &modes,
                         const Vector &lumped_mass)
  {
    const Vector wanted = fluctuation(pattern, lumped_mass);
    const double norm =
      std::sqrt(weighted_product(wanted, wanted, lumped_mass));
    std::vector<Vector> basis;
    double explained = 0.;
    for (const Vector *mode : modes)
      {
        Vector v            = fluctuation(*mode, lumped_mass);
        const double before = std::sqrt(weighted_product(v, v, lumped_mass));
        for (const Vector &b : basis)
          v.add(-weighted_product(v, b, lumped_mass), b);
        const double length = std::sqrt(weighted_product(v, v, lumped_mass));
        if (!(length > dependent * before))
          continue;
        v *= 1. / length;
        explained += std::pow(weighted_product(wanted, v, lumped_mass), 2);
        basis.push_back(std::move(v));
      }
    return norm > 0. ? std::sqrt(explained) / norm : 0.;
  }

  template std::vector<GlobalMode> find_global_modes(FrozenStep<2> &,
                                                     const ModeParameters &,
                                                     double,
                                                     const MPI_Comm &);
  template std::vector<GlobalMode> find_global_modes(FrozenStep<3> &,
                                                     const ModeParameters &,
                                                     double,
                                                     const MPI_Comm &);
} // namespace vitriflow
