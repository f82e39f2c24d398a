#include <deal.II/base/mpi.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/simulation/run_check.h>

#include <unistd.h>

#include <cmath>
#include <ostream>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    /** Memory per velocity unknown, all vectors and levels (measured: resident
     * size of runs with 128^2 and 256^2 cells). */
    constexpr double bytes_per_velocity_dof_2d = 1500.;
    constexpr double bytes_per_velocity_dof_3d = 2500.;
    /** Of one more mode (measured likewise, 64^2 cells and three modes): its
     * stress in three states, extrapolated and, while a checkpoint is written,
     * as text. */
    constexpr double bytes_per_mode_2d = 370.;
    /** The same number of stresses, of 162/24 instead of 36/8 values. */
    constexpr double bytes_per_mode_3d = 1.5 * bytes_per_mode_2d;

    double n_velocity_dofs(const MeshParameters &mesh)
    {
      double cells = 1.;
      for (unsigned int d = 0; d < mesh.dimension; ++d)
        cells *= mesh.cells.size() == 1 ? mesh.cells[0] : mesh.cells[d];
      if (mesh.kind() == Geometry::indentation)
        cells += n_refined_cells(mesh);
      return cells * std::pow(2., mesh.dimension) * mesh.dimension;
    }

    double longest_time(const MaterialConstants &c)
    {
      return c.relaxation_time * longest_time_ratio(c.modes);
    }

    const char *regime(const double rate, const MaterialConstants &c)
    {
      // Thresholds only: the onset in strain needs vitriflow stability.
      if (rate < critical_rate(c))
        return "below the critical rate: uniform flow is stable";
      if (rate > solid_rate(c))
        return "above the solid threshold: unstable, elastically";
      if (rate * longest_time(c) > 1.)
        return "above 1/tau0: unstable before it flows, viscoelastically";
      return "above the critical rate: unstable, as a liquid";
    }

    void print_plastic_flow(std::ostream &out,
                            const ReducedRun &run,
                            const std::string &s)
    {
      const PlasticFlowConstants &p = run.plastic_flow;
      if (p.mechanism == "none")
        return;
      out << "  plastic flow: " << p.mechanism
          << ", s_Y = " << p.yield_stress * run.scales.stress << " = "
          << p.yield_stress << " G0";
      if (p.mechanism == "power law")
        out << ", d_0 = " << p.rate * run.scales.rate() << " [1/" << s
            << "], n = " << p.exponent;
      else
        out << ", Omega eps_0 s_Y/(k_B T) = "
            << p.stress_sensitivity * p.yield_stress
            << ", e^{-Delta/T}/tau_0 = " << p.rate * run.scales.rate() << " [1/"
            << s << "]";
      out << "\n";
    }

    void print_material(std::ostream &out,
                        const ReducedRun &run,
                        const std::string &s)
    {
      const MaterialConstants &c = run.constants;
      out << "material\n"
          << "  G0 = " << c.shear_modulus << ", K_eos = " << c.bulk_modulus
          << ", tau0 = " << c.relaxation_time << " [" << s
          << "], eta0 = " << c.viscosity() << "\n"
          << "  kappa = K/G0 = " << run.bulk_modulus
          << ", a = " << c.relaxation_time_exponent
          << ", b = " << c.shear_modulus_exponent
          << ", M = " << run.given_inertia_number
          << (run.inertia_number == 0. ? " (computed with M = 0)" : "") << "\n";
      print_plastic_flow(out, run, s);
      if (!c.relaxes())
        {
          out << "  no Maxwell relaxation: the thresholds of the liquid do not "
                 "apply\n";
          return;
        }
      if (c.modes.size() > 1)
        for (const RelaxationMode &mode : c.modes)
          out << "  mode: modulus " << mode.share << " G0, relaxation time "
              << mode.time_ratio * c.relaxation_time << " [" << s << "]\n";
      out << "thresholds\n"
          << "  critical rate (d eta/d p)^-1 = " << critical_rate(c)
          << ", solid rate = " << solid_rate(c)
          << (c.modes.size() > 1 ? ", 1/tau of the longest mode = "
                                 : ", 1/tau0 = ")
          << 1. / longest_time(c) << " [1/" << s << "]\n"
          << "  crossover time = " << crossover_time(c) << " [" << s << "]\n";
      if (has_elastic_mode(c.modes))
        out << "  an elastic mode keeps its stress: there is no steady flow; "
               "these are of the other modes\n";
    }

    /** All vectors of a run, with a stress field for every mode. */
    double bytes_per_velocity_dof(const unsigned int dim,
                                  const std::size_t n_modes)
    {
      return dim == 2
               ? bytes_per_velocity_dof_2d + (n_modes - 1.) * bytes_per_mode_2d
               : bytes_per_velocity_dof_3d + (n_modes - 1.) * bytes_per_mode_3d;
    }
  } // namespace

  double expected_bytes(const Parameters &parameters)
  {
    return n_velocity_dofs(parameters.mesh) *
           bytes_per_velocity_dof(parameters.mesh.dimension,
                                  parameters.material.constants().modes.size());
  }

  void reject_oversized(const Parameters &parameters, const MPI_Comm &comm)
  {
    // ranks on one machine share its memory
    MPI_Comm machine;
    MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
    using namespace dealii::Utilities::MPI;
    const double share = static_cast<double>(sysconf(_SC_PHYS_PAGES)) *
                         sysconf(_SC_PAGESIZE) / n_mpi_processes(machine);
    MPI_Comm_free(&machine);
    const double available = sum(share, comm);
    const double needed    = expected_bytes(parameters);
    if (needed <= available)
      return;
    std::ostringstream message;
    message << "Mesh/Cells =";
    for (const int n : parameters.mesh.cells)
      message << ' ' << n;
    message << " needs about " << needed / 1e9
            << " GB of memory, but there are " << available / 1e9
            << " GB; lower Mesh/Cells or run on more machines.";
    throw BadInput(message.str());
  }

  namespace
  {
    void print_shear(std::ostream &out,
                     const ReducedRun &run,
                     const LoadingProgram &program)
    {
      const MaterialConstants &c = run.constants;
      const double fastest       = run.weissenberg_number();
      const double rate          = fastest * run.scales.rate();
      out << "loading\n"
          << "  largest shear rate = " << rate;
      if (c.relaxes())
        out << ", Wi = " << rate * longest_time(c)
            << ", Wi/Wi_c = " << rate / critical_rate(c);
      out << "\n";
      if (fastest > 0. && !has_elastic_mode(c.modes))
        out << "  " << regime(rate, c) << "\n";
      out << "  end time = " << program.end_time() * run.scales.time
          << ", strain passed = " << program.end_strain() << "\n";
    }

    /** What theory expects of an elastic half space. */
    void print_indentation(std::ostream &out,
                           const ReducedRun &run,
                           const LoadingProgram &program,
                           const StressLaw &law)
    {
      double depth = 0., deepest = 0.;
      for (std::size_t i = 0; i < program.n_segments(); ++i)
        if (!program.stress_controlled(i))
          {
            depth += program.strain(i, program.segment_end(i));
            deepest = std::max(deepest, depth);
          }
      const double bulk =
        run.bulk_modulus + 2. / 3. * (1. - law.deviatoric); // over G0
      const double poisson = (3. * bulk - 2.) / (6. * bulk + 2.);
      const double length  = run.scales.length;
      const double section =
        make_indenter(run.indentation.shape)->section_radius(deepest);
      out << "loading\n"
          << "  " << run.indentation.shape.type
          << ", end time = " << program.end_time() * run.scales.time
          << ", largest prescribed depth = " << deepest * length << "\n"
          << "  unrelaxed modulus E/(1 - nu^2) = "
          << 2. / (1. - poisson) * run.scales.stress
          << ", Poisson's ratio = " << poisson << "\n"
          << "  radius of the indenter in the surface = " << section * length
          << ", refined radius = " << run.mesh.block.refined_radius * length
          << "\n";
    }
  } // namespace

  void describe_run(std::ostream &out, const Parameters &parameters)
  {
    const ReducedRun run(parameters);
    const MaterialConstants &c = run.constants;
    const double fastest       = run.weissenberg_number();
    const LoadingProgram program(run.program);

    for (const std::string &note : parameters.notes)
      out << "note: " << note << "\n";
    print_material(out, run, run.scales.unit("s"));
    const bool indents = run.mesh.kind() == Geometry::indentation;
    if (indents)
      print_indentation(out,
                        run,
                        program,
                        run.make_material(parameters).stress_law());
    else
      print_shear(out, run, program);

    const double spacing = run.mesh.density_node_spacing();
    const double dofs    = n_velocity_dofs(run.mesh);
    double step          = c.relaxes()
                             ? run.time.relaxation_step * longest_time_ratio(c.modes)
                             : program.end_time();
    if (indents && program.end_strain() > 0.)
      step =
        std::min(step, run.time.strain_step * program.end_strain() / fastest);
    else if (fastest > 0.)
      step = std::min(step, run.time.strain_step / fastest);
    if (run.time.maximum_step > 0.)
      step = std::min(step, run.time.maximum_step);
    out << "discretisation\n";
    if (run.gradient_coefficient > 0.)
      out << "  density nodes per gradient length = " << 1. / spacing
          << (spacing > 0.7 ? " (coarse: 1.4 or more resolves bands)" : "")
          << "\n";
    else if (c.relaxes())
      out << "  no gradient length: bands will depend on the mesh\n";
    out << "  velocity unknowns = " << dofs << ", at least "
        << std::ceil(program.end_time() / step) << " steps, about "
        << expected_bytes(parameters) / 1e6 << " MB" << std::endl;
  }
} // namespace vitriflow
