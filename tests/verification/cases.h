#pragma once

#include <gtest/gtest.h>
#include <vitriflow/base/parameter_file.h>
#include <vitriflow/simulation/simulation.h>

#include <sstream>

#include "paths.h"

namespace vitriflow
{
  /**
   * Parameters as a user would give them: defaults with "Section/Name=value"
   * settings, printed and parsed like those of a file. Reduced units, a
   * periodic box, no output unless set otherwise.
   */
  inline Parameters case_parameters(const std::vector<std::string> &settings)
  {
    Parameters parameters;
    dealii::ParameterHandler prm;
    parameters.add_to(prm);
    const auto table = parameter_table(prm);
    for (const std::string &setting : settings)
      {
        const std::size_t equals = setting.find('=');
        const std::string path   = setting.substr(0, equals);
        bool found               = false;
        for (const ParameterEntry &entry : table)
          if (entry.path() == path)
            {
              set_parameter(prm, entry, setting.substr(equals + 1));
              found = true;
            }
        EXPECT_TRUE(found) << path;
      }
    std::stringstream text;
    write_parameters(text, prm);
    Parameters result;
    dealii::ParameterHandler reader;
    result.add_to(reader);
    reader.parse_input(text);
    result.validate();
    return result;
  }

  /** The path of a file in tests/data. */
  inline std::string data_file(const std::string &name)
  {
    return test_data_dir + "/" + name;
  }

  /** Value of a quantity at a strain, by linear interpolation of records. */
  template <typename Value>
  double at_strain(const std::vector<Record> &records,
                   const double strain,
                   const Value &value)
  {
    for (std::size_t i = 1; i < records.size(); ++i)
      if (records[i].strain >= strain)
        {
          const double a = records[i - 1].strain, b = records[i].strain;
          const double s = (strain - a) / (b - a);
          return (1. - s) * value(records[i - 1]) + s * value(records[i]);
        }
    return value(records.back());
  }
} // namespace vitriflow
