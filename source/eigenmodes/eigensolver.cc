#include <vitriflow/base/exceptions.h>
#include <vitriflow/eigenmodes/eigensolver.h>

// the only file that knows PETSc, whose names are global
#include <slepceps.h>

#include <algorithm>
#include <exception>
#include <string>

namespace vitriflow
{
  namespace
  {
    /** Vectors of the Krylov space: enough for modes that lie close. */
    constexpr PetscInt smallest_space   = 40;
    constexpr PetscInt most_restarts    = 50;
    constexpr unsigned int space_factor = 3;

    /** The map, and what it has thrown while PETSc called it. */
    struct Context
    {
      const LinearMap &map;
      std::exception_ptr thrown;
    };

    PetscErrorCode multiply(Mat matrix, Vec source, Vec result)
    {
      Context *context = nullptr;
      MatShellGetContext(matrix, &context);
      const PetscScalar *in = nullptr;
      PetscScalar *out      = nullptr;
      VecGetArrayRead(source, &in);
      VecGetArray(result, &out);
      try
        {
          context->map(in, out);
        }
      catch (...)
        {
          // exceptions cannot pass through C
          context->thrown = std::current_exception();
        }
      VecRestoreArray(result, &out);
      VecRestoreArrayRead(source, &in);
      return context->thrown ? PETSC_ERR_LIB : 0;
    }

    void check(const PetscErrorCode code, const Context &context)
    {
      if (context.thrown)
        std::rethrow_exception(context.thrown);
      if (code != 0)
        throw ComputationStopped("the eigenvalue solver failed with code " +
                                 std::to_string(code) + " of PETSc.");
    }

    /** Objects of PETSc, given back at the end. */
    struct Objects
    {
      Objects()
      {
        PetscPushErrorHandler(PetscIgnoreErrorHandler, nullptr);
      }

      ~Objects()
      {
        EPSDestroy(&solver);
        VecDestroy(&real);
        VecDestroy(&imaginary);
        MatDestroy(&matrix);
        PetscPopErrorHandler();
      }

      Objects(const Objects &)            = delete;
      Objects &operator=(const Objects &) = delete;

      Mat matrix    = nullptr;
      EPS solver    = nullptr;
      Vec real      = nullptr;
      Vec imaginary = nullptr;
    };

    std::vector<double> entries(Vec vector)
    {
      PetscInt n = 0;
      VecGetLocalSize(vector, &n);
      const PetscScalar *values = nullptr;
      VecGetArrayRead(vector, &values);
      const std::vector<double> result(values, values + n);
      VecRestoreArrayRead(vector, &values);
      return result;
    }

    void set_entries(Vec vector, const std::vector<double> &values)
    {
      PetscScalar *entries = nullptr;
      VecGetArray(vector, &entries);
      std::copy(values.begin(), values.end(), entries);
      VecRestoreArray(vector, &entries);
    }
  } // namespace

  std::vector<Eigenpair> largest_eigenpairs(const LinearMap &map,
                                            const std::vector<double> &start,
                                            const unsigned int n_wanted,
                                            const double tolerance,
                                            const MPI_Comm &comm)
  {
    Context context{map, nullptr};
    Objects o;
    const auto run   = [&](const PetscErrorCode code) { check(code, context); };
    const PetscInt n = start.size();
    run(MatCreateShell(
      comm, n, n, PETSC_DETERMINE, PETSC_DETERMINE, &context, &o.matrix));
    run(MatShellSetOperation(o.matrix,
                             MATOP_MULT,
                             reinterpret_cast<void (*)()>(&multiply)));
    run(MatCreateVecs(o.matrix, &o.real, &o.imaginary));
    set_entries(o.real, start);

    const PetscInt space =
      std::max<PetscInt>(smallest_space, space_factor * n_wanted);
    run(EPSCreate(comm, &o.solver));
    run(EPSSetOperators(o.solver, o.matrix, nullptr));
    run(EPSSetProblemType(o.solver, EPS_NHEP));
    run(EPSSetType(o.solver, EPSKRYLOVSCHUR));
    run(EPSSetWhichEigenpairs(o.solver, EPS_LARGEST_MAGNITUDE));
    run(EPSSetDimensions(o.solver, n_wanted, space, PETSC_DEFAULT));
    run(EPSSetTolerances(o.solver, tolerance, most_restarts));
    run(EPSSetInitialSpace(o.solver, 1, &o.real));
    run(EPSSolve(o.solver));

    PetscInt n_converged = 0;
    run(EPSGetConverged(o.solver, &n_converged));
    if (n_converged == 0)
      throw ComputationStopped(
        "no eigenvalue converged within " + std::to_string(most_restarts) +
        " restarts; raise Modes/Tolerance or Modes/Step.");
    std::vector<Eigenpair> pairs;
    for (PetscInt i = 0; i < n_converged; ++i)
      {
        PetscScalar re = 0., im = 0.;
        PetscReal residual = 0.;
        run(EPSGetEigenpair(o.solver, i, &re, &im, o.real, o.imaginary));
        run(EPSComputeError(o.solver, i, EPS_ERROR_RELATIVE, &residual));
        const bool torn = i + 1 == n_converged && im > 0.;
        if ((i >= static_cast<PetscInt>(n_wanted) && im >= 0.) || torn)
          break;
        pairs.push_back(
          {{re, im}, entries(o.real), entries(o.imaginary), residual});
      }
    return pairs;
  }
} // namespace vitriflow
