#include <vitriflow/stability/flow_law.h>

namespace vitriflow
{
  dealii::FullMatrix<double> FlowLaw::stress_matrix() const
  {
    const unsigned int n = n_variables();
    dealii::FullMatrix<double> matrix(3, n);
    std::vector<double> unit(n, 0.);
    for (unsigned int i = 0; i < n; ++i)
      {
        unit[i]                = 1.;
        const Stress<double> s = stress(unit.data());
        unit[i]                = 0.;
        matrix(0, i)           = s[0][0];
        matrix(1, i)           = s[0][1];
        matrix(2, i)           = s[1][1];
      }
    return matrix;
  }

  std::unique_ptr<FlowLaw> make_flow_law(const Material &material)
  {
    return material.plastic_flow() ? plastic_flow_law(material)
                                   : furukawa_tanaka_flow(material);
  }
} // namespace vitriflow
