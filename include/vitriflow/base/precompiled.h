#pragma once

/**
 * @file
 * The headers of deal.II that most sources include, read by the compiler once:
 * they are half and more of what it takes to compile a source. Included by the
 * build, not by sources, which include what they use.
 */

#include <vitriflow/base/types.h>
// before deal.II's: it says how wide packed numbers are

#include <deal.II/base/function.h>
#include <deal.II/base/parameter_handler.h>

#include <deal.II/distributed/tria.h>

#include <deal.II/dofs/dof_handler.h>
#include <deal.II/dofs/dof_tools.h>

#include <deal.II/fe/fe_system.h>
#include <deal.II/fe/mapping_q_cache.h>

#include <deal.II/lac/affine_constraints.h>

#include <deal.II/matrix_free/fe_evaluation.h>

#include <nlohmann/json.hpp>
