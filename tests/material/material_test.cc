#include <vitriflow/base/exceptions.h>
#include <vitriflow/material/material.h>

#include <gtest/gtest.h>

#include <type_traits>

using namespace vitriflow;

namespace
{
  TEST(Material, TakesNumbersAndLawsWhereTheyBelong)
  {
    MaterialParameters p;
    p.equation_of_state         = "logarithmic";
    p.shear_modulus_density_law = "power";
    p.stress_rate               = "Jaumann";
    p.stress_source             = "deviatoric";
    const Material material(p, 3.5, 0.2, 1e-6, 60., 2.);

    EXPECT_EQ(material.bulk_modulus(), 3.5);
    EXPECT_EQ(material.gradient_coefficient(), 0.2);
    EXPECT_EQ(material.inertia_number(), 1e-6);
    EXPECT_EQ(material.equation_of_state().stiffness(2.), 3.5 / 4.);
    EXPECT_EQ(material.relaxation_time().log_slope(1.), 60.);
    EXPECT_EQ(material.shear_modulus().factor(2.), 4.);
    EXPECT_EQ(material.stress_law().slip, 0.);
    EXPECT_EQ(material.stress_law().deviatoric, 1.);
  }

  TEST(Material, DefaultsAreFurukawaTanaka)
  {
    const Material material(MaterialParameters(), 3., 3., 1e-3, 60., 2.);
    EXPECT_EQ(material.stress_law().slip, 1.);
    EXPECT_EQ(material.stress_law().deviatoric, 0.);
    EXPECT_EQ(material.equation_of_state().stiffness(0.5), 3.);
    // each property keeps to its own bound
    EXPECT_LE(material.relaxation_time().factor(2.), 1000.);
    EXPECT_GT(material.relaxation_time().factor(2.), 990.);
    EXPECT_LE(material.shear_modulus().factor(9.), 10.);
    EXPECT_GT(material.shear_modulus().factor(9.), 9.9);
  }

  TEST(Material, RejectsUnknownLaws)
  {
    MaterialParameters p;
    p.equation_of_state = "ideal gas";
    EXPECT_THROW(Material(p, 3., 3., 0., 60., 2.), BadInput);
  }

  static_assert(std::is_move_constructible<Material>::value,
                "a simulation takes its material by value");
} // namespace
