#include <vitriflow/material/equation_of_state.h>
#include <vitriflow/material/law_table.h>

// Every equation of state: its name in the parameter file and its factory,
// which a file in equation_of_state/ defines. A new law adds one line.
// clang-format off
#define VITRIFLOW_EQUATIONS_OF_STATE(law)           \
  law("quadratic", quadratic_equation_of_state)     \
  law("logarithmic", logarithmic_equation_of_state) \
  law("double well", double_well_equation_of_state)
// clang-format on

namespace vitriflow
{
#define DECLARE(name, factory)              \
  std::unique_ptr<EquationOfState> factory( \
    const EquationOfStateParameters &parameters);
  VITRIFLOW_EQUATIONS_OF_STATE(DECLARE)
#undef DECLARE

  namespace
  {
    using Factory =
      std::unique_ptr<EquationOfState> (*)(const EquationOfStateParameters &);

    const LawTable<Factory> &table()
    {
#define ROW(name, factory) {name, &factory},
      static const LawTable<Factory> laws{"equation of state",
                                          {VITRIFLOW_EQUATIONS_OF_STATE(ROW)}};
#undef ROW
      return laws;
    }
  } // namespace

  std::unique_ptr<EquationOfState>
  make_equation_of_state(const std::string &name,
                         const EquationOfStateParameters &parameters)
  {
    return table().find(name)(parameters);
  }

  std::string equation_of_state_names()
  {
    return table().names();
  }
} // namespace vitriflow
