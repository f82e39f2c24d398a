// Sum factorisation on faces for the packed numbers of simd.h. Not in one file
// with the cells: deal.II 9.4 uses the same include guard for both templates.

#include <vitriflow/discretization/kernel_degrees.h>

#ifdef VITRIFLOW_SIMD_BYTES

#  include <deal.II/matrix_free/evaluation_template_face_factory.templates.h>
#  include <deal.II/matrix_free/fe_evaluation_data.h>

DEAL_II_NAMESPACE_OPEN

namespace internal
{
  using vitriflow::Simd;

  template struct FEFaceEvaluationFactory<2, Simd<double>>;
  template struct FEFaceEvaluationFactory<3, Simd<double>>;
  template struct FEFaceEvaluationGatherFactory<2, double, Simd<double>>;
  template struct FEFaceEvaluationGatherFactory<3, double, Simd<double>>;
} // namespace internal

DEAL_II_NAMESPACE_CLOSE

#endif
