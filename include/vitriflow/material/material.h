#pragma once

#include <vitriflow/material/density_law.h>
#include <vitriflow/material/equation_of_state.h>
#include <vitriflow/material/material_parameters.h>
#include <vitriflow/material/plastic_flow.h>
#include <vitriflow/material/stress_law.h>

#include <memory>

namespace vitriflow
{
  /**
   * Everything a kernel needs to know of the material, in reduced units:
   * stress in G0, time in tau0, density in rho0, length in the run's length
   * unit. Pointwise; knows no mesh.
   */
  class Material
  {
  public:
    /**
     * @param parameters names of the laws and their bounds; validated.
     * @param kappa K_eos/G0.
     * @param gradient_coefficient C = kappa (ell/length unit)^2, of the
     *   gradient energy (C/2) |grad rho|^2; 0 switches it off.
     * @param inertia_number M, of M rho Dv/Dt.
     * @param a d ln tau/d ln rho at rho = 1.
     * @param b d ln G/d ln rho at rho = 1.
     * @param plastic in reduced units.
     */
    Material(const MaterialParameters &parameters,
             double kappa,
             double gradient_coefficient,
             double inertia_number,
             double a,
             double b,
             const PlasticFlowConstants &plastic = {});

    /** f(rho) and its derivatives, p(rho). */
    const EquationOfState &equation_of_state() const
    {
      return *equation_of_state_;
    }

    /** G/G0 as a function of rho/rho0. */
    const DensityLaw &shear_modulus() const
    {
      return *shear_modulus_;
    }

    /** tau/tau0 as a function of rho/rho0. */
    const DensityLaw &relaxation_time() const
    {
      return *relaxation_time_;
    }

    /** Shares of the modulus and of the relaxation time, at least one. */
    const RelaxationModes &modes() const
    {
      return modes_;
    }

    /** Whether any mode relaxes by itself. */
    bool relaxes() const
    {
      return mean_rate_ratio(modes_) > 0.;
    }

    /** The second flow mechanism; null if there is none. */
    const PlasticFlow *plastic_flow() const
    {
      return plastic_flow_.get();
    }

    /** Its constants. */
    const PlasticFlowConstants &plastic_constants() const
    {
      return plastic_constants_;
    }

    /** Stress rate and stress source. */
    const StressLaw &stress_law() const
    {
      return stress_law_;
    }

    /** kappa = K_eos/G0. */
    double bulk_modulus() const
    {
      return bulk_modulus_;
    }

    /** C. */
    double gradient_coefficient() const
    {
      return gradient_coefficient_;
    }

    /** M. */
    double inertia_number() const
    {
      return inertia_number_;
    }

  private:
    std::unique_ptr<EquationOfState> equation_of_state_;
    std::unique_ptr<DensityLaw> shear_modulus_;
    std::unique_ptr<DensityLaw> relaxation_time_;
    RelaxationModes modes_;
    std::unique_ptr<PlasticFlow> plastic_flow_;
    PlasticFlowConstants plastic_constants_;
    StressLaw stress_law_;
    double bulk_modulus_;
    double gradient_coefficient_;
    double inertia_number_;
  };
} // namespace vitriflow
