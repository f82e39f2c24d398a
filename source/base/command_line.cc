#include <boost/program_options.hpp>

#include <vitriflow/base/command_line.h>
#include <vitriflow/base/exceptions.h>
#include <vitriflow/base/nearest_name.h>

#include <sstream>

namespace vitriflow
{
  namespace
  {
    namespace options = boost::program_options;

    using Strings = std::vector<std::string>;

    /** The name under which arguments without an option are collected. */
    const char *const file_argument = "FILE.prm";

    options::options_description described_options()
    {
      options::options_description all("Options");
      auto add = all.add_options();
      add("set",
          options::value<Strings>()->value_name("\"Section/Sub/Name=value\""),
          "override a parameter of the file; may be repeated");
      add("output",
          options::value<std::string>()->value_name("DIR"),
          "folder of the results");
      add("overwrite", "replace results that are already there");
      add("check",
          "read and validate the input, print what the run means, and compute "
          "nothing");
      add("restart",
          options::value<std::string>()->value_name("DIR"),
          "continue the run whose results are in DIR");
      add("defaults", "print every parameter with its default and meaning");
      add("version", "print the version");
      add("help,h", "print this text");
      return all;
    }

    options::options_description accepted_options()
    {
      options::options_description all = described_options();
      all.add_options()(file_argument, options::value<Strings>());
      return all;
    }

    std::string nearest_option(const std::string &unknown)
    {
      const auto known = described_options();
      Strings names;
      for (const auto &option : known.options())
        {
          names.push_back("--" + option->long_name());
          if (names.back().compare(0, unknown.size(), unknown) == 0)
            return names.back(); // an abbreviation
        }
      return nearest_name(unknown, names);
    }

    options::variables_map parsed(const int argc, const char *const *const argv)
    {
      using namespace options::command_line_style;
      options::positional_options_description files;
      files.add(file_argument, -1);
      options::variables_map values;
      try
        {
          // abbreviations would change their meaning with every new option
          options::store(options::command_line_parser(argc, argv)
                           .options(accepted_options())
                           .positional(files)
                           .style(unix_style & ~allow_guessing)
                           .run(),
                         values);
        }
      catch (const options::unknown_option &error)
        {
          throw BadInput("Unknown option '" + error.get_option_name() +
                         "'. Did you mean '" +
                         nearest_option(error.get_option_name()) +
                         "'? 'vitriflow --help' lists all options.");
        }
      catch (const options::error &error)
        {
          throw BadInput("Command line: " + std::string(error.what()) +
                         "; 'vitriflow --help' shows the usage.");
        }
      return values;
    }

    std::string folder(const options::variables_map &values,
                       const std::string &option)
    {
      if (values.count(option) == 0)
        return "";
      const auto name = values[option].as<std::string>();
      if (name.empty())
        throw BadInput("--" + option +
                       " needs the name of a folder, which "
                       "is empty here.");
      return name;
    }

    std::string parameter_file(const options::variables_map &values,
                               const bool needed)
    {
      const auto files = values.count(file_argument) > 0
                           ? values[file_argument].as<Strings>()
                           : Strings();
      if (files.size() > 1)
        throw BadInput("One parameter file is needed, but '" + files[0] +
                       "' and '" + files[1] +
                       "' were given; blanks in names and values need quotes.");
      if (needed && (files.empty() || files[0].empty()))
        throw BadInput("No parameter file was given.\n" + usage());
      return files.empty() ? "" : files[0];
    }
  } // namespace

  CommandLine parse_command_line(const int argc, const char *const *const argv)
  {
    const auto values = parsed(argc, argv);

    CommandLine result;
    result.overwrite = values.count("overwrite") > 0;
    result.check     = values.count("check") > 0;
    result.help      = values.count("help") > 0;
    result.version   = values.count("version") > 0;
    result.defaults  = values.count("defaults") > 0;
    if (values.count("set") > 0)
      result.overrides = values["set"].as<Strings>();
    result.output_directory  = folder(values, "output");
    result.restart_directory = folder(values, "restart");

    const bool needs_file = !result.help && !result.version &&
                            !result.defaults &&
                            result.restart_directory.empty();
    result.parameter_file = parameter_file(values, needs_file);
    return result;
  }

  std::string usage()
  {
    std::ostringstream text;
    text << "Usage: vitriflow FILE.prm [options]\n"
            "       vitriflow --restart DIR [options]\n"
            "       vitriflow structure FILE.prm | statistics PATH "
            "[options | --help]\n"
            "       vitriflow stability FILE.prm [options | --help]\n"
            "       vitriflow map FILE.prm [options | --help]\n"
            "       vitriflow modes DIR [options | --help]\n"
            "       vitriflow --defaults | --version | --help\n"
         << described_options();
    return text.str();
  }
} // namespace vitriflow
