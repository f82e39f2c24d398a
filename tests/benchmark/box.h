#pragma once

#include <vitriflow/simulation/parameters.h>
#include <vitriflow/time/integrator.h>
#include <vitriflow/time/step_size.h>

#include "table.h"

namespace vitriflow
{
  namespace benchmark
  {
    /** A sheared box and the steps a run makes with it, without files. */
    template <int dim>
    class Box
    {
    public:
      explicit Box(const Parameters &parameters);

      /** One step of the size that a run would choose. */
      void step();

      Case description() const;

      const Discretization<dim> &discretization() const
      {
        return discretization_;
      }
      const Material &material() const
      {
        return material_;
      }
      const SolverParameters &solver_parameters() const
      {
        return parameters_.solver;
      }
      FlowOperator<dim> &flow()
      {
        return integrator_.flow();
      }
      const State &state() const
      {
        return current_;
      }
      const Measurements &measurements() const
      {
        return measurements_;
      }
      const StepReport &report() const
      {
        return report_;
      }
      double dt() const
      {
        return dt_;
      }

      /** Fixes the equations of a further step, as the first part of it. */
      void prepare();
      /** Their residual, as the second part. */
      void evaluate();
      void measure();

    private:
      Bdf scheme() const;

      Parameters parameters_;
      ReducedRun reduced_;
      Material material_;
      LoadingProgram program_;
      Discretization<dim> discretization_;
      Integrator<dim> integrator_;
      StepSize step_size_;
      State previous_, current_, next_;
      Measurements measurements_;
      StepReport report_;
      Vector residual_;
      double dt_          = 0.;
      double previous_dt_ = 0.; // 0 before the first step
    };

    /** Operators, solves and the parts of a step. */
    template <int dim>
    void time_parts(Table &table, Box<dim> &box);

    /**
     * Whole steps, before and during localisation, up to a strain.
     *
     * @param expected_peak of the shear stress, 0 if not known.
     */
    template <int dim>
    void time_steps(Table &table,
                    Box<dim> &box,
                    const double end_strain,
                    const double expected_peak);
  } // namespace benchmark
} // namespace vitriflow
