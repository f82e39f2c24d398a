#pragma once

#include <string>
#include <vector>

namespace vitriflow
{
  /** What the user asked for on the command line. */
  struct CommandLine
  {
    /** Empty only with restart, help, version or defaults. */
    std::string parameter_file;
    /** "Section/Sub/Name=value", in the order given. */
    std::vector<std::string> overrides;
    /** Empty if not given. */
    std::string output_directory;
    /** The folder of the run to be continued; empty if not given. */
    std::string restart_directory;

    bool overwrite = false;
    bool check     = false;
    bool help      = false;
    bool version   = false;
    bool defaults  = false;
  };

  /** Throws BadInput naming the option and what is allowed. */
  CommandLine parse_command_line(int argc, const char *const *argv);

  /** The text of --help. */
  std::string usage();
} // namespace vitriflow
