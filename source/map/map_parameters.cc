#include <vitriflow/base/exceptions.h>
#include <vitriflow/map/map_parameters.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

namespace vitriflow
{
  using namespace dealii::Patterns;

  namespace
  {
    const char *const first_axis  = "First axis";
    const char *const second_axis = "Second axis";

    /** A map of more runs was asked for by mistake. */
    constexpr unsigned int most_values = 1000;

    [[noreturn]] void refuse(const std::string &axis,
                             const std::string &values,
                             const std::string &reason)
    {
      throw BadInput("Map/" + axis + "/Values = '" + values + "': " + reason +
                     ". Write numbers separated by commas, or 'linear FIRST "
                     "LAST COUNT', or 'logarithmic FIRST LAST COUNT' with "
                     "positive numbers; COUNT is from 2 to " +
                     std::to_string(most_values) + ".");
    }

    bool read_number(const std::string &word, double &value)
    {
      std::size_t end = 0;
      try
        {
          value = std::stod(word, &end);
        }
      catch (const std::exception &)
        {
          return false;
        }
      return end == word.size() && std::isfinite(value);
    }

    /** The numbers of "FIRST LAST COUNT". */
    std::vector<double> range(std::istringstream &words,
                              const bool logarithmic,
                              const std::string &axis,
                              const std::string &values)
    {
      std::string first_word, last_word, count_word, more;
      double first = 0., last = 0., count = 0.;
      words >> first_word >> last_word >> count_word;
      if (!read_number(first_word, first) || !read_number(last_word, last) ||
          !read_number(count_word, count) || words >> more)
        refuse(axis, values, "a range needs three numbers");
      if (count < 2. || count > most_values || count != std::floor(count))
        refuse(axis, values, "there cannot be " + count_word + " values");
      if (logarithmic && !(first > 0. && last > 0.))
        refuse(axis, values, "a logarithm needs positive numbers");
      if (first == last)
        refuse(axis, values, "the range is empty");
      std::vector<double> result;
      for (unsigned int i = 0; i < count; ++i)
        {
          const double share = i / (count - 1.);
          result.push_back(logarithmic ? first * std::pow(last / first, share)
                                       : first + share * (last - first));
        }
      return result;
    }

    std::vector<double> list(const std::string &axis, const std::string &values)
    {
      std::vector<double> result;
      std::istringstream items(values);
      for (std::string item; std::getline(items, item, ',');)
        {
          std::istringstream words(item);
          std::string word, more;
          double value = 0.;
          if (!(words >> word) || !read_number(word, value) || words >> more)
            refuse(axis, values, "'" + item + "' is not a number");
          result.push_back(value);
        }
      if (result.empty())
        refuse(axis, values, "there are no values");
      if (result.size() > most_values)
        refuse(axis, values, "there are too many values");
      return result;
    }

    void add_criterion(FailureCriterion &criterion,
                       dealii::ParameterHandler &prm)
    {
      prm.add_parameter("Stress drop",
                        criterion.stress_drop,
                        "A sample has failed when its shear stress has dropped "
                        "by this share of the largest before [-].",
                        Double(1e-3, 1.));
      prm.add_parameter("Brittle plastic strain",
                        criterion.brittle_plastic_strain,
                        "A sample is brittle if it fails before this plastic "
                        "shear strain, strain - stress/G0 [-].",
                        Double(0.));
      prm.add_parameter("Cavity density",
                        criterion.cavity_density,
                        "Matter of less than this density is a cavity [rho0]; "
                        "the top of the barrier of the double well lies at "
                        "(1 + rg)/2, 0.6 for rg = 0.2.",
                        Double(0., 1.));
      prm.add_parameter("Runaway rate ratio",
                        criterion.runaway_rate_ratio,
                        "Without inertia a sample fractures where equilibrium "
                        "is lost and the local shear rate grows without bound: "
                        "beyond this multiple of the applied one [-].",
                        Double(10.));
      prm.add_parameter(
        "Single band number",
        criterion.single_band_number,
        "One band carries the shear if (sum s)^2/sum s^2 of "
        "all bands' carried strains s is below this number [-].",
        Double(1.));
    }
  } // namespace

  void AxisParameters::add_to(dealii::ParameterHandler &prm,
                              const std::string &name)
  {
    prm.enter_subsection(name);
    prm.add_parameter("Parameter",
                      parameter,
                      "What varies along this axis: a parameter's path, "
                      "\"Section/Sub/Name\".",
                      Anything());
    prm.add_parameter("Values",
                      values,
                      "Numbers separated by commas, or \"linear FIRST LAST "
                      "COUNT\", or \"logarithmic FIRST LAST COUNT\"; in the "
                      "parameter's unit.",
                      Anything());
    prm.leave_subsection();
  }

  std::vector<double> AxisParameters::numbers(const std::string &name) const
  {
    std::istringstream words(values);
    std::string kind;
    words >> kind;
    const bool logarithmic = kind == "logarithmic";
    const std::vector<double> result =
      logarithmic || kind == "linear" ? range(words, logarithmic, name, values)
                                      : list(name, values);
    if (std::set<double>(result.begin(), result.end()).size() != result.size())
      refuse(name, values, "a value occurs twice");
    return result;
  }

  void MapParameters::add_to(dealii::ParameterHandler &prm)
  {
    prm.enter_subsection("Map");
    first.add_to(prm, first_axis);
    second.add_to(prm, second_axis);
    prm.enter_subsection(second_axis);
    prm.add_parameter("Unit",
                      second_unit,
                      "What the values of this axis are multiples of: 1, or at "
                      "every point of the map the critical rate (d eta/dp)^-1 "
                      "or the relaxation rate 1/tau0 of the material there.",
                      Selection("1|critical rate|relaxation rate"));
    prm.leave_subsection();
    prm.add_parameter("Seeds",
                      n_seeds,
                      "Runs at every point, with seeds that count up from the "
                      "file's.",
                      Integer(1, 1000));
    prm.add_parameter("Seed parameter",
                      seed_parameter,
                      "Path of the parameter that counts up.",
                      Anything());
    prm.add_parameter("Jobs",
                      jobs,
                      "Runs at a time, each on one core; 0: as many as there "
                      "are cores.",
                      Integer(0, 10000));
    prm.add_parameter("Slurm options",
                      slurm_options,
                      "Options of sbatch for every run, such as \"--time=2:00:"
                      "00 --mem=2G\", for 'vitriflow map --slurm'.",
                      Anything());
    prm.add_parameter("Confidence",
                      confidence,
                      "Of the interval of the activation energy [-].",
                      Double(0.5, 0.9999));
    prm.add_parameter("Glass transition temperature",
                      glass_transition_temperature,
                      "Tg [K], to compare the activation energy with that of "
                      "slow beta relaxation, 26 R Tg; 0 compares nothing.",
                      Double(0.));
    prm.enter_subsection("Criterion");
    add_criterion(criterion, prm);
    prm.leave_subsection();
    prm.leave_subsection();
  }

  void MapParameters::validate() const
  {
    if (!requested())
      return;
    for (const auto &[axis, name] :
         {std::pair(&first, first_axis), std::pair(&second, second_axis)})
      {
        if (axis->parameter.empty())
          throw BadInput(std::string("Map/") + name +
                         "/Parameter is empty; a map needs two parameters, "
                         "for example Material/Temperature and Loading/Shear "
                         "rate.");
        axis->numbers(name);
      }
    if (first.parameter == second.parameter)
      throw BadInput("Map/First axis/Parameter and Map/Second axis/Parameter "
                     "are both " +
                     first.parameter + "; choose two different ones.");
    for (const std::string &path : {first.parameter, second.parameter})
      if (path == seed_parameter || path.rfind("Map/", 0) == 0)
        throw BadInput("Map: " + path +
                       " cannot be an axis; choose another parameter.");
  }
} // namespace vitriflow
