#include <vitriflow/base/exceptions.h>
#include <vitriflow/simulation/simulation.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** A drawn property in reduced mesh coordinates, times a factor; the corner
     * lies at the origin of the sample. */
    template <int dim>
    class ScaledField : public Function<dim>
    {
    public:
      ScaledField(const Parameters &parameters,
                  const FieldParameters &property,
                  const double length,
                  const Point<dim> &corner,
                  const double factor = 1.)
        : field_(make_property<dim>(parameters.structure,
                                    property,
                                    parameters.mesh.lengths<dim>(),
                                    Point<dim>(corner * length)))
        , length_(length)
        , factor_(factor)
      {
      }

      double value(const Point<dim> &p, const unsigned int = 0) const override
      {
        return factor_ * field_->value(Point<dim>(p * length_));
      }

    private:
      std::unique_ptr<Function<dim>> field_;
      double length_, factor_;
    };
  } // namespace

  template <int dim>
  void Simulation<dim>::initialize()
  {
    const ScaledField<dim> field(parameters_,
                                 parameters_.structure.density,
                                 reduced_.scales.length,
                                 discretization_.contact_point());
    if (!current_.structure.empty())
      draw_point_fields(current_.structure[0]);
    remember_drawn_fields();
    integrator_->flow().density_operator().project(current_.density, field);
    integrator_->flow().balance_stress(current_);
    if (discretization_.follows_material())
      integrator_->flow().set_masses(current_);
    newest_       = make_record({}, 0.);
    initial_mass_ = newest_.measurements.mass;
    if (!(newest_.measurements.min_density >
          material_.equation_of_state().minimum_density()))
      throw BadInput("Structure/Density: the initial density falls to " +
                     std::to_string(newest_.measurements.min_density) +
                     " rho0; it must stay positive. Lower "
                     "Structure/Density/Amplitude or refine Mesh/Cells.");
    begin_segment(0);
    if (directory_.empty())
      observe(newest_);
    else
      begin_output();
  }

  template <int dim>
  void Simulation<dim>::draw_point_fields(Vector &fields) const
  {
    const StructureParameters &s = parameters_.structure;
    const auto draw              = [&](const PointField which,
                          const FieldParameters &property,
                          const double mean) {
      set_point_field<dim>(fields,
                           discretization_,
                           which,
                           ScaledField<dim>(parameters_,
                                            property,
                                            reduced_.scales.length,
                                            discretization_.contact_point(),
                                            mean));
    };
    draw(structural_variable,
         s.effective_temperature,
         reduced_.plastic_flow.initial_structure);
    draw(shear_modulus_factor, s.shear_modulus, 1.);
    draw(relaxation_time_factor, s.relaxation_time, 1.);
    draw(yield_stress_factor, s.yield_stress, 1.);
  }

  template void Simulation<2>::initialize();
  template void Simulation<3>::initialize();
  template void Simulation<2>::draw_point_fields(Vector &) const;
  template void Simulation<3>::draw_point_fields(Vector &) const;
} // namespace vitriflow
