#include <vitriflow/base/exceptions.h>
#include <vitriflow/base/parameter_text.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    /** The largest parameter files we know have some ten kilobytes. */
    constexpr std::size_t largest_file = 1 << 20;

    /** Deeper nesting of include statements is taken for a circle. */
    constexpr unsigned int deepest_include = 8;

    /** Longer pieces of input are cut in messages. */
    constexpr std::size_t longest_quote = 60;

    std::string quoted(const std::string &text)
    {
      return text.size() <= longest_quote
               ? "'" + text + "'"
               : "'" + text.substr(0, longest_quote) + "...'";
    }

    std::string location(const SourceLine &line)
    {
      return line.file + ", line " + std::to_string(line.number);
    }

    std::string read_file(const std::string &file)
    {
      if (std::error_code error; std::filesystem::is_directory(file, error))
        throw BadInput("The parameter file '" + file +
                       "' is a directory; name a file in it.");
      std::ifstream in(file, std::ios::binary);
      if (!in)
        throw BadInput("The parameter file '" + file +
                       "' cannot be opened; check its name and whether you "
                       "may read it.");
      std::string text(largest_file + 1, '\0');
      in.read(text.data(), static_cast<std::streamsize>(text.size()));
      if (in.bad())
        throw BadInput("The parameter file '" + file + "' cannot be read.");
      text.resize(static_cast<std::size_t>(in.gcount()));
      if (text.size() > largest_file)
        throw BadInput("The parameter file '" + file + "' is larger than " +
                       std::to_string(largest_file) +
                       " bytes; is it really a parameter file?");
      check_text(text, file);
      return text;
    }

    /** Bytes that follow the first byte of a UTF-8 character; -1 if that byte
     * starts none. */
    int n_continuation_bytes(const unsigned char first)
    {
      if (first < 0x80)
        return 0;
      if (first >= 0xc2 && first < 0xe0)
        return 1;
      if (first >= 0xe0 && first < 0xf0)
        return 2;
      if (first >= 0xf0 && first < 0xf5)
        return 3;
      return -1;
    }

    /** Bytes of the character at @p position, 0 if it is no allowed text. */
    std::size_t character_length(const std::string &text,
                                 const std::size_t position)
    {
      const auto byte = [&](const std::size_t i) {
        return static_cast<unsigned char>(text[i]);
      };
      const unsigned char first = byte(position);
      if ((first < 0x20 && first != '\n' && first != '\r' && first != '\t') ||
          first == 0x7f)
        return 0;
      const int n = n_continuation_bytes(first);
      if (n < 0)
        return 0;
      for (int i = 1; i <= n; ++i)
        if (position + i >= text.size() || (byte(position + i) & 0xc0) != 0x80)
          return 0;
      return n + 1;
    }

    bool starts_with(const std::string &text, const std::string &lower)
    {
      std::string upper;
      for (const char c : lower)
        upper += static_cast<char>(std::toupper(c));
      return text.compare(0, lower.size(), lower) == 0 ||
             text.compare(0, lower.size(), upper) == 0;
    }

    void append_lines(const std::string &file,
                      const unsigned int depth,
                      std::vector<SourceLine> &lines)
    {
      std::string text = read_file(file);
      if (text.compare(0, 3, "\xef\xbb\xbf") == 0) // byte order mark
        text.erase(0, 3);

      std::istringstream in(text);
      std::string line;
      for (unsigned int number = 1; std::getline(in, line); ++number)
        {
          const std::string statement = trimmed(line.substr(0, line.find('#')));
          if (!starts_with(statement, "include "))
            {
              lines.push_back({file, number, line});
              continue;
            }
          const std::string where = location({file, number, line});
          if (depth == deepest_include)
            throw BadInput(where +
                           ": include statements are nested more than " +
                           std::to_string(deepest_include) +
                           " deep; does a file include itself?");
          const auto included = std::filesystem::path(file).parent_path() /
                                trimmed(statement.substr(8));
          try
            {
              append_lines(included.string(), depth + 1, lines);
            }
          catch (const BadInput &error)
            {
              throw BadInput(where + ": " + error.what());
            }
        }
    }

    /** Lines ending in a backslash joined with their successors, comments
     * removed: what the handler's parser takes as one line. */
    std::vector<SourceLine> logical_lines(const std::vector<SourceLine> &lines)
    {
      std::vector<SourceLine> joined;
      bool continued = false;
      for (const auto &line : lines)
        {
          std::string text = trimmed(line.text);
          if (!continued)
            joined.push_back({line.file, line.number, ""});
          continued = !text.empty() && text.back() == '\\';
          if (continued)
            text.pop_back();
          joined.back().text += text;
        }
      for (auto &line : joined)
        {
          for (char &c : line.text)
            if (c == '\t')
              c = ' ';
          line.text = trimmed(line.text.substr(0, line.text.find('#')));
        }
      return joined;
    }

    std::string prefix(const std::vector<SourceLine> &sections)
    {
      std::string path;
      for (const auto &section : sections)
        path += section.text + "/";
      return path;
    }

    Statement parse_set(const SourceLine &line,
                        const std::vector<SourceLine> &sections)
    {
      const std::string body = line.text.substr(4);
      const auto equals      = body.find('=');
      if (equals == std::string::npos)
        throw BadInput(location(line) + ": " + quoted(line.text) +
                       " has no '='; write  set Name = value.");
      return {StatementKind::value,
              location(line),
              prefix(sections) + trimmed(body.substr(0, equals)),
              trimmed(body.substr(equals + 1))};
    }

    void close_section(const SourceLine &line,
                       std::vector<SourceLine> &sections)
    {
      if (line.text.size() > 3)
        throw BadInput(location(line) + ": " + quoted(line.text) +
                       " has text after 'end'; 'end' stands alone.");
      if (sections.empty())
        throw BadInput(location(line) +
                       ": 'end' without an open subsection; remove it or add "
                       "the missing 'subsection'.");
      sections.pop_back();
    }
  } // namespace

  std::string trimmed(const std::string &text)
  {
    const char *white = " \t\r\n\v\f";
    const auto first  = text.find_first_not_of(white);
    if (first == std::string::npos)
      return "";
    return text.substr(first, text.find_last_not_of(white) - first + 1);
  }

  void check_text(const std::string &text, const std::string &origin)
  {
    unsigned int line = 1;
    for (std::size_t i = 0; i < text.size();)
      {
        const std::size_t length = character_length(text, i);
        if (length == 0)
          throw BadInput(
            origin + ", line " + std::to_string(line) + ": the byte of value " +
            std::to_string(static_cast<unsigned char>(text[i])) +
            " is no text; parameters are plain text in UTF-8 without control "
            "characters.");
        line += text[i] == '\n';
        i += length;
      }
  }

  std::vector<SourceLine> read_source_lines(const std::string &file)
  {
    std::vector<SourceLine> lines;
    append_lines(file, 0, lines);
    return lines;
  }

  std::vector<Statement> parse_statements(const std::vector<SourceLine> &lines)
  {
    std::vector<Statement> statements;
    std::vector<SourceLine> sections; // open ones, text being the name
    for (const auto &line : logical_lines(lines))
      if (starts_with(line.text, "subsection "))
        {
          sections.push_back(
            {line.file, line.number, trimmed(line.text.substr(11))});
          std::string path = prefix(sections);
          path.pop_back();
          statements.push_back(
            {StatementKind::section, location(line), path, ""});
        }
      else if (starts_with(line.text, "set "))
        statements.push_back(parse_set(line, sections));
      else if (starts_with(line.text, "end"))
        close_section(line, sections);
      else if (!line.text.empty())
        throw BadInput(location(line) + ": " + quoted(line.text) +
                       " is no statement; a line is  set Name = value,  "
                       "subsection Name,  end,  include file  or a comment "
                       "after '#'.");
    if (!sections.empty())
      throw BadInput(location(sections.back()) + ": subsection '" +
                     sections.back().text +
                     "' is not closed; add the missing 'end'.");
    return statements;
  }
} // namespace vitriflow
