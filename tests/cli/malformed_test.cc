// Question: does every malformed parameter file end with status 2 and a message
// that says where, having written nothing?

#include <vitriflow/simulation/application.h>

#include "command.h"

namespace
{
  using namespace cli;

  /** One value that cannot be run; the message holds the words. */
  struct BadValue
  {
    const char *path, *value;
  };

  const std::vector<BadValue> bad_values = {
    // too large, for the machine or for the equations
    {"Mesh/Cells", "1048576"},
    {"Mesh/Cells", "99999999999"},
    {"Mesh/Size", "1e300"},
    {"Material/Shear modulus", "1e308"},
    {"Material/Bulk modulus", "1e400"},
    {"Material/Gradient length", "1e-308"},
    {"Material/Relaxation time density exponent", "1e308"},
    {"Loading/Shear rate", "1e308"},
    {"Loading/End strain", "1e308"},
    {"Structure/Density/Seed", "99999999999999999999"},
    {"Time/Maximum step", "1e-300"},
    {"Time/Maximum step", "1e-30"},
    {"Time/Initial step", "1e-30"},
    {"Output/Number of field outputs", "2147483647"},
    // not a number, or not one of that kind
    {"Mesh/Size", "nan"},
    {"Material/Shear modulus", "NaN"},
    {"Loading/Shear rate", "inf"},
    {"Time/Maximum step", "nan"},
    {"Solver/Linear tolerance", "nan"},
    {"Mesh/Cells", "1e3"},
    {"Mesh/Dimension", "2.5"},
    {"Mesh/Size", "a"},
    {"Mesh/Size", "8;8"},
    {"Material/Shear modulus", "1,2"},
    {"Material/Shear modulus", "--1"},
    {"Loading/Shear rate", "fast"},
    {"Time/Maximum number of steps", "1.5"},
    {"Mesh/Cells", "8,8,8,8"},
    // negative or zero where that has no meaning
    {"Mesh/Cells", "-4"},
    {"Mesh/Size", "-1"},
    {"Mesh/Size", "0"},
    {"Material/Shear modulus", "0"},
    {"Material/Bulk modulus", "-5"},
    {"Material/Relaxation time", "-1"},
    {"Material/Density", "0"},
    {"Material/Gradient length", "-1"},
    {"Material/Relaxation time bound", "0.5"},
    {"Material/Inertia number", "-1"},
    {"Loading/Shear rate", "0"},
    {"Loading/End strain", "-1"},
    {"Solver/Maximum corrections", "-1"},
    {"Time/Maximum step", "-1"},
    {"Output/Record every", "0"},
    {"Output/Checkpoint interval", "-1"},
    // unknown words
    {"Mesh/Celles", "8"},
    {"Units/System", "cgs"},
    {"Material/Equation of state", "cubic"},
    {"Material/Equation of state", ""},
    {"Loading/Program", "stress"},
    {"Loading/Program", "stress 0.1 duration -1 rise 0.1"},
    {"Structure/Density/Type", "noise +"},
    {"Time/Scheme", "BDF3"},
    // not of the alphabet
    {"Mesh/Cells", "\xef\xbc\x93\xef\xbc\x92"}, // full-width digits
    {"Loading/Program", "\xe2\x9a\xa1"},        // a symbol
    {"Structure/Density/Type", "\xc3\xa9"},     // an accent
    {"Material/Shear modulus", "{1|2}"},
  };

  const char *const good_file = R"(subsection Mesh
  set Cells = 4
  set Size  = 4
end
subsection Loading
  set Shear rate = 0.5
  set End strain = 0.005
end
)";

  std::string file_with(const BadValue &bad)
  {
    std::string text = good_file, path = bad.path;
    unsigned int depth = 0;
    for (std::size_t slash; (slash = path.find('/')) != std::string::npos;)
      {
        text += "subsection " + path.substr(0, slash) + "\n";
        path.erase(0, slash + 1);
        ++depth;
      }
    text += "set " + path + " = " + bad.value + "\n";
    for (; depth > 0; --depth)
      text += "end\n";
    return text;
  }

  class Malformed : public Command
  {
  protected:
    /** Runs the application in this process: quicker, and a crash or a hang
     * is no less of a failure. */
    void expect_refused(std::vector<std::string> arguments,
                        const std::string &text,
                        const std::string &word) const
    {
      const std::string file   = (folder_ / "bad.prm").string();
      const std::string output = (folder_ / "never").string();
      std::ofstream(file) << text;
      arguments.insert(arguments.begin(), "vitriflow");
      for (const std::string &a : {file, std::string("--output"), output})
        arguments.push_back(a);
      std::vector<const char *> argv;
      for (const std::string &a : arguments)
        argv.push_back(a.c_str());
      testing::internal::CaptureStderr();
      testing::internal::CaptureStdout();
      const int status =
        vitriflow::run_application(argv.size(), argv.data(), MPI_COMM_SELF);
      testing::internal::GetCapturedStdout();
      const std::string message = testing::internal::GetCapturedStderr();
      EXPECT_EQ(status, 2) << text << message;
      EXPECT_TRUE(contains(message, word))
        << "'" << word << "' is missing in: " << message;
      EXPECT_FALSE(fs::exists(output)) << text;
      fs::remove_all(output);
    }
  };
} // namespace

TEST_F(Malformed, Values)
{
  EXPECT_GE(bad_values.size(), 50u);
  for (const BadValue &bad : bad_values)
    expect_refused({}, file_with(bad), bad.path);
}

/** Cut in the middle of a word; the line that is wrong is named. */
TEST_F(Malformed, Truncated)
{
  const std::string text = good_file;
  for (const char *cut : {"subsection M", "set Cells", "Size ", "Shear r"})
    expect_refused({}, text.substr(0, text.find(cut) + 5), "line ");
  for (const char *cut : {"set Size", "end\nsubsection", "set End"})
    expect_refused({}, text.substr(0, text.find(cut)), "is not closed");
}

TEST_F(Malformed, Bytes)
{
  for (const std::string &bytes :
       {std::string("\0", 1), std::string("\xff\xfe"), std::string("\x1b[2J")})
    expect_refused({}, good_file + bytes, "line 9");
  expect_refused({}, std::string((1 << 20) + 1, '#'), "bytes");
  expect_refused({}, good_file + std::string("include bad.prm\n"), "nested");
}

TEST_F(Malformed, SubcommandsRefuseThem)
{
  for (const char *command : {"structure", "stability"})
    for (const BadValue &bad : {bad_values[3], bad_values[14], bad_values[44]})
      expect_refused({command}, file_with(bad), bad.path);
  expect_refused({"statistics"}, good_file, "bad.prm");
}
