// Question: is the phase diagram of Vitreloy 1 that of the constants it stands
// for?

#include <vitriflow/base/exceptions.h>
#include <vitriflow/stability/phase_diagram.h>

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "paths.h"

namespace vitriflow
{
  namespace
  {
    MaterialParameters vitreloy_1()
    {
      MaterialParameters material;
      dealii::ParameterHandler prm;
      material.add_to(prm);
      prm.enter_subsection("Material");
      const std::string section = "Material/";
      for (const auto &[path, value] : material_preset("Vitreloy 1"))
        if (path.rfind(section, 0) == 0)
          prm.set(path.substr(section.size()), value);
      prm.leave_subsection();
      return material;
    }

    std::vector<std::vector<double>> rows_of(const std::string &file)
    {
      std::ifstream in(test_data_dir + "/" + file);
      std::string line, cell;
      std::getline(in, line);
      std::vector<std::vector<double>> rows;
      while (std::getline(in, line))
        {
          std::istringstream cells(line);
          rows.emplace_back();
          while (std::getline(cells, cell, ','))
            rows.back().push_back(std::stod(cell));
        }
      return rows;
    }

    StabilityParameters diagram(const unsigned int n_temperatures,
                                const unsigned int n_rates)
    {
      StabilityParameters p;
      p.phase_diagram.n_temperatures = n_temperatures;
      p.phase_diagram.n_rates        = n_rates;
      p.phase_diagram.lowest_rate    = 1e-8;
      p.phase_diagram.highest_rate   = 1e6;
      return p;
    }
  } // namespace

  /** All columns: T, eta, G, K, kappa, a, b, tau0, d ln eta/dp, activation
   * volume [A^3], the three rates, the e-fold rate and t_x. Same constants and
   * closed formulas: rounding, enlarged by exp(D* T0/(T - T0)) to 1e-12. */
  TEST(PhaseDiagrams, CurvesOfVitreloy1)
  {
    const auto rows = rows_of("vitreloy1_curves.csv");
    ASSERT_EQ(rows.size(), 21u);
    StabilityParameters p        = diagram(21, 1);
    p.phase_diagram.highest_rate = p.phase_diagram.lowest_rate;
    const PhaseDiagram computed =
      compute_phase_diagram(vitreloy_1(), p, MPI_COMM_SELF);
    for (std::size_t i = 0; i < rows.size(); ++i)
      {
        const PhaseCurves &row           = computed.curves[i];
        const MaterialConstants &c       = row.constants;
        const std::vector<double> values = {row.temperature,
                                            c.viscosity(),
                                            c.shear_modulus,
                                            c.bulk_modulus,
                                            c.bulk_modulus / c.shear_modulus,
                                            c.relaxation_time_exponent,
                                            c.shear_modulus_exponent,
                                            c.relaxation_time,
                                            row.viscosity_pressure_slope(),
                                            1e30 * row.activation_volume(),
                                            critical_rate(c),
                                            1. / c.relaxation_time,
                                            solid_rate(c),
                                            row.solid_efold_rate(),
                                            crossover_time(c)};
        ASSERT_EQ(rows[i].size(), values.size());
        for (std::size_t j = 0; j < values.size(); ++j)
          EXPECT_NEAR(values[j], rows[i][j], 1e-10 * std::abs(rows[i][j]))
            << "row " << i << ", column " << j;
        // a few per cent to a fifth below the leading order
        ASSERT_TRUE(row.critical_rate_numerical);
        EXPECT_LT(*row.critical_rate_numerical, critical_rate(c));
        EXPECT_GT(*row.critical_rate_numerical, 0.7 * critical_rate(c));
      }
  }

  /**
   * The critical rate separates stable flow from the rest, up to the factor
   * two within which waves pass the unstable directions before they have
   * grown; up to ten times 1/tau0 the types follow each other as the stress
   * relaxes less and less. Far above, strain four is reached before tau has
   * softened, and growth of the unrelaxed solid by e per strain of (kappa +
   * 2)/b = 2.2 is not visible then: stable by definition.
   */
  TEST(PhaseDiagrams, TypesOfVitreloy1)
  {
    const unsigned int n_rates = 29; // two per decade
    const PhaseDiagram computed =
      compute_phase_diagram(vitreloy_1(), diagram(5, n_rates), MPI_COMM_SELF);
    ASSERT_EQ(computed.points.size(), 5u * n_rates);
    std::set<InstabilityType> seen;
    for (std::size_t i = 0; i < 5; ++i)
      {
        const PhaseCurves &curves  = computed.curves[i];
        const MaterialConstants &c = curves.constants;
        InstabilityType last       = InstabilityType::stable;
        for (std::size_t j = 0; j < n_rates; ++j)
          {
            const PhasePoint &point = computed.points[i * n_rates + j];
            EXPECT_EQ(point.temperature, curves.temperature);
            ASSERT_TRUE(point.type);
            const bool stable = *point.type == InstabilityType::stable;
            EXPECT_EQ(point.onset_time.has_value(), !stable);
            EXPECT_TRUE(stable || point.rate > *curves.critical_rate_numerical);
            const double Wi = point.rate * c.relaxation_time;
            EXPECT_TRUE(stable || Wi < 1000.) << Wi;
            if (Wi > 10.)
              continue;
            EXPECT_TRUE(!stable || point.rate < 2. * critical_rate(c));
            EXPECT_GE(*point.type, last) << point.temperature << point.rate;
            last = *point.type;
            seen.insert(*point.type);
          }
      }
    EXPECT_EQ(seen,
              (std::set<InstabilityType>{InstabilityType::stable,
                                         InstabilityType::liquid,
                                         InstabilityType::viscoelastic}));
  }

  TEST(PhaseDiagrams, RatesAreEvenInTheirLogarithm)
  {
    const auto rates = diagram(1, 15).phase_diagram.rates();
    ASSERT_EQ(rates.size(), 15u);
    for (std::size_t j = 0; j < rates.size(); ++j)
      EXPECT_NEAR(std::log10(rates[j]), j - 8., 1e-12);
  }

  TEST(PhaseDiagrams, TemperatureBelowTheDivergenceIsRefused)
  {
    StabilityParameters p              = diagram(3, 1);
    p.phase_diagram.lowest_temperature = 400.; // T0 is 412.5 K
    try
      {
        check_temperatures(vitreloy_1(), p.phase_diagram);
        FAIL();
      }
    catch (const BadInput &error)
      {
        EXPECT_NE(std::string(error.what()).find("temperature 400 K"),
                  std::string::npos)
          << error.what();
      }
  }
} // namespace vitriflow
