#include <deal.II/base/exceptions.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/base/parameter_file.h>
#include <vitriflow/base/parameter_text.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <set>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    using Table = std::vector<ParameterEntry>;

    const ParameterEntry *find(const Table &table, const std::string &path)
    {
      const auto entry =
        std::find_if(table.begin(), table.end(), [&](const auto &candidate) {
          return candidate.path() == path;
        });
      return entry == table.end() ? nullptr : &*entry;
    }

    /** Full paths of all parameters or of all subsections. */
    std::vector<std::string> known_paths(const Table &table,
                                         const StatementKind kind)
    {
      std::set<std::string> paths;
      for (const auto &entry : table)
        if (kind == StatementKind::value)
          paths.insert(entry.path());
        else
          {
            std::string path;
            for (const auto &subsection : entry.section)
              {
                path += (path.empty() ? "" : "/") + subsection;
                paths.insert(path);
              }
          }
      return {paths.begin(), paths.end()};
    }

    [[noreturn]] void report_unknown(const Table &table,
                                     const Statement &statement)
    {
      const auto known = known_paths(table, statement.kind);
      const std::string kind =
        statement.kind == StatementKind::value ? "parameter" : "subsection";
      const std::string hint = nearest_path(statement.path, known);
      throw BadInput(statement.where + ": unknown " + kind + " '" +
                     statement.path + "'." +
                     (hint.empty() ? "" : " Did you mean '" + hint + "'?") +
                     " 'vitriflow --defaults' lists all parameters.");
    }

    [[noreturn]] void report_value(const ParameterEntry &entry,
                                   const Statement &statement,
                                   const std::string &reason = "")
    {
      throw BadInput(statement.where + ": " + entry.path() + " = '" +
                     statement.value + "' is not allowed" +
                     (reason.empty() ? "" : " (" + reason + ")") +
                     "; it must be " + entry.allowed() + ". The default is '" +
                     entry.default_value + "'.");
    }

    /** Words that some standard libraries read as floating point numbers. */
    bool has_non_finite_number(const std::string &value)
    {
      std::string lower = value + ' ', word;
      for (const char c : lower)
        if (std::isalnum(static_cast<unsigned char>(c)))
          word +=
            static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else
          {
            if (word == "nan" || word == "inf" || word == "infinity")
              return true;
            word.clear();
          }
      return false;
    }

    /** Beyond these sizes products of a few numbers leave the range of double
     * precision; no quantity in SI or reduced units comes near. */
    constexpr double largest_number = 1e60, smallest_number = 1e-60;

    bool has_extreme_number(const std::string &value)
    {
      std::string words = value;
      std::replace(words.begin(), words.end(), ',', ' ');
      std::istringstream in(words);
      for (std::string word; in >> word;)
        {
          char *end         = nullptr;
          const double size = std::abs(std::strtod(word.c_str(), &end));
          if (*end == '\0' &&
              (size > largest_number || (size > 0. && size < smallest_number)))
            return true;
        }
      return false;
    }

    /** What the handler's own parser would accept though it must not. */
    void check_value(const ParameterEntry &entry, const Statement &statement)
    {
      // the handler takes braces for a loop over several runs and then
      // neither checks the value nor hands it to its variable
      if (statement.value.find_first_of("{}") != std::string::npos)
        report_value(entry, statement, "braces have no meaning here");
      if (entry.is_real() && has_non_finite_number(statement.value))
        report_value(entry, statement, "it is not finite");
      if (entry.is_real() && has_extreme_number(statement.value))
        report_value(entry,
                     statement,
                     "numbers other than 0 lie between 1e-60 and 1e60");
    }

    std::string short_text(const std::exception &error)
    {
      if (const auto *own = dynamic_cast<const dealii::ExceptionBase *>(&error))
        {
          std::ostringstream text;
          own->print_info(text);
          return trimmed(text.str());
        }
      return error.what();
    }

    void set_value(dealii::ParameterHandler &prm,
                   const Table &table,
                   const Statement &statement)
    {
      const ParameterEntry *entry = find(table, statement.path);
      if (entry == nullptr)
        report_unknown(table, statement);
      check_value(*entry, statement);
      try
        {
          set_parameter(prm, *entry, statement.value);
        }
      catch (const BadInput &)
        {
          throw;
        }
      catch (const dealii::ParameterHandler::ExcValueDoesNotMatchPattern &)
        {
          report_value(*entry, statement);
        }
      catch (const std::exception &error)
        {
          report_value(*entry, statement, short_text(error));
        }
    }

    /** Find the statement that made the handler's parser give up. */
    void explain_failure(dealii::ParameterHandler &prm,
                         const Table &table,
                         const std::vector<Statement> &statements)
    {
      const auto sections = known_paths(table, StatementKind::section);
      for (const auto &statement : statements)
        if (statement.kind == StatementKind::value)
          set_value(prm, table, statement);
        else if (!std::binary_search(sections.begin(),
                                     sections.end(),
                                     statement.path))
          report_unknown(table, statement);
    }

    void parse_file(dealii::ParameterHandler &prm,
                    const Table &table,
                    const std::string &file,
                    const std::vector<SourceLine> &lines)
    {
      const auto statements = parse_statements(lines);
      for (const auto &statement : statements)
        if (const auto *entry = find(table, statement.path))
          check_value(*entry, statement);

      std::stringstream text;
      for (const auto &line : lines)
        text << line.text << '\n';
      try
        {
          prm.parse_input(text, file);
        }
      catch (const BadInput &)
        {
          throw;
        }
      catch (const std::exception &error)
        {
          explain_failure(prm, table, statements);
          throw BadInput(file + ": " + short_text(error));
        }
    }

    Statement parse_override(const std::string &text)
    {
      const std::string where = "--set \"" + text + "\"";
      check_text(text, "--set");
      const auto equals = text.find('=');
      if (equals == std::string::npos)
        throw BadInput(where + ": there is no '='; write "
                               "--set \"Section/Sub/Name=value\".");
      const Statement result{StatementKind::value,
                             where,
                             trimmed(text.substr(0, equals)),
                             trimmed(text.substr(equals + 1))};
      if (result.path.empty())
        throw BadInput(where + ": there is no name before the '='; write "
                               "--set \"Section/Sub/Name=value\".");
      // these would not survive being written to a file and read again
      if (result.value.find_first_of("#\n\r") != std::string::npos ||
          (!result.value.empty() && result.value.back() == '\\'))
        throw BadInput(where + ": a value cannot hold '#' or line ends, nor "
                               "end with a backslash.");
      return result;
    }
  } // namespace

  void read_parameters(dealii::ParameterHandler &prm,
                       const std::string &file,
                       const std::vector<std::string> &overrides,
                       const Preset &preset)
  {
    const Table table = parameter_table(prm);
    const auto lines  = read_source_lines(file);
    std::vector<Statement> settings;
    for (const auto &text : overrides)
      settings.push_back(parse_override(text));

    const auto read_explicit_values = [&]() {
      parse_file(prm, table, file, lines);
      for (const auto &setting : settings)
        set_value(prm, table, setting);
    };

    // printed defaults have fewer digits than the variables bound to them:
    // give the variables what will be recorded
    for (const auto &entry : table)
      set_parameter(prm, entry, entry.value);
    read_explicit_values();

    const ParameterValues values = preset ? preset(prm) : ParameterValues();
    if (values.empty())
      return;
    for (const auto &[path, value] : values)
      set_value(prm, table, {StatementKind::value, "Preset", path, value});
    read_explicit_values();
  }
} // namespace vitriflow
