#pragma once

// To be included before deal.II's evaluation templates, by the files that
// compile them for the packed numbers of simd.h.

#include <vitriflow/base/simd.h>

#ifdef VITRIFLOW_SIMD_BYTES

// Compiles kernels for the degrees up to this one; higher ones would be slow.
#  define FE_EVAL_FACTORY_DEGREE_MAX 2

#  include <vitriflow/discretization/evaluation.h>

static_assert(vitriflow::velocity_degree <= FE_EVAL_FACTORY_DEGREE_MAX,
              "The kernels of this degree are not compiled");

#endif
