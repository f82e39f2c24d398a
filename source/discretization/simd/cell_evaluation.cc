// Sum factorisation in cells for the packed numbers of simd.h.

#include <vitriflow/discretization/kernel_degrees.h>

#ifdef VITRIFLOW_SIMD_BYTES

#  include <deal.II/matrix_free/evaluation_template_factory.templates.h>
#  include <deal.II/matrix_free/evaluation_template_factory_hanging_nodes.templates.h>
#  include <deal.II/matrix_free/fe_evaluation_data.h>

DEAL_II_NAMESPACE_OPEN

namespace internal
{
  using vitriflow::Simd;

  template struct FEEvaluationFactory<2, Simd<double>>;
  template struct FEEvaluationFactory<3, Simd<double>>;
  template struct FEEvaluationFactory<2, Simd<float>>;
  template struct FEEvaluationFactory<3, Simd<float>>;

  // never run, meshes have no hanging nodes, but FEEvaluation refers to them
  template struct FEEvaluationHangingNodesFactory<2, double, Simd<double>>;
  template struct FEEvaluationHangingNodesFactory<3, double, Simd<double>>;
  template struct FEEvaluationHangingNodesFactory<2, float, Simd<float>>;
  template struct FEEvaluationHangingNodesFactory<3, float, Simd<float>>;
} // namespace internal

DEAL_II_NAMESPACE_CLOSE

#endif
