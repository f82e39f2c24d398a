#include <vitriflow/stability/maxwell_rates.h>

namespace vitriflow
{
  std::unique_ptr<FlowLaw> furukawa_tanaka_flow(const Material &material)
  {
    return std::make_unique<FlowLawOf<MaxwellRates>>(MaxwellRates{&material});
  }
} // namespace vitriflow
