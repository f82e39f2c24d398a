// MatrixFree and its parts for the packed numbers of simd.h, compiled from
// deal.II's installed templates: the library holds them for its own width only.

#include <vitriflow/base/simd.h>

#ifdef VITRIFLOW_SIMD_BYTES

#  include <deal.II/matrix_free/dof_info.templates.h>
#  include <deal.II/matrix_free/mapping_info.templates.h>
#  include <deal.II/matrix_free/mapping_info_storage.templates.h>
#  include <deal.II/matrix_free/matrix_free.templates.h>
#  include <deal.II/matrix_free/shape_info.templates.h>

#  include <vitriflow/base/types.h>

DEAL_II_NAMESPACE_OPEN

template class MatrixFree<2, double, vitriflow::Simd<double>>;
template class MatrixFree<3, double, vitriflow::Simd<double>>;
template class MatrixFree<2, float, vitriflow::Simd<float>>;
template class MatrixFree<3, float, vitriflow::Simd<float>>;

// a member template: constraints are in double precision on all levels
#  define INSTANTIATE_REINIT(dim, Number)                              \
    template void                                                      \
    MatrixFree<dim, Number, vitriflow::Simd<Number>>::internal_reinit( \
      const std::shared_ptr<hp::MappingCollection<dim>> &,             \
      const std::vector<const DoFHandler<dim> *> &,                    \
      const std::vector<const AffineConstraints<double> *> &,          \
      const std::vector<IndexSet> &,                                   \
      const std::vector<hp::QCollection<dim>> &,                       \
      const AdditionalData &)
INSTANTIATE_REINIT(2, double);
INSTANTIATE_REINIT(3, double);
INSTANTIATE_REINIT(2, float);
INSTANTIATE_REINIT(3, float);
#  undef INSTANTIATE_REINIT

DEAL_II_NAMESPACE_CLOSE

#endif
