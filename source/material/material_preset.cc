#include <vitriflow/base/exceptions.h>
#include <vitriflow/material/law_table.h>
#include <vitriflow/material/material_parameters.h>

namespace vitriflow
{
  namespace
  {
    using Values = std::map<std::string, std::string>;

    Values no_preset()
    {
      return {};
    }

    /**
     * Zr41.2Ti13.8Cu12.5Ni10Be22.5 for the Furukawa-Tanaka model.
     *
     * Viscosity of the supercooled liquid: Masuhr, Waniuk, Busch & Johnson,
     * Phys. Rev. Lett. 82, 2290 (1999). dTg/dp: Samwer, Busch & Johnson, Phys.
     * Rev. Lett. 82, 580 (1999); that it shifts the whole viscosity curve is
     * an assumption. It sets a, and activation volumes measured by other means
     * would give up to 15 times more: the largest uncertainty of all.
     *
     * Density and moduli at room temperature are tabulated (ultrasonic)
     * values. Estimates, not measurements: the temperature slopes of the
     * moduli; b = 2 gamma + 1/3 with Grueneisen's gamma = 1.1 of shear waves;
     * the gradient length; K_eos, for which the bulk modulus stands in (with
     * the full stress source the simulated sample's is larger by 2G/3).
     */
    Values vitreloy_1()
    {
      return {{"Units/System", "SI"},
              {"Material/Equation of state", "quadratic"},
              {"Material/Density", "6125"},
              {"Material/Bulk modulus", "114e9"},
              {"Material/Bulk modulus temperature slope", "-0.01e9"},
              {"Material/Shear modulus", "35.3e9"},
              {"Material/Shear modulus temperature slope", "-0.01e9"},
              {"Material/Reference temperature", "300"},
              {"Material/Gradient length", "1e-9"},
              {"Material/Shear modulus density exponent", "2.5"},
              {"Material/Stress rate", "upper-convected"},
              {"Material/Stress source", "full"},
              {"Material/Temperature", "643"},
              {"Material/Relaxation time model", "VFT"},
              {"Material/VFT viscosity prefactor", "4e-5"},
              {"Material/VFT strength", "18.5"},
              {"Material/VFT temperature", "412.5"},
              {"Material/Density coupling", "pressure shift"},
              {"Material/Glass transition pressure shift", "3.6e-9"}};
    }

    /**
     * The same glass with shear-transformation zones instead of relaxation:
     * constants of Rycroft, Sui & Bouchbinder, J. Comput. Phys. 300, 136
     * (2015), E = 101 GPa and nu = 0.35. chi before loading is left to the
     * user.
     */
    Values vitreloy_1_stz()
    {
      return {{"Units/System", "SI"},
              {"Material/Equation of state", "quadratic"},
              {"Material/Density", "6125"},
              {"Material/Bulk modulus", "112.2222222e9"},
              {"Material/Shear modulus", "37.4074074e9"},
              {"Material/Reference temperature", "400"},
              {"Material/Temperature", "400"},
              {"Material/Gradient length", "0"},
              {"Material/Shear modulus density exponent", "0"},
              {"Material/Relaxation time density exponent", "0"},
              {"Material/Stress rate", "Jaumann"},
              {"Material/Stress source", "deviatoric"},
              {"Material/Relaxation time model", "none"},
              {"Material/Plastic flow/Mechanism", "shear-transformation zones"},
              {"Material/Plastic flow/Yield stress", "0.85e9"},
              {"Material/Plastic flow/Attempt time", "1e-13"},
              {"Material/Plastic flow/Activation temperature", "8000"},
              {"Material/Plastic flow/Zone volume", "300e-30"},
              {"Material/Plastic flow/Zone strain", "0.3"},
              {"Material/Plastic flow/Formation temperature", "21000"},
              {"Material/Plastic flow/Steady effective temperature", "900"},
              {"Material/Plastic flow/Effective heat capacity", "0.4"}};
    }

    const LawTable<Values (*)()> &table()
    {
      static const LawTable<Values (*)()> presets{"material preset",
                                                  {{"none", &no_preset},
                                                   {"Vitreloy 1", &vitreloy_1},
                                                   {"Vitreloy 1 STZ",
                                                    &vitreloy_1_stz}}};
      return presets;
    }
  } // namespace

  std::map<std::string, std::string> material_preset(const std::string &name)
  {
    return table().find(name)();
  }

  std::string material_preset_names()
  {
    return table().names();
  }
} // namespace vitriflow
