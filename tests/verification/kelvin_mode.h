#pragma once

#include "cases.h"
#include "fixed_step.h"

#include <deal.II/dofs/dof_tools.h>

#include <map>

namespace vitriflow
{
  /**
   * One density wave in the sheared box, advanced with a fixed step: its wave
   * vector turns with the flow, k(t) = (kx, ky - strain kx).
   */
  class KelvinMode
  {
  public:
    enum class InitialStress
    {
      balanced,
      zero
    };

    /**
     * @param settings as for case_parameters(), with the mode and its
     * amplitude
     */
    KelvinMode(const std::vector<std::string> &settings,
               const double shear_rate,
               const InitialStress initial_stress)
      : parameters_(case_parameters(settings))
      , reduced_(parameters_)
      , material_(reduced_.make_material(parameters_))
      , discretization_(reduced_.mesh, MPI_COMM_WORLD)
      , integrator_(discretization_, material_, parameters_.solver)
      , remap_(discretization_, integrator_.flow().density_operator())
      , shear_rate_(shear_rate)
    {
      for (State *s : {&current_, &previous_, &next_})
        s->initialize(discretization_);
      const auto field =
        make_density_field<2>(parameters_.structure, discretization_.size());
      integrator_.flow().density_operator().project(current_.density, *field);
      if (initial_stress == InitialStress::balanced)
        integrator_.flow().balance_stress(current_);
      dealii::DoFTools::map_dofs_to_support_points(discretization_.mapping(),
                                                   discretization_.dof_handler(
                                                     density_space),
                                                   points_);
      start_ = fourier_amplitude();
    }

    /** Takes @p n steps of the size @p dt. */
    void advance(const unsigned int n, const double dt)
    {
      for (unsigned int i = 0; i < n; ++i)
        {
          Drive drive;
          drive.shear_rate = shear_rate_;
          drive.strain     = shear_rate_ * (current_.time + dt);
          integrator_.step(current_,
                           previous_,
                           previous_dt_ > 0.
                             ? Bdf::second_order(dt, previous_dt_)
                             : Bdf::backward_euler(dt),
                           drive,
                           next_);
          std::swap(previous_, current_);
          std::swap(current_, next_);
          previous_dt_ = dt;
          if (const int k = remap_.periods(current_.frame.tilt))
            {
              remap_.apply(current_, k);
              remap_.apply(previous_, k);
            }
        }
    }

    double time() const
    {
      return current_.time;
    }

    /** Amplitude of the wave relative to its start. */
    double amplitude() const
    {
      return fourier_amplitude() / start_;
    }

  private:
    /** (2/V) int (rho - 1) cos(k(t).x), by the nodal quadrature of the density
     * space, at physical points x = X + tilt Y e_x. */
    double fourier_amplitude() const
    {
      const auto &size = discretization_.size();
      const auto &n    = parameters_.structure.density.mode_numbers;
      const double kx  = 2. * dealii::numbers::PI * n[0] / size[0];
      const double ky  = 2. * dealii::numbers::PI * n[1] / size[1] -
                        kx * (current_.strain - current_.frame.tilt);
      const Vector &mass = integrator_.flow().density_operator().lumped_mass();
      double sum         = 0.;
      for (const auto i : current_.density.locally_owned_elements())
        if (mass(i) > 0.)
          {
            const dealii::Point<2> &x = points_.at(i);
            sum += mass(i) * (current_.density(i) - 1.) *
                   std::cos(kx * x[0] + ky * x[1]);
          }
      return 2. * dealii::Utilities::MPI::sum(sum, MPI_COMM_WORLD) /
             discretization_.volume();
    }

    Parameters parameters_;
    ReducedRun reduced_;
    Material material_;
    Discretization<2> discretization_;
    Integrator<2> integrator_;
    Remap<2> remap_;
    double shear_rate_;
    State current_;
    State previous_;
    State next_;
    double previous_dt_ = 0.;
    double start_       = 0.;
    std::map<dealii::types::global_dof_index, dealii::Point<2>> points_;
  };
} // namespace vitriflow
