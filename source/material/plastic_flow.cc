#include <vitriflow/material/law_table.h>
#include <vitriflow/material/plastic_flow.h>

// Every mechanism: its name in the parameter file and its factory, which a
// file in plastic_flow/ defines. A new law adds one line.
// clang-format off
#define VITRIFLOW_PLASTIC_FLOWS(law)                            \
  law("power law", power_law_flow)                              \
  law("shear-transformation zones", effective_temperature_flow) \
  law("zone density", zone_density_flow)                        \
  law("free volume", free_volume_flow)
// clang-format on

namespace vitriflow
{
#define DECLARE(name, factory) \
  std::unique_ptr<PlasticFlow> factory(const PlasticFlowConstants &constants);
  VITRIFLOW_PLASTIC_FLOWS(DECLARE)
#undef DECLARE

  namespace
  {
    std::unique_ptr<PlasticFlow> no_plastic_flow(const PlasticFlowConstants &)
    {
      return nullptr;
    }

    using Factory =
      std::unique_ptr<PlasticFlow> (*)(const PlasticFlowConstants &);

    const LawTable<Factory> &table()
    {
#define ROW(name, factory) {name, &factory},
      static const LawTable<Factory> laws{"mechanism of plastic flow",
                                          {{"none", &no_plastic_flow},
                                           VITRIFLOW_PLASTIC_FLOWS(ROW)}};
#undef ROW
      return laws;
    }
  } // namespace

  std::unique_ptr<PlasticFlow>
  make_plastic_flow(const PlasticFlowConstants &constants)
  {
    return table().find(constants.mechanism)(constants);
  }

  std::string plastic_flow_names()
  {
    return table().names();
  }
} // namespace vitriflow
