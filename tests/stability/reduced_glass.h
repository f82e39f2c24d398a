#pragma once

#include <vitriflow/stability/flow_law.h>
#include <vitriflow/stability/homogeneous_flow.h>
#include <vitriflow/stability/wave_equations.h>

#include <deal.II/base/numbers.h>

#include <nlohmann/json.hpp>

#include <fstream>

#include "paths.h"

namespace vitriflow
{
  constexpr double degree = dealii::numbers::PI / 180.;

  /** A Furukawa-Tanaka glass in reduced units, lengths in ell. */
  struct ReducedGlass
  {
    ReducedGlass(const double kappa,
                 const double a,
                 const double b,
                 const MaterialParameters &laws      = {},
                 const PlasticFlowConstants &plastic = {})
      : material(laws, kappa, kappa, 0., a, b, plastic)
      , law(make_flow_law(material))
    {
    }

    /** The glass of a case of the reference data. */
    explicit ReducedGlass(const nlohmann::json &parameters)
      : ReducedGlass(parameters.at("kappa").get<double>(),
                     parameters.at("a").get<double>(),
                     parameters.at("b").get<double>())
    {
    }

    FlowJacobian jacobian(const double shear_rate,
                          const std::vector<double> &x) const
    {
      FlowJacobian result;
      std::vector<double> rate(x.size());
      law->linearise(
        simple_shear(shear_rate), 1., x.data(), rate.data(), result);
      return result;
    }

    /** Frozen growth rate at M = 0 unless given. */
    double growth_rate(const double shear_rate,
                       const std::vector<double> &x,
                       const WaveVector &k,
                       const double inertia_number = 0.) const
    {
      return WaveEquations(material, *law, inertia_number)
        .growth_rate(jacobian(shear_rate, x), shear_rate, k);
    }

    Material material;
    std::unique_ptr<FlowLaw> law;
  };

  /** A file of tests/data. */
  inline nlohmann::json reference_data(const std::string &name)
  {
    std::ifstream in(test_data_dir + "/" + name);
    return nlohmann::json::parse(in);
  }
} // namespace vitriflow
