#pragma once

#include <vitriflow/base/scales.h>
#include <vitriflow/boundary/indentation_parameters.h>
#include <vitriflow/eigenmodes/mode_parameters.h>
#include <vitriflow/geometry/mesh_parameters.h>
#include <vitriflow/loading/program.h>
#include <vitriflow/map/map_parameters.h>
#include <vitriflow/material/material.h>
#include <vitriflow/output/output_parameters.h>
#include <vitriflow/solvers/solver_parameters.h>
#include <vitriflow/stability/stability_parameters.h>
#include <vitriflow/structure/structure_parameters.h>
#include <vitriflow/time/time_parameters.h>

namespace vitriflow
{
  /** All parameters of a run, in the run's units. */
  struct Parameters
  {
    std::string unit_system = "reduced";
    MeshParameters mesh;
    MaterialParameters material;
    LoadingParameters loading;
    IndentationParameters indentation;
    StructureParameters structure;
    TimeParameters time;
    SolverParameters solver;
    OutputParameters output;
    StabilityParameters stability;
    MapParameters map;
    ModeParameters modes;

    /** Why a run's input may not mean what its author thinks. */
    std::vector<std::string> notes;

    void add_to(dealii::ParameterHandler &prm);

    /** Throws BadInput for values out of range or contradictions. */
    void validate() const;

    /** Throws BadInput if a property is drawn that a run would not use. */
    void reject_unused_structure() const;

    /** Whether the material has fields of its own that move with it. */
    bool has_point_fields() const;

    bool si() const
    {
      return unit_system == "SI";
    }
  };

  /**
   * The same run in reduced units: the only place where units are converted.
   */
  struct ReducedRun
  {
    explicit ReducedRun(const Parameters &parameters);

    Scales scales;
    MaterialConstants constants; // run's units
    MeshParameters mesh;
    IndentationParameters indentation;
    TimeParameters time;
    std::vector<Segment> program;
    /** M, zero when below the threshold of the solver. */
    double inertia_number;
    /** M before that decision. */
    double given_inertia_number;
    /** kappa and C. */
    double bulk_modulus;
    double gradient_coefficient;
    PlasticFlowConstants plastic_flow;

    Material make_material(const Parameters &parameters) const;

    /** Wi of the fastest segment. */
    double weissenberg_number() const;
  };

  /** Reads a parameter file with its preset; validated. */
  void read_run(Parameters &parameters,
                dealii::ParameterHandler &prm,
                const std::string &file,
                const std::vector<std::string> &overrides);
} // namespace vitriflow
