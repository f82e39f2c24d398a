#pragma once

#include <deal.II/base/parameter_handler.h>

#include <string>
#include <vector>

namespace vitriflow
{
  /** One declared parameter, as a ParameterHandler knows it. */
  struct ParameterEntry
  {
    /** Subsections from the outermost to the innermost. */
    std::vector<std::string> section;
    std::string name;
    std::string value;
    std::string default_value;
    std::string documentation;

    /** The handler's own notation of the pattern, e.g. "[Bool]". */
    std::string pattern;

    /** "Section/Sub/Name", the spelling of the command line. */
    std::string path() const;

    /** The allowed values in words, e.g. "a number from 0 to 10". */
    std::string allowed() const;

    /** Whether the value is a floating point number or a list of them. */
    bool is_real() const;
  };

  /** All declared parameters in the order of their declaration. */
  std::vector<ParameterEntry>
  parameter_table(const dealii::ParameterHandler &prm);

  /** Their full paths. */
  std::vector<std::string> parameter_paths(const dealii::ParameterHandler &prm);

  /** Split "Section/Sub/Name" at the slashes. */
  std::vector<std::string> split_path(const std::string &path);

  /** Set a declared parameter from any depth; the handler stays at its top
   * level also when the value is refused with an exception. */
  void set_parameter(dealii::ParameterHandler &prm,
                     const ParameterEntry &entry,
                     const std::string &value);

  /**
   * Write an input file that lists every parameter with its default, its
   * documentation and the values it allows. It can be read back.
   */
  void print_defaults(std::ostream &out, const dealii::ParameterHandler &prm);

  /** Write an input file of the values in force. It can be read back. */
  void write_parameters(std::ostream &out, const dealii::ParameterHandler &prm);
} // namespace vitriflow
