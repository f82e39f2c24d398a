#pragma once

#include <string>
#include <vector>

namespace vitriflow
{
  /** A line of an input file and where it stands. */
  struct SourceLine
  {
    std::string file;
    unsigned int number;
    std::string text;
  };

  /** What a statement of an input file does. */
  enum class StatementKind
  {
    section,
    value
  };

  /** `subsection PATH` or `set PATH = VALUE`, with full path. */
  struct Statement
  {
    StatementKind kind;
    /** "file.prm, line 12" or "--set". */
    std::string where;
    std::string path;
    std::string value;
  };

  /**
   * The lines of a text file, included files in their place. Throws BadInput
   * if a file is missing, a directory, too large or no text.
   */
  std::vector<SourceLine> read_source_lines(const std::string &file);

  /**
   * The statements of these lines. Throws BadInput for lines that are none
   * and for subsections that are not closed.
   */
  std::vector<Statement> parse_statements(const std::vector<SourceLine> &lines);

  /** Throws BadInput unless @p text is UTF-8 without control characters other
   * than line ends and tabulators. */
  void check_text(const std::string &text, const std::string &origin);

  /** Without white space at both ends. */
  std::string trimmed(const std::string &text);
} // namespace vitriflow
