#include <vitriflow/base/exceptions.h>
#include <vitriflow/base/nearest_name.h>
#include <vitriflow/loading/program.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <locale>
#include <map>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    constexpr double two_pi = 6.283185307179586476925286766559;

    /** Text of a segment and where it stands in the program. */
    struct SegmentText
    {
      std::string text;
      std::size_t number;   // counted from 1
      std::size_t position; // of the first character, counted from 1
    };

    [[noreturn]] void fail(const SegmentText &segment,
                           const std::string &reason)
    {
      throw BadInput("Loading/Program, segment " +
                     std::to_string(segment.number) + " at character " +
                     std::to_string(segment.position) + ", '" + segment.text +
                     "': " + reason + ".\n" + program_grammar());
    }

    /** The pieces between semicolons; a last empty one is dropped. */
    std::vector<SegmentText> split(const std::string &program)
    {
      const char *white = " \t\r\n";
      std::vector<SegmentText> pieces;
      for (std::size_t begin = 0; begin <= program.size();)
        {
          const auto end = std::min(program.find(';', begin), program.size());
          const auto first =
            std::min(program.find_first_not_of(white, begin), end);
          std::string text = program.substr(first, end - first);
          text.erase(text.find_last_not_of(white) + 1);
          pieces.push_back({text, pieces.size() + 1, first + 1});
          begin = end + 1;
        }
      if (pieces.size() > 1 && pieces.back().text.empty())
        pieces.pop_back();
      return pieces;
    }

    double number(const SegmentText &segment,
                  const std::string &name,
                  const std::string &text)
    {
      std::istringstream in(text);
      in.imbue(std::locale::classic());
      double value = 0.;
      if (!(in >> value) || in.peek() != EOF || !std::isfinite(value))
        fail(segment,
             "'" + text + "' after '" + name + "' is not a finite number");
      return value;
    }

    using Values = std::map<std::string, double>;

    /** Name-value pairs from the rest of a segment. */
    Values read_values(const SegmentText &segment,
                       std::istringstream &words,
                       const std::vector<std::string> &names)
    {
      Values values;
      std::string name, text;
      while (words >> name)
        {
          if (std::find(names.begin(), names.end(), name) == names.end())
            fail(segment,
                 "unknown word '" + name + "'; the nearest known one is '" +
                   nearest_name(name, names) + "'");
          if (!(words >> text))
            fail(segment, "the number after '" + name + "' is missing");
          if (!values.emplace(name, number(segment, name, text)).second)
            fail(segment, "'" + name + "' is given twice");
        }
      return values;
    }

    double required(const SegmentText &segment,
                    const Values &values,
                    const std::string &name)
    {
      const auto value = values.find(name);
      if (value == values.end())
        fail(segment, "'" + name + "' is missing");
      return value->second;
    }

    double positive(const SegmentText &segment,
                    const Values &values,
                    const std::string &name)
    {
      const double value = required(segment, values, name);
      if (value <= 0.)
        fail(segment, "'" + name + "' must be greater than 0");
      return value;
    }

    Segment
    linear_rate(const double begin, const double end, const double duration)
    {
      Segment result;
      result.rate_begin = begin;
      result.rate_end   = end;
      result.duration   = duration;
      return result;
    }

    Segment rate_segment(const SegmentText &text, const Values &values)
    {
      const double rate = required(text, values, "rate");
      if (values.count("strain") == values.count("duration"))
        fail(text, "give either 'strain' or 'duration' with 'rate'");
      if (values.count("duration") > 0)
        return linear_rate(rate, rate, positive(text, values, "duration"));

      const double strain = required(text, values, "strain");
      if (rate == 0.)
        fail(text, "a strain is never reached at the rate 0");
      if (strain == 0.)
        fail(text, "'strain' must not be 0");
      if ((rate < 0.) != (strain < 0.))
        fail(text, "'rate' and 'strain' must have the same sign");
      return linear_rate(rate, rate, strain / rate);
    }

    Segment ramp_segment(const SegmentText &text, const Values &values)
    {
      return linear_rate(required(text, values, "from"),
                         required(text, values, "to"),
                         positive(text, values, "duration"));
    }

    Segment step_segment(const SegmentText &text, const Values &values)
    {
      const double duration = positive(text, values, "duration");
      const double rate     = required(text, values, "strain") / duration;
      return linear_rate(rate, rate, duration);
    }

    Segment depth_segment(const SegmentText &text, const Values &values)
    {
      const double duration = positive(text, values, "duration");
      const double rate     = required(text, values, "depth") / duration;
      if (rate == 0.)
        fail(text, "'depth' must not be 0; use hold");
      return linear_rate(rate, rate, duration);
    }

    Segment hold_segment(const SegmentText &text, const Values &values)
    {
      return linear_rate(0., 0., positive(text, values, "duration"));
    }

    Segment oscillation_segment(const SegmentText &text, const Values &values)
    {
      Segment result;
      result.kind         = Segment::Kind::oscillation;
      result.amplitude    = required(text, values, "amplitude");
      result.frequency    = positive(text, values, "frequency");
      const double cycles = positive(text, values, "cycles");
      if (cycles != std::floor(cycles) ||
          cycles > std::numeric_limits<unsigned int>::max())
        fail(text, "'cycles' must be a whole number");
      if (result.amplitude == 0.)
        fail(text, "'amplitude' must not be 0");
      result.n_cycles = static_cast<unsigned int>(cycles);
      result.duration = cycles * (two_pi / result.frequency);
      return result;
    }

    /** A stress or a load, after a rise. */
    Segment controlled_segment(const SegmentText &text,
                               const Values &values,
                               const std::string &quantity)
    {
      Segment result;
      result.kind          = Segment::Kind::stress;
      result.target_stress = required(text, values, quantity);
      result.duration      = positive(text, values, "duration");
      result.rise_time     = required(text, values, "rise");
      if (result.rise_time < 0. || result.rise_time > result.duration)
        fail(text, "'rise' must lie between 0 and the duration");
      return result;
    }

    Segment stress_segment(const SegmentText &text, const Values &values)
    {
      return controlled_segment(text, values, "stress");
    }

    Segment load_segment(const SegmentText &text, const Values &values)
    {
      Segment result = controlled_segment(text, values, "load");
      if (result.target_stress < 0.)
        fail(text, "'load' must not be negative: contact cannot pull");
      if (values.count("amplitude") != values.count("frequency"))
        fail(text, "an oscillation has both 'amplitude' and 'frequency'");
      if (values.count("amplitude") == 0)
        return result;
      result.amplitude = positive(text, values, "amplitude");
      result.frequency = positive(text, values, "frequency");
      return result;
    }

    /** What a form drives. */
    enum class Drives
    {
      shear,
      indenter,
      either
    };

    /** One form of the grammar. */
    struct Form
    {
      std::string keyword;
      Drives drives;
      std::vector<std::string> names;
      Segment (*build)(const SegmentText &, const Values &);
      std::string grammar;
    };

    const std::vector<Form> &forms()
    {
      static const std::vector<Form> all = {
        {"rate",
         Drives::shear,
         {"rate", "strain", "duration"},
         rate_segment,
         "rate <shear rate> strain <strain>\n"
         "  rate <shear rate> duration <time>"},
        {"ramp",
         Drives::shear,
         {"from", "to", "duration"},
         ramp_segment,
         "ramp from <shear rate> to <shear rate> duration <time>"},
        {"step",
         Drives::shear,
         {"strain", "duration"},
         step_segment,
         "step strain <strain> duration <time>"},
        {"hold",
         Drives::either,
         {"duration"},
         hold_segment,
         "hold duration <time>"},
        {"depth",
         Drives::indenter,
         {"depth", "duration"},
         depth_segment,
         "depth <change of an indenter's depth> duration <time>"},
        {"load",
         Drives::indenter,
         {"load", "duration", "rise", "amplitude", "frequency"},
         load_segment,
         "load <load of an indenter> duration <time> rise <time>\n"
         "  load ... amplitude <load> frequency <radians per time>"},
        {"oscillation",
         Drives::either,
         {"amplitude", "frequency", "cycles"},
         oscillation_segment,
         "oscillation amplitude <strain> frequency <radians per time> "
         "cycles <whole number>"},
        {"stress",
         Drives::shear,
         {"stress", "duration", "rise"},
         stress_segment,
         "stress <shear stress> duration <time> rise <time>"}};
      return all;
    }

    const Form &form_of(const SegmentText &segment)
    {
      if (segment.text.empty())
        fail(segment, "the segment is empty");
      std::istringstream words(segment.text);
      std::string keyword;
      words >> keyword;
      std::vector<std::string> keywords;
      for (const auto &form : forms())
        if (form.keyword == keyword)
          return form;
        else
          keywords.push_back(form.keyword);
      fail(segment,
           "unknown kind '" + keyword + "'; the nearest known one is '" +
             nearest_name(keyword, keywords) + "'");
    }

    Segment parse_segment(const SegmentText &text)
    {
      const Form &form = form_of(text);
      std::istringstream words(text.text);
      // for rate and stress the keyword is also the name of the first value
      if (form.names.front() != form.keyword)
        words.ignore(static_cast<std::streamsize>(form.keyword.size()));

      Segment result  = form.build(text, read_values(text, words, form.names));
      result.text     = text.text;
      result.of_shear = form.drives == Drives::shear;
      result.of_indenter = form.drives == Drives::indenter;
      for (const double value :
           {result.duration, result.rate_begin, result.rate_end})
        if (!std::isfinite(value))
          fail(text, "the numbers lead to an infinite duration or rate");
      if (result.duration <= 0.)
        fail(text, "the numbers lead to no duration");
      return result;
    }

    std::string shown(const double value)
    {
      std::ostringstream text;
      text << value;
      return text.str();
    }
  } // namespace

  std::string program_grammar()
  {
    std::string text = "A program consists of segments separated by "
                       "semicolons, each of one of the forms\n";
    for (const auto &form : forms())
      text += "  " + form.grammar + "\n";
    return text;
  }

  std::vector<Segment> parse_program(const std::string &program)
  {
    std::vector<Segment> result;
    for (const auto &text : split(program))
      result.push_back(parse_segment(text));
    return result;
  }

  std::vector<Segment> segments(const LoadingParameters &parameters)
  {
    if (parameters.program.find_first_not_of(" \t\r\n") != std::string::npos)
      return parse_program(parameters.program);

    const double rate = parameters.shear_rate;
    if (rate == 0. || !std::isfinite(rate))
      throw BadInput("Loading/Shear rate = " + shown(rate) +
                     ": without a Loading/Program the rate must be a finite "
                     "number other than 0. For a sample at rest set "
                     "Loading/Program = hold duration <time>.");
    if (!(parameters.end_strain > 0.) || !std::isfinite(parameters.end_strain))
      throw BadInput("Loading/End strain = " + shown(parameters.end_strain) +
                     ": it must be greater than 0; its sign follows from "
                     "Loading/Shear rate.");
    const double duration = parameters.end_strain / std::abs(rate);
    if (!std::isfinite(duration) || duration <= 0.)
      throw BadInput(
        "Loading/Shear rate = " + shown(rate) +
        " and Loading/End strain = " + shown(parameters.end_strain) +
        " are too far apart to compute the duration.");
    Segment result = linear_rate(rate, rate, duration);
    result.text    = "rate " + shown(rate) + " strain " +
                  shown(std::copysign(parameters.end_strain, rate));
    return {result};
  }

  void LoadingParameters::add_to(dealii::ParameterHandler &prm)
  {
    using namespace dealii::Patterns;
    prm.enter_subsection("Loading");
    prm.add_parameter("Shear rate",
                      shear_rate,
                      "Applied shear rate [1/s, or reduced]; negative rates "
                      "shear backwards. Not used with a Program.",
                      Double());
    prm.add_parameter("End strain",
                      end_strain,
                      "Applied shear strain at which the run ends, taken with "
                      "the sign of the rate [-]. Not used with a Program.",
                      Double(0.));
    prm.add_parameter("Program",
                      program,
                      "Segments of loading one after the other, e.g.: rate "
                      "0.1 strain 2; hold duration 50. Empty: constant Shear "
                      "rate up to End strain.\n" +
                        program_grammar(),
                      Anything());
    prm.add_parameter("Moving walls",
                      moving_walls,
                      "Of a channel: upper, the lower wall rests; both, the "
                      "walls move in opposite directions with half the "
                      "velocity each.",
                      Selection("upper|both"));
    prm.leave_subsection();
  }

  void LoadingParameters::validate() const
  {
    segments(*this);
  }
} // namespace vitriflow
