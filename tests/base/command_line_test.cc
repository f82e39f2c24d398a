#include <gtest/gtest.h>

#include <vitriflow/base/command_line.h>
#include <vitriflow/base/exceptions.h>

using namespace vitriflow;

namespace
{
  CommandLine parse(std::vector<const char *> arguments)
  {
    arguments.insert(arguments.begin(), "vitriflow");
    return parse_command_line(static_cast<int>(arguments.size()),
                              arguments.data());
  }

  std::string failure(const std::vector<const char *> &arguments)
  {
    try
      {
        parse(arguments);
      }
    catch (const BadInput &error)
      {
        return error.what();
      }
    ADD_FAILURE() << "no BadInput was thrown";
    return "";
  }

  void expect_word(const std::string &message, const std::string &word)
  {
    EXPECT_NE(message.find(word), std::string::npos)
      << "'" << word << "' is missing in: " << message;
  }
} // namespace

TEST(CommandLine, file_alone)
{
  const auto line = parse({"a.prm"});
  EXPECT_EQ(line.parameter_file, "a.prm");
  EXPECT_TRUE(line.overrides.empty());
  EXPECT_EQ(line.output_directory, "");
  EXPECT_EQ(line.restart_directory, "");
  EXPECT_FALSE(line.overwrite || line.check || line.help || line.version ||
               line.defaults);
}

TEST(CommandLine, all_options)
{
  const auto line = parse({"--set",
                           "A/B c=-1",
                           "--check",
                           "a b.prm",
                           "--set=C=x=y",
                           "--output",
                           "out",
                           "--overwrite",
                           "--restart=old"});
  EXPECT_EQ(line.parameter_file, "a b.prm");
  EXPECT_EQ(line.overrides, (std::vector<std::string>{"A/B c=-1", "C=x=y"}));
  EXPECT_EQ(line.output_directory, "out");
  EXPECT_EQ(line.restart_directory, "old");
  EXPECT_TRUE(line.check);
  EXPECT_TRUE(line.overwrite);
}

TEST(CommandLine, file_is_optional_where_none_is_read)
{
  EXPECT_TRUE(parse({"--help"}).help);
  EXPECT_TRUE(parse({"-h"}).help);
  EXPECT_TRUE(parse({"--version"}).version);
  EXPECT_TRUE(parse({"--defaults"}).defaults);
  EXPECT_EQ(parse({"--restart", "old"}).restart_directory, "old");
}

TEST(CommandLine, exactly_one_file_otherwise)
{
  expect_word(failure({}), "No parameter file");
  expect_word(failure({""}), "No parameter file");
  expect_word(failure({"--check"}), "No parameter file");
  expect_word(failure({"a.prm", "b.prm"}), "'b.prm'");
  expect_word(failure({"--help", "a.prm", "b.prm"}), "'b.prm'");
}

TEST(CommandLine, unknown_options_get_a_suggestion)
{
  expect_word(failure({"a.prm", "--overwite"}), "'--overwrite'");
  expect_word(failure({"a.prm", "--outptu=x"}), "'--output'");
  // abbreviations are not accepted
  expect_word(failure({"a.prm", "--over"}), "'--overwrite'");
  expect_word(failure({"a.prm", "-x"}), "'-x'");
}

TEST(CommandLine, malformed_options)
{
  expect_word(failure({"a.prm", "--set"}), "--set");
  expect_word(failure({"a.prm", "--output"}), "--output");
  expect_word(failure({"a.prm", "--output", ""}), "--output");
  expect_word(failure({"a.prm", "--output", "x", "--output", "y"}), "--output");
  expect_word(failure({"a.prm", "--check=yes"}), "--check");
  expect_word(failure({"a.prm", "--restart="}), "--restart");
}

TEST(CommandLine, usage_names_every_option)
{
  for (const std::string option : {"FILE.prm",
                                   "--set",
                                   "--output",
                                   "--overwrite",
                                   "--check",
                                   "--restart",
                                   "--defaults",
                                   "--version",
                                   "--help"})
    expect_word(usage(), option);
}
