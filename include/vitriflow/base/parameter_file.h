#pragma once

#include <deal.II/base/parameter_handler.h>

#include <vitriflow/base/nearest_name.h>
#include <vitriflow/base/parameter_table.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace vitriflow
{
  /** Values by full path "Section/Sub/Name". */
  using ParameterValues = std::map<std::string, std::string>;

  /** Chooses the values of a preset from what file and command line say. */
  using Preset =
    std::function<ParameterValues(const dealii::ParameterHandler &)>;

  /**
   * Read an input file and the command line's overrides
   * "Section/Sub/Name=value" into the declared parameters.
   *
   * The preset is asked after a first reading; its values replace the
   * defaults, and file and overrides are then read again over them. So an
   * override wins over the file, the file over the preset, the preset over
   * the default. An empty function means no preset.
   *
   * All variables bound to the handler, also those left at their default,
   * have exactly the values that write_parameters() will write, so that a
   * run can be repeated from its recorded parameters.
   *
   * The file holds lines of text in UTF-8, names in ASCII. A statement
   * `include other.prm` is replaced by that file, its path being relative to
   * the including file.
   *
   * Throws BadInput naming file, line, parameter, value and what is allowed.
   */
  void read_parameters(dealii::ParameterHandler &prm,
                       const std::string &file,
                       const std::vector<std::string> &overrides = {},
                       const Preset &preset                      = {});
} // namespace vitriflow
