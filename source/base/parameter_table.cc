#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>

#include <vitriflow/base/parameter_table.h>

#include <algorithm>
#include <limits>
#include <ostream>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    using Tree = boost::property_tree::ptree;

    /** Names in the XML form carry special characters as "_" and two
     * hexadecimal digits. (The JSON form is ambiguous for names with dots.) */
    std::string demangle(const std::string &mangled)
    {
      std::string name;
      for (std::size_t i = 0; i < mangled.size(); ++i)
        if (mangled[i] == '_' && i + 2 < mangled.size())
          {
            name += static_cast<char>(
              std::stoi(mangled.substr(i + 1, 2), nullptr, 16));
            i += 2;
          }
        else
          name += mangled[i];
      return name;
    }

    void collect(const Tree &tree,
                 std::vector<std::string> &section,
                 std::vector<ParameterEntry> &table)
    {
      for (const auto &[mangled, node] : tree)
        if (node.find("pattern_description") != node.not_found())
          table.push_back({section,
                           demangle(mangled),
                           node.get<std::string>("value"),
                           node.get<std::string>("default_value"),
                           node.get<std::string>("documentation", ""),
                           node.get<std::string>("pattern_description")});
        else if (node.find("alias") == node.not_found())
          {
            section.push_back(demangle(mangled));
            collect(node, section, table);
            section.pop_back();
          }
    }

    /** The text between the first @p begin and the last @p end after it. */
    std::string between(const std::string &text,
                        const std::string &begin,
                        const std::string &end)
    {
      const auto first = text.find(begin);
      const auto last  = text.rfind(end);
      if (first == std::string::npos || last == std::string::npos ||
          first + begin.size() > last)
        return "";
      return text.substr(first + begin.size(), last - first - begin.size());
    }

    bool starts_with(const std::string &text, const std::string &start)
    {
      return text.compare(0, start.size(), start) == 0;
    }

    /** A lower bound below this stands for "positive" in a declaration. */
    constexpr double smallest_meaningful_bound = 1e-200;

    /** "a number" and its bounds, from e.g. "[Double 0...MAX_DOUBLE ...". */
    std::string range_in_words(const std::string &kind,
                               const std::string &bounds)
    {
      const auto dots = bounds.find("...");
      if (dots == std::string::npos)
        return kind;
      const std::string lower = bounds.substr(0, dots);
      const std::string upper = bounds.substr(dots + 3);

      const auto is_limit = [](const std::string &bound) {
        return bound.find("MAX") != std::string::npos ||
               bound == std::to_string(std::numeric_limits<int>::max()) ||
               bound == std::to_string(std::numeric_limits<int>::min());
      };
      double lower_value = 0;
      std::istringstream(lower) >> lower_value;
      const bool positive =
        lower_value > 0 && lower_value < smallest_meaningful_bound;

      if (is_limit(lower))
        return is_limit(upper) ? kind : kind + " of at most " + upper;
      if (is_limit(upper))
        return positive ? kind + " greater than 0"
                        : kind + " of at least " + lower;
      return positive ? kind + " greater than 0, up to " + upper
                      : kind + " from " + lower + " to " + upper;
    }

    std::string list_in_words(const std::string &pattern);

    std::string choices_in_words(std::string choices)
    {
      while (!choices.empty() && choices.back() == ' ')
        choices.pop_back();
      std::string words;
      for (const char c : choices)
        words += c == '|' ? std::string(", ") : std::string(1, c);
      return "one of: " + words;
    }

    std::string in_words(const std::string &pattern)
    {
      if (starts_with(pattern, "[Double"))
        return range_in_words("a number",
                              between(pattern, "[Double ", " (inclusive)"));
      if (starts_with(pattern, "[Integer"))
        return range_in_words("a whole number",
                              between(pattern,
                                      "[Integer range ",
                                      " (inclusive)"));
      if (starts_with(pattern, "[Bool"))
        return "true or false";
      if (starts_with(pattern, "[Selection"))
        return choices_in_words(between(pattern, "[Selection ", "]"));
      if (starts_with(pattern, "[MultipleSelection"))
        return "any of these, separated by commas; " +
               choices_in_words(between(pattern, "[MultipleSelection ", "]"));
      if (starts_with(pattern, "[List"))
        return list_in_words(pattern);
      if (starts_with(pattern, "[Anything"))
        return "any text";
      if (starts_with(pattern, "[FileName") ||
          starts_with(pattern, "[DirectoryName"))
        return "a path";
      return "text of the form " + pattern;
    }

    std::string list_in_words(const std::string &pattern)
    {
      const auto end          = pattern.rfind("> of length ");
      const std::string head  = pattern.substr(0, end);
      const std::string tail  = pattern.substr(std::min(end, pattern.size()));
      const auto separator    = between(tail, "separated by <", ">");
      const auto inner        = head.find('<');
      const auto length       = between(tail, "of length ", " (inclusive)");
      const auto dots         = length.find("...");
      const std::string least = length.substr(0, dots);
      const std::string most =
        dots == std::string::npos ? "" : length.substr(dots + 3);

      std::string words =
        "a list, separated by '" + (separator.empty() ? "," : separator) + "',";
      if (most == std::to_string(std::numeric_limits<unsigned int>::max()))
        words += least == "0" ? "" : " of at least " + least + " entries,";
      else
        words += least == most ? " of " + least + " entries,"
                               : " of " + least + " to " + most + " entries,";
      return words + " each " +
             in_words(inner == std::string::npos ? "" : head.substr(inner + 1));
    }

    /** Width of the printed documentation. */
    constexpr std::size_t text_width = 78;

    /** One comment line; a backslash at its end would swallow the next line
     * when the file is read back. */
    void print_comment_line(std::ostream &out,
                            const std::string &indent,
                            const std::string &text)
    {
      out << indent << "#" << text << (text.back() == '\\' ? " ." : "") << '\n';
    }

    /** A comment with long lines wrapped; indented lines stay indented. */
    void print_comment(std::ostream &out,
                       const std::string &indent,
                       const std::string &text)
    {
      std::istringstream lines(text);
      for (std::string paragraph; std::getline(lines, paragraph);)
        {
          const auto first = paragraph.find_first_not_of(' ');
          if (first == std::string::npos)
            continue;
          const std::string margin(first, ' ');
          std::istringstream words(paragraph);
          std::string line = margin;
          for (std::string word; words >> word; line += " " + word)
            if (line != margin &&
                indent.size() + line.size() + word.size() + 2 > text_width)
              {
                print_comment_line(out, indent, line);
                line = margin;
              }
          print_comment_line(out, indent, line);
        }
    }

    /** What a printed file shows of each parameter. */
    enum class Listing
    {
      documented_defaults,
      values
    };

    void print_entry(std::ostream &out,
                     const ParameterEntry &entry,
                     const Listing listing)
    {
      const std::string indent(2 * entry.section.size(), ' ');
      const bool defaults = listing == Listing::documented_defaults;
      if (defaults)
        {
          out << '\n';
          print_comment(out, indent, entry.documentation);
          print_comment(out, indent, "Allowed: " + entry.allowed() + ".");
        }
      const std::string &value = defaults ? entry.default_value : entry.value;
      out << indent << "set " << entry.name << (value.empty() ? " =" : " = ")
          << value << '\n';
    }

    /** Print the entries of one subsection, then its subsections. All entries
     * in the range [begin, end) lie in it or deeper. */
    template <typename Iterator>
    void print_section(std::ostream &out,
                       const Iterator begin,
                       const Iterator end,
                       const std::size_t depth,
                       const Listing listing)
    {
      const auto inner =
        std::stable_partition(begin, end, [&](const ParameterEntry &entry) {
          return entry.section.size() == depth;
        });
      for (auto entry = begin; entry != inner; ++entry)
        print_entry(out, *entry, listing);

      for (auto first = inner; first != end;)
        {
          const std::string name = first->section[depth];
          const auto last =
            std::stable_partition(first, end, [&](const ParameterEntry &entry) {
              return entry.section[depth] == name;
            });
          const std::string indent(2 * depth, ' ');
          out << '\n' << indent << "subsection " << name << '\n';
          print_section(out, first, last, depth + 1, listing);
          out << indent << "end\n";
          first = last;
        }
    }

    void print_all(std::ostream &out,
                   const dealii::ParameterHandler &prm,
                   const Listing listing)
    {
      auto table = parameter_table(prm);
      print_section(out, table.begin(), table.end(), 0, listing);
    }
  } // namespace

  std::string ParameterEntry::path() const
  {
    std::string full;
    for (const auto &subsection : section)
      full += subsection + "/";
    return full + name;
  }

  std::string ParameterEntry::allowed() const
  {
    return in_words(pattern);
  }

  bool ParameterEntry::is_real() const
  {
    return pattern.find("[Double") != std::string::npos;
  }

  std::vector<ParameterEntry>
  parameter_table(const dealii::ParameterHandler &prm)
  {
    std::stringstream xml;
    prm.print_parameters(xml,
                         dealii::ParameterHandler::XML |
                           dealii::ParameterHandler::KeepDeclarationOrder);
    Tree tree;
    boost::property_tree::read_xml(xml, tree);

    std::vector<ParameterEntry> table;
    std::vector<std::string> section;
    collect(tree.get_child("ParameterHandler"), section, table);
    return table;
  }

  std::vector<std::string> parameter_paths(const dealii::ParameterHandler &prm)
  {
    std::vector<std::string> paths;
    for (const auto &entry : parameter_table(prm))
      paths.push_back(entry.path());
    return paths;
  }

  std::vector<std::string> split_path(const std::string &path)
  {
    std::vector<std::string> parts(1);
    for (const char c : path)
      if (c == '/')
        parts.emplace_back();
      else
        parts.back() += c;
    return parts;
  }

  void set_parameter(dealii::ParameterHandler &prm,
                     const ParameterEntry &entry,
                     const std::string &value)
  {
    for (const auto &subsection : entry.section)
      prm.enter_subsection(subsection);
    const auto leave = [&]() {
      for (std::size_t i = 0; i < entry.section.size(); ++i)
        prm.leave_subsection();
    };
    try
      {
        prm.set(entry.name, value);
      }
    catch (...)
      {
        leave();
        throw;
      }
    leave();
  }

  void print_defaults(std::ostream &out, const dealii::ParameterHandler &prm)
  {
    out << "# All parameters with their defaults.\n";
    print_all(out, prm, Listing::documented_defaults);
  }

  void write_parameters(std::ostream &out, const dealii::ParameterHandler &prm)
  {
    print_all(out, prm, Listing::values);
  }
} // namespace vitriflow
