#include <vitriflow/material/density_law.h>
#include <vitriflow/material/law_table.h>

// Every density law: its name in the parameter file and its factory, which a
// file in density_law/ defines. A new law adds one line.
// clang-format off
#define VITRIFLOW_DENSITY_LAWS(law)           \
  law("bounded", bounded_density_law)         \
  law("exponential", exponential_density_law) \
  law("power", power_density_law)
// clang-format on

namespace vitriflow
{
#define DECLARE(name, factory) \
  std::unique_ptr<DensityLaw> factory(double exponent, double bound);
  VITRIFLOW_DENSITY_LAWS(DECLARE)
#undef DECLARE

  namespace
  {
    using Factory = std::unique_ptr<DensityLaw> (*)(double, double);

    const LawTable<Factory> &table()
    {
#define ROW(name, factory) {name, &factory},
      static const LawTable<Factory> laws{"density law",
                                          {VITRIFLOW_DENSITY_LAWS(ROW)}};
#undef ROW
      return laws;
    }
  } // namespace

  std::unique_ptr<DensityLaw> make_density_law(const std::string &name,
                                               const double exponent,
                                               const double bound)
  {
    return table().find(name)(exponent, bound);
  }

  std::string density_law_names()
  {
    return table().names();
  }
} // namespace vitriflow
