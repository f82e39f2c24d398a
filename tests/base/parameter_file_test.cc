#include <gtest/gtest.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/base/parameter_file.h>

#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace vitriflow;

namespace
{
  /** Parameters of all kinds, bound as the code's own structs do it. */
  struct Sample
  {
    double rate              = 1. / 3.;
    double bounded           = 0.5;
    unsigned int count       = 7;
    bool flag                = true;
    std::string kind         = "quadratic";
    std::string text         = "rate 1 strain 2; hold duration 3";
    std::string dotted       = "x";
    std::vector<double> list = {1., 2.};
    std::string base_value   = "none";

    void add_to(dealii::ParameterHandler &prm)
    {
      using namespace dealii::Patterns;
      prm.add_parameter("Base", base_value, "Outside all subsections.");
      prm.enter_subsection("Loading");
      prm.add_parameter("Shear rate", rate, "Rate [1/s].");
      prm.add_parameter("Program", text, "Ends in a backslash \\");
      prm.enter_subsection("Deep er");
      prm.add_parameter("Count", count, "A count.", Integer(0, 10));
      prm.leave_subsection();
      prm.add_parameter("List", list, "A list.", List(Double(0), 1, 3));
      prm.leave_subsection();
      prm.enter_subsection("Material");
      prm.add_parameter("Flag", flag, "A switch.");
      prm.add_parameter("Equation of state",
                        kind,
                        std::string(50, 'w') + " " + std::string(50, 'v'),
                        Selection("quadratic|double well"));
      prm.add_parameter("Bound", bounded, "Bounded.", Double(0, 1));
      prm.add_parameter("Dots a.b_c", dotted, "Awkward name.");
      prm.leave_subsection();
    }
  };

  /** A directory of its own for the files of one test, removed afterwards. */
  class ParameterFile : public testing::Test
  {
  protected:
    ParameterFile()
      : folder(std::filesystem::temp_directory_path() /
               ("vitriflow-parameters-" + std::to_string(getpid())))
    {
      std::filesystem::create_directories(folder);
      sample.add_to(prm);
    }

    ~ParameterFile() override
    {
      std::filesystem::remove_all(folder);
    }

    std::string file(const std::string &content,
                     const std::string &name = "a.prm")
    {
      std::ofstream(folder / name, std::ios::binary) << content;
      return (folder / name).string();
    }

    void read(const std::string &content,
              const std::vector<std::string> &overrides = {},
              const Preset &preset                      = {})
    {
      read_parameters(prm, file(content), overrides, preset);
    }

    /** The message of the BadInput that reading must end with. */
    std::string failure(const std::string &content,
                        const std::vector<std::string> &overrides = {},
                        const Preset &preset                      = {})
    {
      return failure_of_file(file(content), overrides, preset);
    }

    std::string failure_of_file(const std::string &name,
                                const std::vector<std::string> &overrides = {},
                                const Preset &preset                      = {})
    {
      try
        {
          read_parameters(prm, name, overrides, preset);
        }
      catch (const BadInput &error)
        {
          return error.what();
        }
      ADD_FAILURE() << "no BadInput was thrown";
      return "";
    }

    const std::filesystem::path folder;
    Sample sample;
    dealii::ParameterHandler prm;
  };

  void expect_words(const std::string &message,
                    const std::vector<std::string> &words)
  {
    for (const auto &word : words)
      EXPECT_NE(message.find(word), std::string::npos)
        << "'" << word << "' is missing in: " << message;
  }
} // namespace

TEST_F(ParameterFile, reads_values_and_overrides)
{
  read("set Base = b # comment\nSUBSECTION Loading\r\n"
       "\tset\tShear rate = 2e-3\n"
       "  subsection Deep er\n set Count = \\\n 9\n end\n"
       "  set List = 3, 4.5,6\nEND\n",
       {" Loading/Deep er/Count = 4", "Material/Dots a.b_c=x=y"});
  EXPECT_EQ(sample.base_value, "b");
  EXPECT_EQ(sample.rate, 2e-3);
  EXPECT_EQ(sample.count, 4U);
  EXPECT_EQ(sample.list, (std::vector<double>{3., 4.5, 6.}));
  EXPECT_EQ(sample.dotted, "x=y");
}

TEST_F(ParameterFile, lists_full_paths_in_order)
{
  EXPECT_EQ(parameter_paths(prm),
            (std::vector<std::string>{"Base",
                                      "Loading/Shear rate",
                                      "Loading/Program",
                                      "Loading/Deep er/Count",
                                      "Loading/List",
                                      "Material/Flag",
                                      "Material/Equation of state",
                                      "Material/Bound",
                                      "Material/Dots a.b_c"}));
}

TEST_F(ParameterFile, precedence_override_file_preset_default)
{
  std::string seen;
  const auto preset = [&](const dealii::ParameterHandler &handler) {
    seen = handler.get({"Material"}, "Equation of state");
    return ParameterValues{{"Loading/Shear rate", "10"},
                           {"Loading/Deep er/Count", "1"},
                           {"Material/Bound", "0.125"}};
  };
  read("subsection Loading\n set Shear rate = 20\nsubsection Deep er\n"
       "set Count = 2\nend\nend\n",
       {"Loading/Deep er/Count=3", "Material/Equation of state=double well"},
       preset);
  EXPECT_EQ(seen, "double well") << "the preset must see explicit values";
  EXPECT_EQ(sample.count, 3U) << "override wins";
  EXPECT_EQ(sample.rate, 20.) << "file wins over preset";
  EXPECT_EQ(sample.bounded, 0.125) << "preset wins over default";
  EXPECT_EQ(sample.list, (std::vector<double>{1., 2.})) << "default";
  EXPECT_EQ(prm.get({"Loading"}, "Shear rate"), "20");
}

TEST_F(ParameterFile, preset_mistakes_are_reported)
{
  const auto preset = [](const std::string &path, const std::string &value) {
    return [=](const dealii::ParameterHandler &) {
      return ParameterValues{{path, value}};
    };
  };
  expect_words(failure("", {}, preset("Material/Bond", "1")),
               {"Preset", "Material/Bond", "Material/Bound"});
  expect_words(failure("", {}, preset("Material/Bound", "2")),
               {"Preset", "Material/Bound", "'2'", "from 0 to 1"});
}

TEST_F(ParameterFile, printed_defaults_and_values_can_be_read_back)
{
  std::ostringstream defaults;
  print_defaults(defaults, prm);
  expect_words(defaults.str(),
               {"# Rate [1/s].",
                "# Allowed: a number.",
                "# Allowed: a whole number from 0 to 10.",
                "# Allowed: one of: quadratic, double well.",
                "# Allowed: true or false.",
                "# Allowed: a list, separated by ',', of 1 to 3 entries,"});

  read("subsection Loading\nset Shear rate = 0.12345678901234567\nend\n",
       {"Loading/List=7", "Material/Flag=false", "Loading/Program="});
  std::ostringstream values;
  write_parameters(values, prm);

  Sample again;
  dealii::ParameterHandler other;
  again.add_to(other);
  read_parameters(other, file(values.str()));
  EXPECT_EQ(again.rate, 0.12345678901234567);
  EXPECT_EQ(again.list, std::vector<double>{7.});
  EXPECT_FALSE(again.flag);
  EXPECT_EQ(again.text, "");
  EXPECT_EQ(again.count, 7U);
  std::ostringstream rewritten;
  write_parameters(rewritten, other);
  EXPECT_EQ(values.str(), rewritten.str());

  // the defaults are printed whatever the values in force are
  std::ostringstream later;
  print_defaults(later, prm);
  EXPECT_EQ(defaults.str(), later.str());
  read_parameters(other, file(defaults.str()));
  EXPECT_EQ(again.text, Sample().text);
  EXPECT_EQ(again.list, Sample().list);
  EXPECT_TRUE(again.flag);
}

TEST_F(ParameterFile, run_uses_the_recorded_default)
{
  read("");
  EXPECT_EQ(sample.rate, std::stod(prm.get({"Loading"}, "Shear rate")));
}

TEST_F(ParameterFile, unknown_names_get_a_suggestion)
{
  expect_words(failure("# c\nsubsection Loading\nset shear rat = 1\nend\n"),
               {"a.prm, line 3",
                "Loading/shear rat",
                "Did you mean 'Loading/Shear rate'"});
  expect_words(failure("set Shear rate = 1\n"),
               {"line 1", "'Loading/Shear rate'"});
  expect_words(failure("subsection Loadin\nend\n"),
               {"line 1", "unknown subsection 'Loadin'", "'Loading'"});
  expect_words(failure("subsection Loading\nsubsection Deeper\nend\nend\n"),
               {"line 2", "'Loading/Deeper'", "'Loading/Deep er'"});
}

TEST_F(ParameterFile, wrong_values_name_what_is_allowed)
{
  expect_words(failure("\nsubsection Material\nset Bound = 1.5\nend\n"),
               {"line 3",
                "Material/Bound",
                "'1.5'",
                "a number from 0 to 1",
                "default is '0.5'"});
  expect_words(failure("subsection Material\nset Equation of state = ideal\n"
                       "end\n"),
               {"'ideal'", "one of: quadratic, double well", "'quadratic'"});
  expect_words(failure("", {"Loading/Deep er/Count=-1"}),
               {"--set", "Loading/Deep er/Count", "'-1'", "from 0 to 10"});
  expect_words(failure("", {"Loading/Deep er/Count=1.5"}), {"whole number"});
  expect_words(failure("", {"Loading/List=1,x"}), {"list", "'1,x'"});
  expect_words(failure("", {"Loading/List="}), {"Loading/List"});
  expect_words(failure("", {"Material/Flag=maybe"}), {"true or false"});
  expect_words(failure("", {"Material/Bound="}), {"Material/Bound = ''"});
  // U+2212 instead of a minus sign
  expect_words(failure("",
                       {"Loading/Shear rate=\xe2\x88\x92"
                        "1"}),
               {"Loading/Shear rate"});
}

TEST_F(ParameterFile, numbers_must_be_finite)
{
  for (const std::string value :
       {"nan", "NaN", "-nan", "inf", "-INF", "infinity", "1e400"})
    {
      expect_words(failure("", {"Loading/Shear rate=" + value}),
                   {"Loading/Shear rate", value});
      expect_words(failure("subsection Loading\nset List = 1," + value +
                           "\nend\n"),
                   {"line 2", "Loading/List", value});
    }
  read("", {"Base=nan"}); // a text may be anything
  EXPECT_EQ(sample.base_value, "nan");
}

TEST_F(ParameterFile, braces_do_not_escape_the_check)
{
  expect_words(failure("subsection Material\nset Bound = {0.1|0.2}\nend\n"),
               {"Material/Bound", "{0.1|0.2}"});
  expect_words(failure("", {"Material/Bound={2"}), {"Material/Bound"});
}

TEST_F(ParameterFile, malformed_lines)
{
  expect_words(failure("subsection Loading\n\nset Shear rate = 1\n"),
               {"line 1", "subsection 'Loading' is not closed", "end"});
  expect_words(failure("subsection Loading\nend\nend\n"), {"line 3", "end"});
  expect_words(failure("subsection Loading\nend Loading\n"), {"line 2"});
  expect_words(failure("set Base 3\n"), {"line 1", "'='"});
  expect_words(failure("Base = 3\n"), {"line 1", "no statement"});
  expect_words(failure(std::string(5000, 'x')), {"line 1", "xxx...'"});
}

TEST_F(ParameterFile, malformed_overrides)
{
  expect_words(failure("", {"Loading/Shear rate"}), {"--set", "no '='"});
  expect_words(failure("", {"=3"}), {"--set", "no name"});
  expect_words(failure("", {"Loading/Shear rte=3"}),
               {"Loading/Shear rte", "Did you mean 'Loading/Shear rate'"});
  expect_words(failure("", {"Loading=3"}), {"unknown parameter 'Loading'"});
  for (const std::string value : {"a#b", "a\nb", "a\\", "a\x01"})
    expect_words(failure("", {"Base=" + value}), {"--set"});
}

TEST_F(ParameterFile, files_that_cannot_be_read)
{
  const std::string missing = (folder / "missing.prm").string();
  expect_words(failure_of_file(missing), {missing, "cannot be opened"});
  expect_words(failure_of_file(folder.string()), {"is a directory"});
  expect_words(failure_of_file(""), {"cannot be opened"});
  expect_words(failure(std::string(2000000, '#')), {"larger than"});
  expect_words(failure_of_file("/dev/zero"), {"larger than"});
}

TEST_F(ParameterFile, only_text_is_accepted)
{
  for (const std::string &bad : {std::string("\0", 1),
                                 std::string("\x07"),
                                 std::string("\x7f"),
                                 std::string("\xff\xfe"),
                                 std::string("\xe9 a"),   // Latin 1
                                 std::string("\xe2\x88"), // cut short
                                 std::string("\xc0\xaf")})
    expect_words(failure("\n# " + bad), {"line 2", "is no text"});
  read("\xef\xbb\xbf# \xc3\x85ngstr\xc3\xb6m\nset Base = \xc3\xbc\n");
  EXPECT_EQ(sample.base_value, "\xc3\xbc");
  expect_words(failure("set Bas\xc3\xa9 = 1\n"), {"Did you mean 'Base'"});
}

TEST_F(ParameterFile, includes_are_relative_to_their_file)
{
  std::filesystem::create_directory(folder / "sub");
  file("subsection Material\nset Bound = 0.75\nend\n", "sub/b.prm");
  file("include b.prm\n", "sub/c.prm");
  read("include sub/c.prm # comment\nset Base = z\n");
  EXPECT_EQ(sample.bounded, 0.75);
  EXPECT_EQ(sample.base_value, "z");

  file("\nset Bse = 1\n", "sub/b.prm");
  expect_words(failure("include sub/c.prm\n"), {"b.prm, line 2", "'Base'"});
  expect_words(failure("\ninclude nowhere.prm\n"),
               {"a.prm, line 2", "nowhere.prm", "cannot be opened"});
  expect_words(failure("include a.prm\n"), {"include itself"});
}

TEST_F(ParameterFile, failing_actions_become_bad_input)
{
  prm.add_action("Base", [](const std::string &value) {
    if (value == "boom")
      throw std::out_of_range("no such thing");
    if (value == "own")
      throw BadInput("own message");
  });
  expect_words(failure("set Base = boom\n"),
               {"line 1", "Base", "no such thing"});
  EXPECT_EQ(failure("set Base = own\n"), "own message");
}

TEST_F(ParameterFile, can_be_used_again_after_a_failure)
{
  failure("subsection Loading\nsubsection Deep er\nset Count = x\nend\nend\n");
  failure("", {"Loading/Deep er/Count=x"});
  read("subsection Loading\nset Shear rate = 5\nend\n");
  EXPECT_EQ(sample.rate, 5.);
}

TEST(NearestName, distance_and_choice)
{
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("abc", ""), 3U);
  EXPECT_EQ(edit_distance("ABC", "abc"), 0U);
  EXPECT_EQ(edit_distance("ab", "ba"), 2U);
  EXPECT_EQ(nearest_name("relaxation tme", {"Density", "Relaxation time"}),
            "Relaxation time");
  EXPECT_EQ(nearest_name("x", {}), "");
  EXPECT_EQ(nearest_path("Size", {"Mash/Sizes", "Mesh/Size", "Sixes"}),
            "Mesh/Size");
}
