// Question: does a mesh that follows the plastic zone keep mass, and give what
// a mesh gives that is fine everywhere?

#include <vitriflow/base/exceptions.h>

#include "indentation_case.h"

#include <cmath>

namespace vitriflow
{
  namespace
  {
    using namespace indentation;

    /** A sphere on a glass that yields at shear stresses of G/100; cells of
     * half a length down to a distance from the contact. */
    Settings yielding(const double refined_radius, const double refined_strain)
    {
      return together(
        elastic_block(5),
        {"Mesh/Indentation/Refined radius=" + text(refined_radius),
         "Mesh/Indentation/Refined strain=" + text(refined_strain),
         "Material/Relaxation time model=none",
         "Material/Stress source=full",
         "Material/Plastic flow/Mechanism=power law",
         "Material/Plastic flow/Yield stress=0.01",
         "Material/Plastic flow/Reference rate=0.01",
         "Material/Plastic flow/Exponent=20",
         "Indentation/Indenter=sphere",
         "Indentation/Radius=31.6",
         "Time/Maximum strain step=0.05",
         "Loading/Program=depth 0.1 duration 1"});
    }

    // The contact grows out of the cells that are fine from the start, and the
    // zone of flow further. All have the same cells where the sphere touches
    // first; what differs is where the glass flows, so that following it takes
    // away nearly all of the difference.
    TEST(RefinedZone, IsAsGoodAsAFineMesh)
    {
      const Indent coarse   = press(axisymmetric(yielding(1.2, 0.)));
      const Indent fine     = press(axisymmetric(yielding(8., 0.)));
      const Indent followed = press(axisymmetric(yielding(1.2, 0.005)));
      EXPECT_GT(followed.n_cells, coarse.n_cells);
      EXPECT_LT(2 * followed.n_cells, fine.n_cells);
      EXPECT_LT(std::abs(followed.load - fine.load),
                0.1 * std::abs(coarse.load - fine.load));
      EXPECT_LT(std::abs(followed.radius - fine.radius),
                0.1 * std::abs(coarse.radius - fine.radius));
    }

    // Sums of some thousand masses, in every step.
    template <int dim>
    void expect_mass_is_kept(const Settings &settings)
    {
      const Indent indent = press<dim>(settings);
      for (const Record &record : indent.records)
        EXPECT_LT(std::abs(record.mass_error), 1e-13);
    }

    TEST(RefinedZone, KeepsMassInThePlane)
    {
      expect_mass_is_kept<2>(yielding(1.2, 0.005));
    }

    TEST(RefinedZone, KeepsMassAroundAnAxis)
    {
      expect_mass_is_kept<2>(axisymmetric(yielding(1.2, 0.005)));
    }

    TEST(RefinedZone, KeepsMassInThreeDimensions)
    {
      expect_mass_is_kept<3>(together(yielding(0.6, 0.002),
                                      {"Mesh/Dimension=3",
                                       "Mesh/Size=16",
                                       "Mesh/Indentation/Refinement levels=2",
                                       "Time/Maximum strain step=0.2"}));
    }

    TEST(RefinedZone, NeedsCellsThatMayBeHalved)
    {
      try
        {
          press(together(yielding(1.2, 0.005),
                         {"Mesh/Indentation/Refinement levels=0"}));
          FAIL() << "accepted";
        }
      catch (const BadInput &refusal)
        {
          EXPECT_NE(std::string(refusal.what()).find("Refined strain"),
                    std::string::npos)
            << refusal.what();
        }
    }

    // A glass that stays elastic is not refined, however much it is deformed.
    TEST(RefinedZone, IsEmptyInAnElasticGlass)
    {
      const Settings elastic = axisymmetric(
        together(yielding(1.2, 0.), {"Material/Plastic flow/Yield stress=1"}));
      const Settings followed =
        together(elastic, {"Mesh/Indentation/Refined strain=1e-3"});
      EXPECT_EQ(press(followed).n_cells, press(elastic).n_cells);
    }
  } // namespace
} // namespace vitriflow
