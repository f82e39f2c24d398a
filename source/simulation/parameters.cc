#include <vitriflow/base/exceptions.h>
#include <vitriflow/base/parameter_file.h>
#include <vitriflow/discretization/box.h>
#include <vitriflow/simulation/parameters.h>

#include <cmath>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    std::string text(const double value)
    {
      std::ostringstream out;
      out << value;
      return out.str();
    }
  } // namespace

  void Parameters::add_to(dealii::ParameterHandler &prm)
  {
    prm.enter_subsection("Units");
    prm.add_parameter(
      "System",
      unit_system,
      "SI: all values in SI units, as the documentation of "
      "each parameter says. reduced: stresses in G0, times in "
      "tau0, densities in rho0, lengths in the gradient length.",
      dealii::Patterns::Selection("SI|reduced"));
    prm.leave_subsection();
    mesh.add_to(prm);
    material.add_to(prm);
    structure.add_to(prm);
    loading.add_to(prm);
    indentation.add_to(prm);
    time.add_to(prm);
    solver.add_to(prm);
    output.add_to(prm);
    stability.add_to(prm);
    map.add_to(prm);
    modes.add_to(prm);
  }

  namespace
  {
    /** More cannot be computed, and hardly be counted. */
    constexpr double most_steps = 1e9;
    /** Shorter steps are lost in the rounding of the time. */
    constexpr double shortest_step = 1e-13;

    void check_steps(const TimeParameters &time, const double duration)
    {
      if (time.maximum_steps == 0 && time.maximum_step > 0. &&
          time.maximum_step * most_steps < duration)
        throw BadInput(
          "Time/Maximum step = " + text(time.maximum_step) + ": loading for " +
          text(duration) + " would take more than " + text(most_steps) +
          " steps; allow at least " + text(duration / most_steps) + ".");
      if (time.initial_step > 0. &&
          time.initial_step < shortest_step * duration)
        throw BadInput("Time/Initial step = " + text(time.initial_step) +
                       " is lost in the rounding of times up to " +
                       text(duration) + "; set 0 or at least " +
                       text(shortest_step * duration) + ".");
    }
  } // namespace

  namespace
  {
    /** That the program moves the indenter and the block can take it. */
    void check_indentation(const Parameters &parameters)
    {
      if (parameters.loading.program.find_first_not_of(" \t\r\n") ==
          std::string::npos)
        throw BadInput("Loading/Program is empty: Mesh/Geometry = indentation "
                       "needs a program such as: depth 1e-9 duration 1.");
      const auto &indenter = parameters.indentation.shape.type;
      const auto body      = make_indenter(parameters.indentation.shape);
      const bool is_rigid  = body->is_rigid();
      const bool whole =
        parameters.mesh.dimension == 3 && !parameters.mesh.block.symmetric;
      if (!is_round(*body) && !whole)
        throw BadInput("Indentation/Indenter = " + indenter +
                       " is no body of revolution: it needs Mesh/Dimension = 3 "
                       "and Mesh/Indentation/Symmetric = false; or take the "
                       "cone with a Half angle of 70.3.");
      for (const Segment &s : segments(parameters.loading))
        if (!is_rigid && s.kind != Segment::Kind::stress)
          throw BadInput(
            "Loading/Program: '" + s.text +
            "' prescribes a depth, but Indentation/Indenter = " + indenter +
            " has none; prescribe its load, such as: load 1e-5 "
            "duration 1 rise 1.");
        else if (s.of_shear)
          throw BadInput("Loading/Program: '" + s.text +
                         "' shears, but Mesh/Geometry = indentation is driven "
                         "by depth, hold and oscillation.");
    }

    /** Fields of a sample would jump where a mesh of other sides is joined to
     * itself. */
    template <int dim>
    void check_sample(const Parameters &parameters)
    {
      const SampleParameters &sample = parameters.structure.sample;
      if (sample.is_the_mesh())
        return;
      const auto lengths = parameters.mesh.lengths<dim>();
      for (unsigned int d = 0; d < dim; ++d)
        if (is_periodic(parameters.mesh.kind(), d) &&
            sample.size[d] != lengths[d])
          throw BadInput("Structure/Sample/Size: the side along " +
                         std::string(1, "xyz"[d]) + " is " +
                         text(sample.size[d]) +
                         ", but the mesh is periodic there with the side " +
                         text(lengths[d]) +
                         ", and fields would jump at its ends; give the same.");
    }
  } // namespace

  void Parameters::validate() const
  {
    mesh.validate();
    material.validate();
    structure.validate(mesh.dimension);
    if (mesh.dimension == 2)
      check_sample<2>(*this);
    else
      check_sample<3>(*this);
    if (mesh.kind() == Geometry::indentation)
      {
        indentation.validate();
        check_indentation(*this);
      }
    loading.validate();
    time.validate();
    stability.validate();
    map.validate();
    if (material.preset != "none" && !si())
      throw BadInput("Material/Preset = " + material.preset +
                     " is given in SI units, but Units/System = " +
                     unit_system + "; set Units/System = SI.");
    for (const FieldParameters *property : structure.properties())
      if (property->preset != "none" && !si())
        throw BadInput(property->section() + "/Preset = " + property->preset +
                       " is given in SI units, but Units/System = " +
                       unit_system + "; set Units/System = SI.");
    if (stability.phase_diagram.requested() && !si())
      throw BadInput(
        "Stability/Phase diagram/Number of temperatures = " +
        std::to_string(stability.phase_diagram.n_temperatures) +
        " asks for temperatures in kelvin, but Units/System = " + unit_system +
        "; set Units/System = SI, or the number to 0.");
    if (material.plastic_flow.needs_si() && !si())
      throw BadInput(
        "Material/Plastic flow/Mechanism = " + material.plastic_flow.mechanism +
        " is given in SI units, but Units/System = " + unit_system +
        "; set Units/System = SI, or the mechanism to power law.");
    check_steps(time, LoadingProgram(segments(loading)).end_time());
    bool stress_controlled = false;
    for (const Segment &s : segments(loading))
      {
        stress_controlled |= s.kind == Segment::Kind::stress;
        if (s.of_indenter && mesh.kind() != Geometry::indentation)
          throw BadInput("Loading/Program: '" + s.text +
                         "' moves an indenter, which needs Mesh/Geometry = "
                         "indentation, but it is " +
                         mesh.geometry + ".");
      }
    if (stress_controlled && mesh.kind() == Geometry::channel)
      throw BadInput("Loading/Program has a stress-controlled segment, which "
                     "needs Mesh/Geometry = periodic box, but it is channel.");
  }

  void Parameters::reject_unused_structure() const
  {
    const std::string mechanism =
      "Material/Plastic flow/Mechanism = " + material.plastic_flow.mechanism;
    if (!material.plastic_flow.has_structure())
      StructureParameters::reject_unused(structure.effective_temperature,
                                         mechanism +
                                           " has no effective temperature");
    if (!material.plastic_flow.is_active())
      StructureParameters::reject_unused(structure.yield_stress,
                                         mechanism + " has no yield stress");
    if (!material.relaxes())
      StructureParameters::reject_unused(
        structure.relaxation_time,
        "Material/Relaxation time model = none has no relaxation time");
  }

  bool Parameters::has_point_fields() const
  {
    if (material.plastic_flow.has_structure())
      return true;
    for (const FieldParameters *property : structure.properties())
      if (property != &structure.density && !property->is_uniform())
        return true;
    return false;
  }

  namespace
  {
    /** tau0, or without relaxation the time of a unit strain (of the whole
     * program, if no rate is given). In reduced units it is the user's. */
    double time_scale(const Parameters &parameters,
                      const MaterialConstants &constants)
    {
      if (constants.relaxes())
        return constants.relaxation_time;
      if (!parameters.si())
        return 1.;
      const LoadingProgram program(segments(parameters.loading));
      const double rate = program.reference_rate();
      return rate > 0. ? 1. / rate : program.end_time();
    }
  } // namespace

  ReducedRun::ReducedRun(const Parameters &parameters)
    : constants(parameters.material.constants())
    , mesh(parameters.mesh)
    , indentation(parameters.indentation)
    , time(parameters.time)
    , program(segments(parameters.loading))
  {
    const double height = parameters.mesh.size.size() > 1
                            ? parameters.mesh.size[1]
                            : parameters.mesh.size[0];
    const bool graded   = constants.gradient_length > 0.;
    scales.length       = graded ? constants.gradient_length : height;
    scales.time         = time_scale(parameters, constants);
    scales.stress       = constants.shear_modulus;
    scales.density      = constants.density;
    scales.si           = parameters.si();

    for (double &s : mesh.size)
      s /= scales.length;
    for (double *length : {&mesh.block.refined_radius,
                           &indentation.shape.radius,
                           &indentation.shape.tip_radius,
                           &indentation.initial_gap})
      *length /= scales.length;
    if (mesh.kind() == Geometry::indentation)
      scale_indentation(program,
                        scales.length,
                        mesh.is_plane() ? scales.length
                                        : scales.length * scales.length);
    for (double *t :
         {&time.maximum_step, &time.initial_step, &time.minimum_step})
      *t /= scales.time;
    scale(program, scales.time, scales.stress);

    given_inertia_number =
      parameters.si()
        ? scales.density * scales.velocity() * scales.velocity() / scales.stress
        : parameters.material.inertia_number;
    inertia_number = given_inertia_number < parameters.solver.inertia_threshold
                       ? 0.
                       : given_inertia_number;
    // nothing of interest happens at the speed of sound, and a moving mesh
    // has no inertia yet
    if (mesh.kind() == Geometry::indentation)
      inertia_number = 0.;
    bulk_modulus         = constants.bulk_modulus / constants.shear_modulus;
    gradient_coefficient = graded ? bulk_modulus : 0.;
    plastic_flow         = parameters.material.plastic_flow.constants(
      parameters.material.temperature);
    plastic_flow.yield_stress /= scales.stress;
    plastic_flow.rate *= scales.time;
    plastic_flow.stress_sensitivity *= scales.stress;
    plastic_flow.diffusion /= scales.length * scales.length;
    scales.structure = plastic_flow.structure_unit;
  }

  Material ReducedRun::make_material(const Parameters &parameters) const
  {
    return Material(parameters.material,
                    bulk_modulus,
                    gradient_coefficient,
                    inertia_number,
                    constants.relaxation_time_exponent,
                    constants.shear_modulus_exponent,
                    plastic_flow);
  }

  double ReducedRun::weissenberg_number() const
  {
    return LoadingProgram(program).reference_rate();
  }

  void read_run(Parameters &parameters,
                dealii::ParameterHandler &prm,
                const std::string &file,
                const std::vector<std::string> &overrides)
  {
    parameters.add_to(prm);
    bool si_by_preset = false;
    read_parameters(
      prm, file, overrides, [&](const dealii::ParameterHandler &) {
        // asked when the file has been read but not the preset
        si_by_preset           = !parameters.si();
        ParameterValues values = material_preset(parameters.material.preset);
        values.merge(parameters.structure.preset_values());
        return values;
      });
    parameters.validate();
    // a file that says reduced has not come this far
    if (si_by_preset && parameters.si())
      parameters.notes.push_back(
        "Material/Preset = " + parameters.material.preset +
        " makes Units/System = SI, which the parameter file does not set: all "
        "its numbers are read in SI units. Set Units/System = SI to say so.");
  }
} // namespace vitriflow
